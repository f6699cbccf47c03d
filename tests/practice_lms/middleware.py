"""Counts requests by endpoint and finds out who is signed in."""

from practice_lms import courses
from practice_lms.state import STATE

SESSION_COOKIE = "practice_lms_session"


def count_hits(get_response):
    def middleware(request):
        response = get_response(request)
        match = request.resolver_match
        if match and not match.url_name.startswith(("control_", "static")):
            STATE.count(match.url_name)
        return response

    return middleware


def find_person(get_response):
    """Sets request.person to the signed-in courses.Person, or None."""

    def middleware(request):
        person_id = STATE.sessions.get(request.COOKIES.get(SESSION_COOKIE, ""))
        request.person = courses.PEOPLE.get(person_id)
        return get_response(request)

    return middleware
