"""Adding an activity by hand, as every LMS allows: a name, and the custom parameters that the tool's people told the teacher."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from practice_lms import courses
from practice_lms.pages import for_teachers
from practice_lms.state import STATE


@for_teachers
def add_by_hand(request: HttpRequest, course: courses.Course) -> HttpResponse:
    """The form; what was typed stays when it cannot be used."""
    title, written = request.POST.get("title", "").strip(), request.POST.get("custom", "")
    custom, wrong = read_custom(written)
    if request.method == "POST" and title and not wrong:
        activity = courses.Activity(f"added-{STATE.number()}", title, "Added by hand", custom)
        course.activities.append(activity)
        return redirect("activity", course.id, activity.id)
    error = (wrong or "Give it a name.") if request.method == "POST" else ""
    context = {"title": "Add by hand", "course": course, "name": title, "custom": written, "error": error}
    return render(request, "by_hand.html", context, status=400 if error else 200)


def read_custom(written: str) -> tuple[dict[str, str], str]:
    """Parameters of a text with `name=value` on each line, or what is wrong with it."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    wrong = next((line for line in lines if "=" not in line), "")
    if wrong:
        return {}, f"“{wrong}” has no “=”."
    return {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}, ""
