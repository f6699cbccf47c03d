"""Assignment and grade services, called with an access token: line items, scores, results."""

import json
import time
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse

import jwt

from practice_lms import courses
from practice_lms.signing import PracticePlatform, absolute, course_line_items
from practice_lms.state import STATE

AGS_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
MEDIA = "application/vnd.ims."
LINE_ITEM = f"{MEDIA}lis.v2.lineitem+json"
LINE_ITEMS = f"{MEDIA}lis.v2.lineitemcontainer+json"
SCORE = f"{MEDIA}lis.v1.score+json"
RESULTS = f"{MEDIA}lis.v2.resultcontainer+json"
HANG_SECONDS = 10  # longer than a tool should wait
PAGE_SIZE = 2  # small on purpose: a tool has to follow the next links
LINE_ITEM_FILTERS = {"tag": "tag", "resource_id": "resourceId", "resource_link_id": "resourceLinkId"}


def needs_scope(**scopes: str):
    """Asks for an access token with one of the scopes given for the method, as in GET="lineitem lineitem.readonly"."""

    def decorate(view):
        @wraps(view)
        def checked(request: HttpRequest, course_id: str, *args, **kwargs) -> HttpResponse:
            if fault := STATE.next_fault(view.__name__):
                return fail(fault)
            if request.method not in scopes:
                return problem(405, "method not allowed")
            allowed = [scope if "://" in scope else AGS_SCOPE + scope for scope in scopes[request.method].split()]
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            try:
                has_scope = kind.lower() == "bearer" and PracticePlatform().check_token(token, allowed)
            except jwt.PyJWTError:
                return problem(401, "the access token is not valid")
            if not has_scope:
                return problem(403 if token else 401, "the access token does not allow this")
            if course_id not in STATE.courses:
                return problem(404, "no such course")
            return view(request, course_id, *args, **kwargs)

        return checked

    return decorate


def fail(fault: str) -> HttpResponse:
    """What `/control/faults` asked for: a status, with seconds for Retry-After where they are given ("429:30"), or "hang"."""
    if fault == "hang":
        time.sleep(HANG_SECONDS)
        return problem(503, "this took too long")
    status, _, seconds = fault.partition(":")
    response = problem(int(status), "this fault was asked for")
    if seconds:
        response["Retry-After"] = seconds
    return response


def problem(status: int, text: str) -> JsonResponse:
    return JsonResponse({"error": text}, status=status)


def page_of(request: HttpRequest, rows: list, wrap, content_type: str) -> JsonResponse:
    """One page of rows; the Link header leads to the next one."""
    try:
        limit = max(1, min(int(request.GET.get("limit", PAGE_SIZE)), PAGE_SIZE))
        start = max(0, int(request.GET.get("from", 0)))
    except ValueError:
        return problem(400, "limit and from are whole numbers")
    response = JsonResponse(wrap(rows[start : start + limit]), safe=False, content_type=content_type)
    if start + limit < len(rows):
        query = request.GET.copy()
        query["limit"], query["from"] = str(limit), str(start + limit)
        response["Link"] = f'<{request.build_absolute_uri(request.path)}?{query.urlencode()}>; rel="next"'
    return response


def read_json(request: HttpRequest, content_type: str) -> dict:
    """The posted object. Raises ValueError for another type or shape."""
    if request.content_type != content_type:
        raise ValueError(f"the content type must be {content_type}")
    posted = json.loads(request.body)
    if not isinstance(posted, dict):
        raise ValueError("an object is expected")
    return posted


def create_line_item(course_id: str, values: dict) -> dict:
    number = STATE.number()
    item = {**values, "id": absolute("line_item", course_id, number)}
    STATE.line_items[course_id, number] = item
    return item


def check_line_item(values: dict) -> None:
    maximum = values.get("scoreMaximum")
    if not values.get("label") or not isinstance(maximum, int | float) or maximum <= 0:
        raise ValueError("label and a positive scoreMaximum are required")


