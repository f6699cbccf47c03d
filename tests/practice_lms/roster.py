"""Names and roles of a course, called with an access token."""

from django.http import HttpRequest, HttpResponse

from practice_lms import courses
from practice_lms.services import needs_scope, page_of
from practice_lms.signing import absolute
from practice_lms.state import STATE

NRPS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@needs_scope(GET=NRPS_SCOPE)
def members(request: HttpRequest, course_id: str) -> HttpResponse:
    course = STATE.courses[course_id]
    wanted = request.GET.get("role", "")
    rows = [
        member(courses.PEOPLE[person_id], roles)
        for person_id, roles in course.roles.items()
        if not wanted or any(role in (wanted, courses.MEMBERSHIP + wanted) for role in roles)
    ]
    container = {
        "id": absolute("members", course_id),
        "context": {"id": course.id, "label": course.label, "title": course.title},
    }
    return page_of(request, rows, lambda page: {**container, "members": page}, MEMBERS)


def member(person: courses.Person, roles: tuple[str, ...]) -> dict:
    return {
        "status": "Active",
        "user_id": person.id,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        "roles": [role for role in roles if role.startswith(courses.MEMBERSHIP)],
    }
