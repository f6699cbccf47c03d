"""Adding activities from the tool: starting the picker and taking what it sends back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

import jwt
from lti_consumer.lti_1p3 import exceptions

from practice_lms import courses, storage
from practice_lms.pages import for_teachers, say
from practice_lms.services import create_line_item
from practice_lms.signing import CLAIM, PracticePlatform, begin_launch
from practice_lms.state import STATE

SETTINGS_CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"


class ResponseRefused(Exception):
    """The text says which rule of deep linking the response breaks."""


@for_teachers
def add(request: HttpRequest, course: courses.Course) -> HttpResponse:
    start_url = reverse("add_start", args=[course.id])
    kept = storage.for_page(request)
    start_url += f"?storage={kept.mode}" if kept else ""
    return render(request, "add.html", {"title": "Add from Waymark", "course": course, "start_url": start_url, "storage": kept})


@for_teachers
def start(request: HttpRequest, course: courses.Course) -> HttpResponse:
    fields = begin_launch(request.person, course, None) | storage.login_parameter(request)
    context = {"action": settings.TOOL_LOGIN_URL, "fields": fields.items(), "title": "Opening Waymark"}
    return render(request, "post.html", context)


@require_POST
def returned(request: HttpRequest) -> HttpResponse:
    """Shows what was added. The browser may come without our cookie, so `data` alone says which course it was for."""
    try:
        items, claims = read_response(request.POST.get("JWT", ""))
    except ResponseRefused as refusal:
        return say(request, "Nothing was added", f"The answer of the tool cannot be used: {refusal}.", 400)
    course = STATE.courses[STATE.placements.pop(claims[f"{SETTINGS_CLAIM}data"])]
    added = [place(course, item) for item in items]
    context = {
        "title": "Added to the course" if added else "Nothing was added",
        "course": course,
        "added": added,
        "message": claims.get(f"{SETTINGS_CLAIM}msg") or claims.get(f"{SETTINGS_CLAIM}errormsg"),
    }
    return render(request, "added.html", context)


def read_response(token: str) -> tuple[list[dict], dict]:
    """Content items and claims of a response that keeps the rules. Raises ResponseRefused."""
    platform = PracticePlatform()
    platform.enable_deep_linking(settings.TOOL_LAUNCH_URL, "")
    try:
        items = platform.check_and_decode_deep_linking_token(token)
    except (jwt.PyJWTError, exceptions.Lti1p3Exception, KeyError, TypeError) as error:
        raise ResponseRefused(str(error)) from error
    claims = jwt.decode(token, options={"verify_signature": False})
    audience = claims.get("aud")
    rules = [
        (claims.get("iss") == STATE.client_id, "iss is not the client id"),
        (settings.ISSUER in (audience if isinstance(audience, list) else [audience]), "aud is not this platform"),
        (claims.get("exp") and claims.get("iat"), "exp or iat is missing"),
        (claims.get(f"{CLAIM}deployment_id") == STATE.deployment_id, "deployment_id is wrong"),
        (claims.get(f"{CLAIM}version") == "1.3.0", "version is not 1.3.0"),
        (claims.get("nonce") and claims["nonce"] not in STATE.deep_linking_nonces, "nonce is missing or used"),
        (claims.get(f"{SETTINGS_CLAIM}data") in STATE.placements, "data is not what was sent, or was used before"),
        (all(item["type"] == "ltiResourceLink" for item in items), "only ltiResourceLink was asked for"),
        (all(item.get("url", settings.TOOL).startswith(settings.TOOL) for item in items), "url is not the tool's"),
        (all(is_text_only(item.get("custom", {})) for item in items), "custom may hold text only"),
    ]
    for is_kept, text in rules:
        if not is_kept:
            raise ResponseRefused(text)
    STATE.deep_linking_nonces.add(claims["nonce"])
    return items, claims


def is_text_only(custom: dict) -> bool:
    return isinstance(custom, dict) and all(isinstance(value, str) for value in custom.values())


def place(course: courses.Course, item: dict) -> courses.Activity:
    """Makes a content item an activity of the course, with its line item when it asks for one."""
    activity = courses.Activity(
        id=f"added-{STATE.number()}",
        title=item.get("title") or "Waymark",
        note="Added from Waymark",
        custom=item.get("custom", {}),
        url=item.get("url", ""),
    )
    course.activities.append(activity)
    STATE.content_items.append(item)
    if item.get("lineItem"):
        label = item["lineItem"].get("label") or activity.title
        create_line_item(course.id, {**item["lineItem"], "label": label, "resourceLinkId": activity.resource_link_id})
    return activity
