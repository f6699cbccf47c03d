"""Connecting a tool by one address (LTI Dynamic Registration 1.0), as an administrator of an LMS does it.

The tool that is connected last is the one that courses open: the same Waymark under a new client id.
"""

import json
import secrets
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from lti_consumer.lti_1p3.constants import LTI_1P3_ACCESS_TOKEN_SCOPES

from practice_lms.signing import DEEP_LINKING_REQUEST, NOTICES_SCOPE, RESOURCE_LINK_REQUEST, absolute
from practice_lms.state import STATE

SPEC = "https://purl.imsglobal.org/spec/"


def connect(request: HttpRequest) -> HttpResponse:
    """Asks for the address, then opens it in a frame that closes when the tool says that it is done."""
    if not request.person:
        return redirect("sign_in")
    address = request.POST.get("address", "").strip()
    parts = urlsplit(settings.TOOL)
    context = {"title": "Connect a tool", "client_id": STATE.client_id, "deployment_id": STATE.deployment_id, "address": address}
    if request.method == "POST" and address.startswith(f"{settings.TOOL}/"):
        token = secrets.token_urlsafe(16)
        with STATE.lock:
            STATE.registration_tokens.add(token)
        asked = {"openid_configuration": absolute("configuration"), "registration_token": token}
        context |= {"frame_url": f"{address}?{urlencode(asked)}", "tool_origin": f"{parts.scheme}://{parts.netloc}"}
    elif address:
        context["wrong"] = f"This practice LMS connects only the tool at {settings.TOOL}"
    return render(request, "connect.html", context)


def configuration(request: HttpRequest) -> JsonResponse:
    """What this platform says about itself, to whoever holds a registration token."""
    if _token(request) not in STATE.registration_tokens:
        return JsonResponse({"error": "the registration token is unknown"}, status=401)
    said = {
        "issuer": settings.ISSUER,
        "authorization_endpoint": absolute("auth"),
        "token_endpoint": absolute("token"),
        "jwks_uri": absolute("jwks"),
        "registration_endpoint": absolute("register"),
        "scopes_supported": [*LTI_1P3_ACCESS_TOKEN_SCOPES, NOTICES_SCOPE],
        "response_types_supported": ["id_token"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        "subject_types_supported": ["public"],
        f"{SPEC}lti-platform-configuration": {
            "product_family_code": "practice-lms",
            "version": "1",
            "messages_supported": [{"type": RESOURCE_LINK_REQUEST}, {"type": DEEP_LINKING_REQUEST, "placements": ["ContentArea"]}],
            "variables": ["Context.id.history", "ResourceLink.id.history", "ActualUser.id"],
        },
    }
    return JsonResponse(said)


def register(request: HttpRequest) -> JsonResponse:
    """Gives the tool a client id and a deployment. A token is good for one registration."""
    with STATE.lock:
        if request.method != "POST" or _token(request) not in STATE.registration_tokens:
            return JsonResponse({"error": "invalid_token"}, status=401)
        try:
            asked = json.loads(request.body)
            fits = settings.TOOL_LAUNCH_URL in asked["redirect_uris"] and asked["initiate_login_uri"] == settings.TOOL_LOGIN_URL
            tool = asked[f"{SPEC}lti-tool-configuration"]
            fits = fits and asked["jwks_uri"] == settings.TOOL_JWKS_URL and tool["domain"] == urlsplit(settings.TOOL).netloc
        except (ValueError, KeyError, TypeError):
            fits = False
        if not fits:
            return JsonResponse({"error": "invalid_client_metadata"}, status=400)
        STATE.registration_tokens.discard(_token(request))
        number = STATE.number()
        STATE.client_id, STATE.deployment_id = f"connected-client-{number}", f"dep-{number}"
    given = {**asked, "client_id": STATE.client_id}
    given[f"{SPEC}lti-tool-configuration"] = {**tool, "deployment_id": STATE.deployment_id}
    return JsonResponse(given, status=201)


def _token(request: HttpRequest) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")
