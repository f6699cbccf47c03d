"""What tests steer and read, as JSON. Local to this program; no LMS has anything like it."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import get_resolver

from practice_lms import courses, hostile
from practice_lms.signing import begin_launch
from practice_lms.state import STATE


def show(request: HttpRequest) -> JsonResponse:
    """Hits by endpoint (zeros too), the key id in use, and what the tool has sent so far."""
    names = [pattern.name for pattern in get_resolver().url_patterns]
    with STATE.lock:
        held = {
            "hits": {name: STATE.hits[name] for name in names if not name.startswith(("control_", "static"))},
            "kid": STATE.kid,
            "line_items": [item for _, item in sorted(STATE.line_items.items())],
            "scores": [
                {name: value for name, value in score.items() if name not in ("line_item", "sent_at")}
                | {"line_item_url": STATE.line_items.get(score["line_item"], {}).get("id")}
                for score in STATE.scores
            ],
            "content_items": STATE.content_items,
            "client_id": STATE.client_id,
            "notices_sent": STATE.notices_sent,
        }
    return JsonResponse(held)


def reset(request: HttpRequest) -> JsonResponse:
    """Forgets hits, scores, line items and added activities. Keys and signed-in people stay."""
    STATE.forget()
    return show(request)


def rotate(request: HttpRequest) -> JsonResponse:
    """A new signing key. ?keep_old=1 leaves the old one in the key set, as platforms do for a while."""
    STATE.rotate(keep_old=request.GET.get("keep_old") == "1")
    return JsonResponse({"kid": STATE.kid})


def faults(request: HttpRequest) -> JsonResponse:
    """What goes wrong next: ?scores=500,429:30,hang&results=403. Services: line_items, line_item, scores, results."""
    with STATE.lock:
        STATE.faults = {name: [fault for fault in value.split(",") if fault] for name, value in request.GET.items()}
    return JsonResponse(STATE.faults)


def hostile_names(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"refuse": list(hostile.MUST_BE_REFUSED), "accept": list(hostile.MUST_BE_ACCEPTED)})


def launch(request: HttpRequest) -> JsonResponse:
    """Starts a launch without a browser: ?user=s1&course=Period-3&activity=g68-trace-the-claim&target=window&bad=…

    Answers with the address of the tool's login endpoint and the parameters to send there. An empty activity starts
    deep linking.
    """
    asked = request.GET
    course = STATE.courses.get(asked.get("course", "Period-3"))
    person = courses.PEOPLE.get(asked.get("user", "s1"))
    activity_id, bad = asked.get("activity", "g68-trace-the-claim"), asked.get("bad", "")
    activity = course.find_activity(activity_id) if course else None
    if not course or not person or person.id not in course.roles or (activity_id and not activity):
        return JsonResponse({"error": "no such user, course or activity"}, status=404)
    if bad and bad not in hostile.CHANGES:
        return JsonResponse({"error": "no such hostile launch"}, status=404)
    document_target = "window" if asked.get("target") == "window" else "iframe"
    parameters = begin_launch(person, course, activity, document_target=document_target, bad=bad)
    return JsonResponse({"login_url": settings.TOOL_LOGIN_URL, "parameters": parameters})
