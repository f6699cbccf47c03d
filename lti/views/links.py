"""/s/<token>/course/links/: the links of a course, and what a teacher decides about each."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.launchable import find_launchable
from cms.viewer import Audience, viewer_for
from lti.errors import LtiError
from lti.models import Launch, ResourceLink
from lti.services import links
from lti.services.completion import confirm_unread, send_again, switch_completion
from lti.services.contexts import ask_for_staff
from lti.services.course_links import links_of
from lti.views.refusals import refuse

MOST_DIGITS = 6


def may_write(request: HttpRequest) -> bool:
    """Reading is free. Writing needs the launch's cookie or, where the browser keeps none in a frame, a form of our own: a stranger's
    page that knows the address can post it into a frame, too."""
    is_reading = request.method in {"GET", "HEAD"}
    return is_reading or viewer_for(request).is_bound or request.headers.get("Sec-Fetch-Site") == "same-origin"


def for_teachers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For people whose role in the course lets them place links, in the browser that launched."""

    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        launch: Launch = request.launch
        if not launch.may_place_links or viewer_for(request).audience is not Audience.TEACHER or not may_write(request):
            return refuse(request, LtiError("may_not_place"))
        return view(request, *args, **kwargs)

    return wrapper


@require_safe
@for_teachers
def course_links(request: HttpRequest) -> HttpResponse:
    """Every link of this course that was ever opened, with what it opens today. A fixed number of statements."""
    context = request.launch.context
    rows = links_of(context) if context else []
    return render(request, "lti/course_links.html", {"rows": rows, "course_title": str(context) if context else "", "course": context})


@require_POST
@for_teachers
def ask_to_be_for_staff(request: HttpRequest) -> HttpResponse:
    """The course would be for staff learning. An administrator decides."""
    if request.launch.context:
        ask_for_staff(request.launch.context)
    return HttpResponseRedirect(f"{reverse('course_links')}#for-staff", status=303)


@require_POST
@for_teachers
def decide_link(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision about one link of this course: `do` names it, `version` is a number. Then back to where it was made."""
    link = ResourceLink.objects.filter(pk=pk, deployment=request.launch.deployment, context=request.launch.context).first()
    if link is None or (link.context_id is None and link.pk != request.launch.resource_link_id):
        raise Http404
    text = request.POST.get("version", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    decisions = {
        "follow": lambda: links.follow_newest(link),
        "stay": lambda: links.stay_on(link, number),
        "keep": lambda: links.keep_in_spite_of(link, number),
        "replace": lambda: links.open_instead(link),
        "restore": lambda: links.open_as_placed(link),
        "return": lambda: switch_completion(link, is_on=True),
        "return_no_more": lambda: switch_completion(link, is_on=False),
        "confirm_unread": lambda: confirm_unread(link),
        "again": lambda: send_again(link) > 0,
    }
    decide = decisions.get(request.POST.get("do", ""))
    try:
        done = decide() is not False if decide else False
    except links.NotPublished:
        done = False
    if not done:
        text = _("There is no such version any more, or nothing to open instead. Nothing was changed.")
        return render(
            request, "lti/note.html", {"title": _("That is not possible"), "text": text, "back_url": _back(request, link)}, status=422
        )
    return HttpResponseRedirect(_back(request, link), status=303)


def _back(request: HttpRequest, link: ResourceLink) -> str:
    """The list, or the lesson where the decision was made there."""
    found = find_launchable(link.opens, request.POST.get("language", "")) if request.POST.get("back") == "lesson" and link.opens else None
    url = found.page.get_url(request) if found else None
    return f"{url}#this-link" if url else reverse("course_links")
