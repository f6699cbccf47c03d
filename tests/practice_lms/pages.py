"""What a person sees: signing in, courses, activities, the class list and the gradebook."""

import secrets
from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from practice_lms import courses, hostile, storage
from practice_lms.copying import copy_course
from practice_lms.middleware import SESSION_COOKIE
from practice_lms.notices import tell_of_copy
from practice_lms.services import shown_grades
from practice_lms.signing import begin_launch, course_line_items
from practice_lms.state import STATE


def home(request: HttpRequest) -> HttpResponse:
    if not request.person:
        return redirect("sign_in")
    mine = [course for course in STATE.courses.values() if request.person.id in course.roles]
    cards = [{"course": course, "role": role_name(course, request.person)} for course in mine]
    return render(request, "home.html", {"title": "My courses", "cards": cards})


def sign_in(request: HttpRequest) -> HttpResponse:
    following = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = reverse("home")
    chosen = courses.PEOPLE.get(request.POST.get("person", ""))
    if request.method != "POST" or not chosen:
        context = {"title": "Sign in", "people": courses.PEOPLE.values(), "next": following}
        return render(request, "sign_in.html", context)
    token = secrets.token_urlsafe(24)
    STATE.sessions[token] = chosen.id
    response = HttpResponseRedirect(following, status=303)
    response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="Lax")
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    STATE.sessions.pop(request.COOKIES.get(SESSION_COOKIE, ""), None)
    response = HttpResponseRedirect(reverse("sign_in"), status=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def for_members(view):
    """Passes the course itself. Sends strangers to the sign-in page; a course one does not belong to is not shown."""

    @wraps(view)
    def checked(request: HttpRequest, course_id: str, *args, **kwargs) -> HttpResponse:
        if not request.person:
            return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}")
        found = STATE.courses.get(course_id)
        if not found or request.person.id not in found.roles:
            return say(request, "This is not one of your courses", "Go back to your courses, or switch person.", 404)
        return view(request, found, *args, **kwargs)

    return checked


def for_teachers(view):
    @for_members
    @wraps(view)
    def checked(request: HttpRequest, course: courses.Course, *args, **kwargs) -> HttpResponse:
        if not course.teaches(request.person):
            return say(request, "Only for the teacher of this course", "Sign in as the teacher to see this page.", 403)
        return view(request, course, *args, **kwargs)

    return checked


def say(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    return render(request, "message.html", {"title": title, "text": text}, status=status)


def role_name(course: courses.Course, person: courses.Person) -> str:
    if course.teaches(person):
        return "Teacher" if person.key == "teacher" else person.label
    return "Student" if f"{courses.INSTITUTION}Student" in course.roles[person.id] else "Participant"


@for_members
def course(request: HttpRequest, course: courses.Course) -> HttpResponse:
    context = {
        "title": course.title,
        "course": course,
        "section": "activities",
        "teaches": course.teaches(request.person),
        "message": request.GET.get("lti_msg") or request.GET.get("lti_errormsg"),
    }
    return render(request, "course.html", context)


@for_members
def activity(request: HttpRequest, course: courses.Course, activity_id: str) -> HttpResponse:
    """The activity in a frame, with as little of the LMS around it as possible."""
    found = course.find_activity(activity_id)
    if not found:
        return say(request, "There is no such activity", "It may have been taken away.", 404)
    start_url = reverse("start", args=[course.id, activity_id])
    asked = {name: request.GET[name] for name in ("bad", "storage") if request.GET.get(name)}
    start_url += f"?{urlencode(asked)}" if asked else ""
    parts = urlsplit(settings.TOOL)
    context = {
        "title": found.title,
        "course": course,
        "activity": found,
        "start_url": start_url,
        "tool_origin": f"{parts.scheme}://{parts.netloc}",
        "storage": storage.for_page(request),
    }
    return render(request, "activity.html", context)


@for_members
def start(request: HttpRequest, course: courses.Course, activity_id: str) -> HttpResponse:
    """Starts the login at the tool: a form post, or a redirect with ?method=get. ?bad= spoils the launch that follows."""
    found, bad = course.find_activity(activity_id), request.GET.get("bad", "")
    if not found or (bad and bad not in hostile.CHANGES):
        return say(request, "This cannot be opened", "There is no such activity, or no such hostile launch.", 404)
    document_target = "window" if request.GET.get("target") == "window" else "iframe"
    fields = begin_launch(request.person, course, found, document_target=document_target, bad=bad)
    fields |= storage.login_parameter(request)
    if request.GET.get("method") == "get":
        return redirect(f"{settings.TOOL_LOGIN_URL}?{urlencode(fields)}")
    context = {"action": settings.TOOL_LOGIN_URL, "fields": fields.items(), "title": f"Opening {found.title}"}
    return render(request, "post.html", context)


@for_teachers
def people(request: HttpRequest, course: courses.Course) -> HttpResponse:
    rows = [(courses.PEOPLE[person_id], role_name(course, courses.PEOPLE[person_id])) for person_id in course.roles]
    return render(request, "people.html", {"title": "People", "course": course, "section": "people", "rows": rows})


@for_teachers
def gradebook(request: HttpRequest, course: courses.Course) -> HttpResponse:
    items = course_line_items(course.id)
    columns = [{"number": key[1], "item": item, "grades": shown_grades(key)} for key, item in items]
    learners = [courses.PEOPLE[person_id] for person_id, roles in course.roles.items() if courses.LEARNER in roles]
    rows = [(person, [(column["number"], column["grades"].get(person.id)) for column in columns]) for person in learners]
    context = {"title": "Gradebook", "course": course, "section": "gradebook", "columns": columns, "rows": rows}
    return render(request, "gradebook.html", context)


@for_teachers
def grade(request: HttpRequest, course: courses.Course, number: int, person_id: str) -> HttpResponse:
    """What a teacher types over a grade: points, a comment, or both. Nothing at all empties the cell."""
    key = (course.id, number)
    if key not in STATE.line_items or person_id not in course.roles:
        return say(request, "There is no such cell", "The column may have been taken away.", 404)
    points, comment = request.POST.get("points", "").strip(), request.POST.get("comment", "").strip()
    typed = {"scoreGiven": float(points) if points.replace(".", "", 1).isdecimal() else None, "comment": comment}
    with STATE.lock:
        STATE.grades[key, person_id] = typed | {"scoreMaximum": STATE.line_items[key]["scoreMaximum"], "typed": True}
    return redirect("gradebook", course.id)


@for_members
def own_grades(request: HttpRequest, course: courses.Course) -> HttpResponse:
    rows = [(item, shown_grades(key).get(request.person.id)) for key, item in course_line_items(course.id)]
    return render(request, "own_grades.html", {"title": "Your grades", "course": course, "section": "grades", "rows": rows})


@require_POST
@for_teachers
def copy(request: HttpRequest, course: courses.Course) -> HttpResponse:
    """A new course with the same activities and people: new ids, the old ones as history; columns copied, grades not."""
    copied = copy_course(course)
    tell_of_copy(copied)
    return redirect("course", copied.id)
