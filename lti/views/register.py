"""/lti/register/<invitation>/: a platform opens this in a window of its administrator (LTI Dynamic Registration 1.0)."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lti.mends import REGISTRATION
from lti.protocol.dynamic_registration import RegistrationProblem
from lti.services.dynamic_registration import register_by_invitation, usable_invitation
from lti.throttle import is_over
from lti.views.refusals import lti_endpoint

logger = logging.getLogger("lti.registrations")
TRIES_PER_MINUTE = 20
STATUSES = {"invitation_unknown": 404, "invitation_used": 410, "invitation_expired": 410, "rate_limited": 429, "client_taken": 409}


@lti_endpoint
def register(request: HttpRequest, secret: str) -> HttpResponse:
    """Registers and says so. The two requests to the platform happen here, because its administrator waits in this window for the
    outcome; each ends after eight seconds. Whoever opens the address without a platform is told what it is for."""
    try:
        if is_over(request, "registrations", limit=TRIES_PER_MINUTE):
            raise RegistrationProblem("rate_limited")
        if not request.GET.get("openid_configuration"):
            usable_invitation(secret)
            raise RegistrationProblem("request_bad")
        registration = register_by_invitation(
            secret=secret,
            configuration_url=request.GET["openid_configuration"],
            token=request.GET.get("registration_token", ""),
        )
    except RegistrationProblem as problem:
        logger.info("registration refused code=%s", problem.code)
        wrong, mend = REGISTRATION[problem.code]
        return render(request, "lti/registered.html", {"wrong": wrong, "mend": mend}, status=STATUSES.get(problem.code, 400))
    return render(request, "lti/registered.html", {"registration": registration})
