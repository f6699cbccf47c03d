"""The three endpoints of the protocol itself: authentication request, key set, access token."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

import jwt
from lti_consumer.lti_1p3 import exceptions
from lti_consumer.lti_1p3.constants import LTI_1P3_ACCESS_TOKEN_SCOPES

from practice_lms import hostile
from practice_lms.signing import NOTICES_SCOPE, PracticePlatform
from practice_lms.state import STATE

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

FIXED_PARAMETERS = (
    ("scope", "openid", "invalid_scope"),
    ("response_type", "id_token", "unsupported_response_type"),
    ("response_mode", "form_post", "invalid_request"),
    ("prompt", "none", "invalid_request"),
)


class AuthError(Exception):
    """An answer to the tool: an error code of OpenID Connect and a sentence."""

    def __init__(self, code: str, description: str):
        super().__init__(description)
        self.code, self.description = code, description


def auth(request: HttpRequest) -> HttpResponse:
    """Answers the authentication request by a form post to the tool: id_token and state, or an error and state."""
    asked = request.POST.dict() if request.method == "POST" else request.GET.dict()
    if asked.get("client_id") != STATE.client_id:
        return refuse(request, "The client_id is not the one this tool is registered with.")
    if asked.get("redirect_uri") != settings.TOOL_LAUNCH_URL:
        return refuse(request, f"The redirect_uri is not exactly {settings.TOOL_LAUNCH_URL}.")
    try:
        fields = answer(request, asked)
    except AuthError as error:
        fields = [("error", error.code), ("error_description", error.description), ("state", asked.get("state", ""))]
    return render(request, "post.html", {"action": asked["redirect_uri"], "fields": fields, "title": "Opening Waymark"})


def answer(request: HttpRequest, asked: dict[str, str]) -> list[tuple[str, str]]:
    """The fields to post. Raises AuthError."""
    for name, value, code in FIXED_PARAMETERS:
        if asked.get(name) != value:
            raise AuthError(code, f"{name} must be {value}")
    for name in ("nonce", "state"):
        if not asked.get(name):
            raise AuthError("invalid_request", f"{name} is missing")
    launch = STATE.launches.get(asked.get("lti_message_hint", ""))
    if launch is None:
        raise AuthError("invalid_request", "lti_message_hint is unknown or too old")
    if asked.get("login_hint") != launch.person_id:
        raise AuthError("access_denied", "login_hint names somebody else")
    # Inside a frame the browser may leave our cookie out, so a missing one proves nothing.
    if request.person and request.person.id != launch.person_id:
        raise AuthError("login_required", "somebody else has signed in since")
    platform = PracticePlatform()
    platform.describe(launch)
    fields = list(platform.generate_launch_request(asked).items())
    return hostile.spoil(launch.bad, fields)


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    context = {"title": "The tool sent something we cannot answer", "text": reason}
    return render(request, "message.html", context, status=400)


def jwks(request: HttpRequest) -> JsonResponse:
    return JsonResponse(PracticePlatform().public_keys())


def token(request: HttpRequest) -> JsonResponse:
    """An access token for a signed client assertion. Open edX leaves aud, jti and the lifetime unchecked; we do not."""
    form = request.POST.dict()
    if request.method != "POST" or form.get("client_assertion_type") != ASSERTION_TYPE:
        return token_error("invalid_request", f"post a client assertion of type {ASSERTION_TYPE}")
    if form.get("grant_type") != "client_credentials":
        return token_error("unsupported_grant_type", "grant_type must be client_credentials")
    if not set(form.get("scope", "").split()) & {*LTI_1P3_ACCESS_TOKEN_SCOPES, NOTICES_SCOPE}:
        return token_error("invalid_scope", "no known scope was asked for")
    try:
        access_token = PracticePlatform().access_token(form)
    except (jwt.PyJWTError, exceptions.Lti1p3Exception) as error:
        return token_error("invalid_client", str(error))
    problem = assertion_problem(jwt.decode(form["client_assertion"], options={"verify_signature": False}))
    return token_error("invalid_client", problem) if problem else JsonResponse(access_token)


def assertion_problem(claims: dict) -> str:
    """What is wrong with an assertion whose signature holds; empty when nothing is. Spends the jti."""
    audience = claims.get("aud")
    if f"{settings.ISSUER}/token" not in (audience if isinstance(audience, list) else [audience]):
        return "aud must be the address of this endpoint"
    if claims.get("iss") != STATE.client_id or claims.get("sub") != STATE.client_id:
        return "iss and sub must be the client id"
    if not claims.get("exp") or not claims.get("iat"):
        return "exp and iat are required"
    with STATE.lock:
        if not claims.get("jti") or claims["jti"] in STATE.spent_jtis:
            return "jti is missing or was used before"
        STATE.spent_jtis.add(claims["jti"])
    return ""


def token_error(code: str, description: str) -> JsonResponse:
    return JsonResponse({"error": code, "error_description": description}, status=400)
