"""/lti/login/: a platform says that somebody wants to launch; we send the browser back to it to say who."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lti.cookies import set_state_cookie
from lti.errors import LtiError
from lti.protocol.login import own_origin_of, parse_login
from lti.services.launch import begin_login
from lti.services.registrations import find_registration
from lti.throttle import is_over
from lti.views.refusals import lti_endpoint


def own_origins(request: HttpRequest) -> set[str]:
    """Origins this installation answers on: the public one, and the one of this request (its host passed ALLOWED_HOSTS)."""
    return {own_origin_of(settings.PUBLIC_URL), own_origin_of(request.build_absolute_uri("/"))} - {""}


@lti_endpoint
def login(request: HttpRequest) -> HttpResponse:
    """Third-party initiated login, GET or POST (Security Framework 1.0, section 5.1.1.1)."""
    if request.method not in {"GET", "POST"}:
        raise LtiError("method")
    if is_over(request, "logins", limit=settings.LTI_LOGINS_PER_MINUTE):
        raise LtiError("rate_limited")
    parameters = request.POST if request.method == "POST" else request.GET
    asked = parse_login(parameters, own_origins=own_origins(request))
    registration = find_registration(asked)
    begun = begin_login(login=asked, registration=registration, redirect_uri=request.build_absolute_uri(reverse("lti:launch")))
    # A page of ours, where the platform has a storage: only a script may speak to it. It goes on by itself, with or without an answer.
    response = render(request, "lti/keep_state.html", {"begun": begun}) if begun.storage else HttpResponseRedirect(begun.url)
    set_state_cookie(request, response, state=begun.state, secret=begun.browser_secret)
    return response
