"""Telling the tool that a course was copied (Platform Notification Service 1.0)."""

import json
import secrets
import threading
import time
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse

import jwt
import requests

from practice_lms.courses import Course
from practice_lms.services import problem
from practice_lms.signing import CLAIM, COPIED, NOTICES_SCOPE, PracticePlatform
from practice_lms.state import STATE

SECONDS = 5


def handlers(request: HttpRequest) -> HttpResponse:
    """The tool says where it wants to hear of copies; "" ends it."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        may = kind.lower() == "bearer" and PracticePlatform().check_token(token, [NOTICES_SCOPE])
    except jwt.PyJWTError:
        may = False
    if not may:
        return problem(401, "the access token is not valid for this")
    if request.method != "PUT":
        return problem(405, "method not allowed")
    try:
        asked = json.loads(request.body)
        kind, handler = asked["notice_type"], asked["handler"]
    except (ValueError, KeyError, TypeError):
        return problem(400, "notice_type and handler are required")
    if kind != COPIED or not isinstance(handler, str):
        return problem(400, "only notices of copies are sent")
    with STATE.lock:
        STATE.notice_handlers = {handler} if handler else set()
    return JsonResponse({"client_id": STATE.client_id, "deployment_id": STATE.deployment_id, "notice_handlers": [asked] if handler else []})


def tell_of_copy(copied: Course) -> None:
    """Once, and not again where the tool does not answer, as Canvas does. In a thread: whoever copies a course does not wait for it."""
    with STATE.lock:
        waiting = sorted(STATE.notice_handlers)
    for handler in waiting:
        threading.Thread(target=_send, args=[handler, _notice(copied)], daemon=True).start()


def _notice(copied: Course) -> str:
    now = int(time.time())
    claims = {
        "iss": PracticePlatform().iss,
        "aud": STATE.client_id,
        "azp": STATE.client_id,
        "iat": now,
        "exp": now + 300,
        "nonce": secrets.token_urlsafe(12),
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": STATE.deployment_id,
        f"{CLAIM}notice": {"id": secrets.token_urlsafe(12), "timestamp": datetime.now(UTC).isoformat(), "type": COPIED},
        f"{CLAIM}context": {"id": copied.id, "title": copied.title, "label": copied.label},
        f"{CLAIM}origin_contexts": list(copied.history[:1]),
    }
    return jwt.encode(claims, STATE.key, algorithm="RS256", headers={"kid": STATE.kid})


def _send(handler: str, notice: str) -> None:
    try:
        status = requests.post(handler, json={"notices": [{"jwt": notice}]}, timeout=SECONDS, allow_redirects=False).status_code
    except requests.RequestException:
        status = 0
    with STATE.lock:
        STATE.notices_sent.append({"handler": handler, "status": status})