@needs_scope(GET="lineitem lineitem.readonly", POST="lineitem")
def line_items(request: HttpRequest, course_id: str) -> HttpResponse:
    if request.method == "POST":
        try:
            values = read_json(request, LINE_ITEM)
            check_line_item(values)
        except ValueError as error:
            return problem(400, str(error))
        return JsonResponse(create_line_item(course_id, values), status=201, content_type=LINE_ITEM)
    items = [item for _, item in course_line_items(course_id)]
    for parameter, name in LINE_ITEM_FILTERS.items():
        if parameter in request.GET:
            items = [item for item in items if item.get(name) == request.GET[parameter]]
    return page_of(request, items, list, LINE_ITEMS)


@needs_scope(GET="lineitem lineitem.readonly", PUT="lineitem", DELETE="lineitem")
def line_item(request: HttpRequest, course_id: str, number: int) -> HttpResponse:
    key = (course_id, number)
    if key not in STATE.line_items:
        return problem(404, "no such line item")
    if request.method == "DELETE":
        del STATE.line_items[key]
        return HttpResponse(status=204)
    if request.method == "PUT":
        try:
            values = read_json(request, LINE_ITEM)
            check_line_item(values)
        except ValueError as error:
            return problem(400, str(error))
        STATE.line_items[key] = {**values, "id": STATE.line_items[key]["id"]}
    return JsonResponse(STATE.line_items[key], content_type=LINE_ITEM)


@needs_scope(POST="score")
def scores(request: HttpRequest, course_id: str, number: int) -> HttpResponse:
    key = (course_id, number)
    if key not in STATE.line_items:
        return problem(404, "no such line item")
    try:
        score = read_json(request, SCORE)
        sent_at = check_score(score, course_id)
    except ValueError as error:
        return problem(400, str(error))
    with STATE.lock:
        earlier = [old for old in STATE.scores if old["line_item"] == key and old["userId"] == score["userId"]]
        if any(old["sent_at"] >= sent_at for old in earlier):
            return problem(409, "a score of this time or later is known already")
        STATE.scores.append({**score, "line_item": key, "sent_at": sent_at})
        # As some platforms do: what a tool sends replaces what the teacher typed. A tool has to look first.
        STATE.grades.pop((key, score["userId"]), None)
    return HttpResponse(status=204)


def check_score(score: dict, course_id: str) -> datetime:
    """When it was given. Raises ValueError."""
    missing = [name for name in ("userId", "timestamp", "activityProgress", "gradingProgress") if not score.get(name)]
    if missing:
        raise ValueError(f"missing: {', '.join(missing)}")
    if courses.LEARNER not in STATE.courses[course_id].roles.get(score["userId"], ()):
        raise ValueError("userId is not a learner of this course")
    if "scoreGiven" in score and not score.get("scoreMaximum"):
        raise ValueError("scoreGiven needs a scoreMaximum")
    sent_at = datetime.fromisoformat(str(score["timestamp"]))
    if sent_at.tzinfo is None:
        raise ValueError("timestamp needs a time zone")
    return sent_at


@needs_scope(GET="result.readonly")
def results(request: HttpRequest, course_id: str, number: int) -> HttpResponse:
    key = (course_id, number)
    if key not in STATE.line_items:
        return problem(404, "no such line item")
    line_item_url = STATE.line_items[key]["id"]
    rows = [result_of(line_item_url, {"userId": person_id, **shown}) for person_id, shown in shown_grades(key).items()]
    if "user_id" in request.GET:
        rows = [row for row in rows if row["userId"] == request.GET["user_id"]]
    return page_of(request, rows, list, RESULTS)


def shown_grades(key: tuple[str, int]) -> dict[str, dict]:
    """What the gradebook shows in one column, by person: what the teacher typed, else the newest score."""
    shown = {score["userId"]: score for score in STATE.scores if score["line_item"] == key}
    return shown | {person_id: grade for (item, person_id), grade in STATE.grades.items() if item == key}


def result_of(line_item_url: str, score: dict) -> dict:
    row = {"id": f"{line_item_url}/results/{score['userId']}", "scoreOf": line_item_url, "userId": score["userId"]}
    if score.get("scoreGiven") is not None:
        row |= {"resultScore": score["scoreGiven"], "resultMaximum": score["scoreMaximum"]}
    return row | ({"comment": score["comment"]} if score.get("comment") else {})
