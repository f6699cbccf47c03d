"""How the reports are reached: the Reports menu, and a summary on the admin's home."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.reviews import review_counts
from curriculum.models import Competency, LessonPage
from curriculum.reports.coverage import lessons_in
from curriculum.reports.problems import Problem, attribute, competencies_with_lessons, with_problems
from curriculum.reports.views import may_read_reports


class EditorsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_read_reports(request.user)


def menu_items() -> list[MenuItem]:
    return [
        EditorsMenuItem(gettext_lazy("Purpose and coverage"), reverse_lazy("coverage"), name="coverage", icon_name="table", order=10),
        EditorsMenuItem(
            gettext_lazy("Lessons: find, gaps and health"), reverse_lazy("lesson_report"), name="lessons", icon_name="warning", order=20
        ),
        EditorsMenuItem(
            gettext_lazy("Competencies: who teaches them"),
            reverse_lazy("competency_report"),
            name="competencies",
            icon_name="tick",
            order=30,
        ),
    ]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, and where to look at it."""

    count: int
    words: str
    url: str


class SummaryPanel(Component):
    """What is thin and what is due, for people who write. Few statements, whatever the number of lessons."""

    name = "curriculum_summary"
    template_name = "curriculum/admin/summary.html"
    order = 105

    class Media:
        css = {"all": ["cms/admin/coverage.css"]}

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        return {"live": lessons_in(settings.LANGUAGE_CODE).count(), "waiting": waiting(self.user), "coverage_url": reverse("coverage")}


def waiting(user) -> list[Waiting]:
    """Everything above zero, the most urgent first."""
    reviews, report = review_counts(user=user), reverse("reviews:report")
    found = [
        Waiting(reviews.overdue, ngettext("review is overdue", "reviews are overdue", reviews.overdue), f"{report}?state=overdue"),
        Waiting(reviews.asked, ngettext("review was asked for", "reviews were asked for", reviews.asked), f"{report}?state=asked"),
        Waiting(reviews.due_soon, _("due for review in 30 days"), f"{report}?state=soon"),
        *_thin(),
        *_wrong(),
    ]
    return [one for one in found if one.count]


def _thin() -> list[Waiting]:
    rows = competencies_with_lessons(Competency.objects.in_main_language()).order_by()
    counts = rows.aggregate(none=Count("pk", filter=Q(lesson_count=0)), one=Count("pk", filter=Q(lesson_count=1)))
    url = reverse("competency_report")
    return [
        Waiting(counts["none"], ngettext("competency has no lesson", "competencies have no lesson", counts["none"]), f"{url}?lessons=0"),
        Waiting(
            counts["one"],
            ngettext("competency has only one lesson", "competencies have only one lesson", counts["one"]),
            f"{url}?lessons=1",
        ),
    ]


def _wrong() -> list[Waiting]:
    lessons = with_problems(LessonPage.objects.filter(pk__in=lessons_in(settings.LANGUAGE_CODE).values("pk")))
    counts = lessons.aggregate(**{problem.name: Count("pk", filter=Q(**{attribute(problem): True})) for problem in Problem})
    words = {
        Problem.NO_TRAIT: ngettext("lesson serves no trait", "lessons serve no trait", counts["NO_TRAIT"]),
        Problem.NO_COMPETENCY: ngettext("lesson teaches no competency", "lessons teach no competency", counts["NO_COMPETENCY"]),
        Problem.TOOL: ngettext("lesson uses a tool past its approval", "lessons use a tool past its approval", counts["TOOL"]),
        Problem.LINK: ngettext("lesson has a link that leads nowhere", "lessons have a link that leads nowhere", counts["LINK"]),
        Problem.LONG: ngettext("lesson is longer than a sitting", "lessons are longer than a sitting", counts["LONG"]),
        Problem.UNTRANSLATED: ngettext("lesson is not translated", "lessons are not translated", counts["UNTRANSLATED"]),
        Problem.STALE: ngettext("lesson has an older translation", "lessons have an older translation", counts["STALE"]),
    }
    return [
        Waiting(counts[problem.name], words[problem], f"{reverse('lesson_report')}?{urlencode({'problem': problem})}")
        for problem in Problem
    ]


def summary_on_the_home_page(request, panels) -> None:
    """Beside Wagtail's own: what waits for this person's review, and their drafts."""
    if may_read_reports(request.user):
        panels.append(SummaryPanel(request.user))
