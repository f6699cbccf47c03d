"""/s/<token>/course/progress/: who of this course has finished the link's lesson. Names are borrowed for the moment of looking."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.launchable import find_launchable
from cms.spreadsheets import Sheet, csv_response
from cms.viewer import viewer_for
from lti.models import ResourceLink
from lti.services.class_progress import ClassRow, class_list, count_finished
from lti.services.roster import learners_of
from lti.views.links import for_teachers


@require_safe
@for_teachers
def class_progress(request: HttpRequest) -> HttpResponse:
    """The page itself: a count, and room for the names. It asks the platform nothing and never waits for it."""
    link = _link(request)
    found = find_launchable(link.opens, get_language() or "") if link and link.opens else None
    context = {
        "lesson_title": found.page.title if found else "",
        "lesson_url": found.page.get_url(request) if found else "",
        "course_title": str(request.launch.context or ""),
        "finished": count_finished(link) if link else 0,
        "returns_completion": bool(link and link.returns_completion),
        "may_see_names": viewer_for(request).is_bound,
        "has_roster": bool(link and link.context and link.context.memberships_url),
    }
    return render(request, "lti/class_progress.html", context)


@require_safe
@for_teachers
def class_names(request: HttpRequest) -> HttpResponseBase:
    """The list with names: a fragment for the page, a whole page without script, or with `?as=csv` the same as a file. Waits five
    seconds at most. Names of others need the launch's own cookie: an address that was copied shows none."""
    link = _link(request)
    if link is None or not viewer_for(request).is_bound:
        return render(request, "lti/class_names.html", {"reopen": True, "whole_page": not request.htmx}, status=403)
    roster = learners_of(link.context, link)
    listed = class_list(link, roster) if roster else None
    if request.GET.get("as") == "csv" and listed:
        return _csv(listed.rows)
    context = {"listed": listed, "finished": count_finished(link), "whole_page": not request.htmx}
    return render(request, "lti/class_names.html", context)


def _link(request: HttpRequest) -> ResourceLink | None:
    """The launch's own link, where it is in a course and opens something; not where people decide for themselves whom to tell."""
    link = request.launch.resource_link
    if link is None or request.launch.context is None or not link.opens:
        return None
    found = find_launchable(link.opens)
    if found and getattr(found.page.specific_class, "told_by_own_switch", False):
        return None
    link.context = request.launch.context
    link.context.deployment = request.launch.deployment
    link.context.deployment.registration = request.launch.registration
    return link


def _csv(rows: tuple[ClassRow, ...]) -> HttpResponseBase:
    """The rows of the screen, in its order and its words."""
    lines = [(name_of(row), timezone.localtime(row.finished_at).date() if row.finished_at else _("Not yet")) for row in rows]
    return csv_response(Sheet(_("Finished"), (_("Name"), _("Finished")), lines), "finished")


def name_of(row: ClassRow) -> str:
    """The name, or a number where the platform sends none."""
    return row.name or _("Student %(number)s") % {"number": row.number}
