"""/lti/open/waiting/ and /lti/open/answer/: a frame in the platform's page waits for what is chosen in a tab.

The frame has neither launch nor cookie. Its sealed ticket, which the tab never sees, is all that it can show and all it needs.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lti.errors import LtiError
from lti.models import Placing
from lti.services.placing import AlreadyAnswered, take_answer
from lti.services.tickets import unseal_wait
from lti.views.placing import send_answer
from lti.views.refusals import lti_endpoint


@lti_endpoint
def is_answered(request: HttpRequest) -> HttpResponse:
    """For the page's script: 204 while there is nothing to fetch, 200 when there is, 410 when there will be nothing any more."""
    try:
        placing = _placing(request)
    except LtiError:
        return HttpResponse(status=410)
    if placing is None or (placing.answered_at is None and not placing.launch.has_ended()):
        return HttpResponse(status=204)
    return HttpResponse(status=200 if placing.taken_at is None and not placing.launch.has_ended() else 410)


@lti_endpoint
def answer(request: HttpRequest) -> HttpResponse:
    """The frame fetches what was chosen and posts it to the platform. Before that it is told to wait; afterwards that it is over."""
    placing = _placing(request)
    if placing is None or placing.answered_at is None:
        return render(request, "lti/wait_for_tab.html", {"wait": request.POST["ticket"]})
    request.frame_ancestors = placing.launch.frame_ancestors
    if placing.launch.has_ended():
        raise LtiError("launch_ended")
    try:
        return send_answer(request, take_answer(placing), placing.launch)
    except AlreadyAnswered:
        text = _("What you chose was sent to your course. If it is not there, go back to the course and choose again.")
        return render(
            request,
            "lti/note.html",
            {"title": _("Your course already has the answer"), "text": text, "may_leave": False},
            status=409,
        )


def _placing(request: HttpRequest) -> Placing | None:
    """What this frame waits for; None until its tab has opened. Raises LtiError."""
    if request.method != "POST":
        raise LtiError("method")
    return Placing.objects.waited_for(unseal_wait(request.POST.get("ticket", ""))).first()
