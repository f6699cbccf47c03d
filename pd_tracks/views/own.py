"""What the views of one's own things share: who may, how they answer, and what they say to nobody."""

import functools
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from cms.languages import in_the_language_of_its_address
from cms.launchable import find_launchable, may_open
from cms.viewer import viewer_for
from pd_tracks.staff_only import may_open_in_launch, refused


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For one's own things: never cached, in the language of the address. Also where a course is for students again: who joined there may
    still see, leave and delete."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        viewer = viewer_for(request)
        if viewer.in_launch and request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return nobody(request)
        response = in_the_language_of_its_address(view)(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapper


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What adds something: not in a course for students."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if may_open_in_launch(viewer_for(request)) else refused(request, "")

    return wrapper


def page_of(request: HttpRequest, key, *models: type):
    """A live page of one of these kinds that this request may open, in the language of the address; 404 for anything else."""
    found = find_launchable(key, get_language() or "")
    page = found.page.specific if found else None
    if not isinstance(page, models) or not may_open(request, page):
        raise Http404
    return page


def back_to(request: HttpRequest, key, anchor: str) -> HttpResponse:
    """To the page of this key where it may be opened, else to one's own page."""
    found = find_launchable(key, get_language() or "") if key else None
    is_open = found is not None and may_open_in_launch(viewer_for(request))
    return HttpResponseRedirect(f"{found.page.get_url(request)}#{anchor}" if is_open else reverse("own_learning"))


def nobody(request: HttpRequest, status: int = 403) -> HttpResponse:
    """Nothing of anybody's: not joined, not signed in, or an address without the browser that launched."""
    return render(request, "pd_tracks/nobody.html", {}, status=status)
