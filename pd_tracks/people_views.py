"""Joining, pausing, leaving, marking, and one's own page. Only whoever is there sees and changes their own; nobody else's is reachable."""

import functools
import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from cms.languages import in_the_language_of_its_address
from cms.launchable import find_launchable, may_open
from cms.models import User
from cms.people import may_join, person_of, person_who_joins
from cms.viewer import viewer_for
from pd_tracks.models import ModulePage, TrackPage
from pd_tracks.own import own_data
from pd_tracks.services import Mark, delete_all, join_track, leave_track, mark_module, pause_track
from pd_tracks.staff_only import may_open_in_launch, refused


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For one's own things: never cached, in the language of the address. Also where a course is for students again: who joined there may
    still see, leave and delete."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        viewer = viewer_for(request)
        if viewer.in_launch and request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return _nobody(request)
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


@own_page
@for_staff
@require_POST
def join(request: HttpRequest, key) -> HttpResponse:
    """Somebody says yes. Saying it twice changes nothing; nobody who may not join becomes anybody."""
    track = _page(request, key, TrackPage)
    person = person_who_joins(request) if may_join(request) else None
    if person is None or join_track(person=person, track_key=track.translation_key) is None:
        return _nobody(request)
    return HttpResponseRedirect(f"{track.get_url(request)}#join")


@own_page
@require_POST
def pause(request: HttpRequest, key) -> HttpResponse:
    """Pauses, or goes on (`do=resume`)."""
    person = person_of(request)
    if person is None:
        return _nobody(request)
    pause_track(person=person, track_key=key, is_on=request.POST.get("do") != "resume")
    return _back(request, key)


@own_page
def leave(request: HttpRequest, key) -> HttpResponse:
    """Asks whether to keep or to delete, then does it. What is deleted is gone when the answer comes."""
    person = person_of(request)
    if person is None:
        return _nobody(request)
    choice = request.POST.get("what", "")
    if request.method != "POST" or choice not in {"keep", "delete"}:
        title = next((track["track"] for track in own_data(person)["tracks"] if track["key"] == str(key)), "")
        context = {"title": title, "needs_token": not viewer_for(request).in_launch}
        return render(request, "pd_tracks/leave.html", {**context, "error": request.method == "POST"})
    gone = leave_track(person=person, track_key=key, keep=choice == "keep")
    return render(request, "pd_tracks/left.html", {"gone": gone})


@own_page
@for_staff
@require_POST
def mark(request: HttpRequest, key) -> HttpResponse:
    """Keeps or takes back a mark of a module, for somebody who joined its track."""
    module = _page(request, key, ModulePage)
    person, said = person_of(request), request.POST.get("mark", "")
    if said not in set(Mark):
        raise Http404
    track = module.get_parent()
    is_kept = person is not None and mark_module(
        person=person,
        track_key=track.translation_key,
        module_key=module.translation_key,
        mark=Mark(said),
        is_on=request.POST.get("on") == "1",
    )
    return HttpResponseRedirect(f"{module.get_url(request)}#marks") if is_kept else _nobody(request)


@own_page
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything kept of whoever looks, on one page; with `?as=json` as a file."""
    person = person_of(request)
    if person is None:
        return _nobody(request, status=200)
    data = own_data(person)
    if request.GET.get("as") == "json":
        text = json.dumps(data, ensure_ascii=False, indent=2)
        headers = {"Content-Disposition": 'attachment; filename="my-waymark-learning.json"'}
        return HttpResponse(text, content_type="application/json", headers=headers)
    return render(request, "pd_tracks/mine.html", {"data": data, "needs_token": not viewer_for(request).in_launch})


@own_page
@require_POST
def forget_me(request: HttpRequest) -> HttpResponse:
    """Deletes all of it. `sure=1` comes with the box that says so."""
    person: User | None = person_of(request)
    if person is None:
        return _nobody(request)
    if request.POST.get("sure") != "1":
        context = {"data": own_data(person), "needs_token": not viewer_for(request).in_launch, "error": True}
        return render(request, "pd_tracks/mine.html", context, status=422)
    return render(request, "pd_tracks/left.html", {"gone": delete_all(person=person)})


def _page(request: HttpRequest, key, model: type):
    """A live track or module that this request may open, in the language of the address; 404 for anything else."""
    found = find_launchable(key, get_language() or "")
    page = found.page.specific if found else None
    if not isinstance(page, model) or not may_open(request, page):
        raise Http404
    return page


def _back(request: HttpRequest, key) -> HttpResponse:
    found = find_launchable(key, get_language() or "")
    is_open = found is not None and may_open_in_launch(viewer_for(request))
    return HttpResponseRedirect(f"{found.page.get_url(request)}#join" if is_open else reverse("own_learning"))


def _nobody(request: HttpRequest, status: int = 403) -> HttpResponse:
    """Nothing of anybody's: not joined, not signed in, or an address without the browser that launched."""
    return render(request, "pd_tracks/nobody.html", {}, status=status)
