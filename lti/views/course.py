"""What a launch without content sees: teachers a list to read from, students a friendly note."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.launchable import launchable_pages
from cms.viewer import Audience, viewer_for


@require_safe
def course_home(request: HttpRequest) -> HttpResponse:
    """The small home of a course. Two queries, whatever the number of lessons."""
    is_teacher = viewer_for(request).audience is Audience.TEACHER
    context = request.launch.context
    return render(
        request,
        "lti/course_home.html",
        {
            "groups": _groups(request) if is_teacher else [],
            "course_title": str(context) if context else "",
            "may_place_links": is_teacher and request.launch.may_place_links,
        },
    )


def _groups(request: HttpRequest) -> list[dict]:
    """Launchable pages under their launchable parents, in tree order; a page without such a parent opens its own group.

    Each content once, in the language it was written in first: its link opens whichever language the reader has.
    """
    groups: list[dict] = []
    listed: set = set()
    for page in launchable_pages().order_by("locale_id", "path"):
        item = {"title": page.title, "url": page.get_url(request), "summary": page.search_description}
        if not groups or not page.path.startswith(groups[-1]["path"]):
            groups.append({"path": page.path, "title": page.title, "items": []})
        elif page.translation_key not in listed:
            groups[-1]["items"].append(item)
        listed.add(page.translation_key)
    return [{"title": group["title"], "items": group["items"]} for group in groups if group["items"]]
