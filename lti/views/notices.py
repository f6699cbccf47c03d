"""/lti/notices/: platforms tell what happened there. No browser, no cookie; the signature is all."""

from django.http import HttpRequest, HttpResponse

from lti.errors import LtiError
from lti.protocol.notices import read_envelope
from lti.services.notices import take_notice
from lti.throttle import is_over
from lti.views.refusals import log_refusal, lti_endpoint

NOTICES_PER_MINUTE = 600
"""From one address. What is not heard is made good when the copy's links are opened."""


@lti_endpoint
def notices(request: HttpRequest) -> HttpResponse:
    """204 where every notice was ours to take, or had been taken before; the first refusal's status otherwise, after all were looked at."""
    if request.method != "POST":
        raise LtiError("method")
    if is_over(request, "notices", limit=NOTICES_PER_MINUTE):
        raise LtiError("rate_limited")
    refused: LtiError | None = None
    for token in read_envelope(request.body):
        try:
            take_notice(token)
        except LtiError as error:
            log_refusal(request, error)
            refused = refused or error
    return HttpResponse(status=refused.status if refused else 204)
