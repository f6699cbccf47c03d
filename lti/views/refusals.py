"""How a refusal looks: one page, one log line, an incident code that joins the two. Nothing about the person in either."""

import functools
import logging
import secrets

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from cms.addresses import address_hash
from lti.errors import LtiError, Style
from lti.protocol.message import names_in_token
from lti.services.refusals import note_refusal
from lti.throttle import is_over

logger = logging.getLogger("lti.refusals")
# Without letters and digits that are read out wrong over the telephone.
LOGGED_CHARS = 80
INCIDENT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def frame_anywhere() -> list[str]:
    """Who may frame a page that holds no data: a refusal, the open-in-a-new-tab button. Any https site; in development also this machine."""
    return ["https:", "http://localhost:*", "http://127.0.0.1:*"] if settings.LTI_ALLOW_LOOPBACK_HTTP else ["https:"]


def lti_endpoint(view):
    """An endpoint that platforms send browsers to: no CSRF token (state is the guard), never cached, refusals rendered."""

    @csrf_exempt
    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.frame_ancestors = frame_anywhere()
        try:
            response = view(request, *args, **kwargs)
        except LtiError as error:
            response = refuse(request, error)
        except (RequestDataTooBig, TooManyFieldsSent):
            response = refuse(request, LtiError("token_too_big"))
        except (MultiPartParserError, UnicodeError, DataError):
            # The last: a signed text that the database cannot hold.
            response = refuse(request, LtiError("token_malformed"))
        response.setdefault("Referrer-Policy", "no-referrer")
        add_never_cache_headers(response)
        return response

    return wrapper


def _what_the_platform_said(request: HttpRequest) -> dict[str, str]:
    """Which platform, tool id and key a refused message names, for whoever looks the incident up: cut, escaped, unverified."""
    try:
        fields = request.POST if request.method == "POST" else request.GET
        named = {"iss": fields.get("iss"), "client_id": fields.get("client_id"), **names_in_token(fields.get("id_token", ""))}
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, UnicodeError):
        return {}
    return {name: str(value)[:LOGGED_CHARS] for name, value in named.items() if isinstance(value, str) and value}


def refuse(request: HttpRequest, error: LtiError) -> HttpResponse:
    """The page and the log line for a refusal."""
    if error.code != "rate_limited" and is_over(request, "refusals", limit=settings.LTI_REFUSALS_PER_MINUTE):
        error = LtiError("rate_limited")
    incident = log_refusal(request, error)
    context = {"style": error.style.value, "incident": incident, "time": timezone.localtime()}
    response = render(request, "lti/refusal.html", context, status=error.status)
    if error.style is Style.UNREACHABLE:
        response["Retry-After"] = "60"
    return response


def log_refusal(request: HttpRequest, error: LtiError) -> str:
    """Writes the one log line and returns its incident code."""
    incident = "WM-" + "-".join("".join(secrets.choice(INCIDENT_ALPHABET) for _ in range(4)) for _ in range(2))
    said = _what_the_platform_said(request)
    if error.code != "rate_limited":
        note_refusal(error.code, issuer=said.get("iss", ""), client_id=said.get("client_id") or said.get("aud", ""))
    logger.info(
        "launch refused code=%s incident=%s status=%s from=%s said=%s",
        error.code,
        incident,
        error.status,
        address_hash(request),
        said,
        extra={"code": error.code, "incident": incident, "http_status": error.status},
    )
    return incident
