"""The grids and the reports in Wagtail's Reports menu. What is in them is decided in the modules beside this one."""

from collections import OrderedDict

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from curriculum.models import Competency, LessonText, UnitPage
from curriculum.reports.coverage import DRAFTS, grids
from curriculum.reports.filters import CompetencyFilterSet, LessonFilterSet, languages, lessons_asked_for
from curriculum.reports.problems import broken_links, competencies_with_lessons, findings, with_problems
from curriculum.search.drafts import places


def may_read_reports(user) -> bool:
    """People who write or publish pages somewhere."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"})


class ForEditors:
    def dispatch(self, request, *args, **kwargs):
        if not may_read_reports(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class FindingsColumn(Column):
    cell_template_name = "curriculum/admin/findings_cell.html"


class Coverage(ForEditors, SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """Both grids on one page, or in one sheet."""

    page_title = gettext_lazy("Purpose and coverage")
    header_icon = "table"
    template_name = "curriculum/admin/coverage.html"
    _show_breadcrumbs = True
    breadcrumbs_items = [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": page_title}]

    def get(self, request, *args, **kwargs):
        asked = request.GET.get("language", "")
        self.language = asked if asked in dict(languages()) else languages()[0][0]
        self.drafts = bool(request.GET.get(DRAFTS))
        self.grids = grids(self.language, with_drafts=self.drafts)
        if (form := request.GET.get("export")) in self.FORMATS:
            self.list_export = ["", *self.grids[0].columns, _("All grade bands")]
            return self.as_spreadsheet(self._rows(), form)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            grids=self.grids, languages=languages(), language=self.language, drafts=self.drafts, url=reverse("coverage"), **kwargs
        )

    def get_filename(self):
        return "coverage"

    def get_heading(self, queryset, field):
        return field

    def to_row_dict(self, item):
        return OrderedDict(zip(self.list_export, item, strict=True))

    def _rows(self) -> list[tuple]:
        """Each grid with its totals, which count a lesson once."""
        rows = []
        for grid in self.grids:
            rows += [(row.name, *(cell.count for cell in row.cells), row.total.count) for row in grid.rows]
            rows.append((_("Lessons, each counted once"), *(cell.count for cell in grid.totals), grid.total.count))
        return rows


class LessonReport(ForEditors, ReportView):
    """Lessons and what is wrong with them; also where the cells of the grids lead."""

    page_title = gettext_lazy("Lessons: find, gaps and health")
    header_icon = "warning"
    filterset_class = LessonFilterSet
    index_url_name = "lesson_report"
    index_results_url_name = "lesson_report_results"
    export_filename = "lessons"
    no_results_message = gettext_lazy("No lessons here: nothing is wrong, or nothing is chosen that exists.")
    columns = [
        TitleColumn("title", label=gettext_lazy("Lesson"), get_url=lambda lesson: reverse("wagtailadmin_pages:edit", args=[lesson.pk])),
        Column("unit_title", label=gettext_lazy("Unit")),
        Column("band", label=gettext_lazy("Grade band")),
        Column("duration_minutes", label=gettext_lazy("Minutes")),
        FindingsColumn("found", label=gettext_lazy("What is wrong"), width="40%"),
    ]
    list_export = ["title", "unit", "band", "minutes", "wrong"]

    def get_queryset(self):
        return with_problems(lessons_asked_for(self.request.GET)).select_related("band").order_by("path")

    def decorate_paginated_queryset(self, object_list):
        lessons = list(object_list)
        if all(hasattr(lesson, "found") for lesson in lessons):  # asked for the table already
            return lessons
        titles = dict(UnitPage.objects.filter(path__in={lesson.unit_path for lesson in lessons}).values_list("path", "title"))
        terms = self.filters.terms
        texts = LessonText.objects.in_bulk([lesson.pk for lesson in lessons]) if terms else {}
        broken = broken_links(lessons)
        for lesson in lessons:
            lesson.places = places(texts[lesson.pk], terms) if lesson.pk in texts else []
            lesson.unit_title, lesson.found = titles.get(lesson.unit_path, ""), findings(lesson, broken[lesson.pk])
        return lessons

    def get_table(self, object_list):
        return super().get_table(self.decorate_paginated_queryset(object_list))

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return super().as_spreadsheet(self.decorate_paginated_queryset(queryset), spreadsheet_format)

    def get_heading(self, queryset, field):
        headings = {"title": _("Lesson"), "unit": _("Unit"), "band": _("Grade band"), "minutes": _("Minutes"), "wrong": _("What is wrong")}
        return headings[field]

    def to_row_dict(self, item):
        wrong = " ".join(finding.words for finding in item.found)
        return {
            "title": item.title,
            "unit": item.unit_title,
            "band": str(item.band or ""),
            "minutes": item.duration_minutes,
            "wrong": wrong,
        }


class CompetencyReport(ForEditors, ReportView):
    """Competencies by how many lessons teach them, the thin ones first."""

    page_title = gettext_lazy("Competencies: who teaches them")
    header_icon = "tick"
    filterset_class = CompetencyFilterSet
    index_url_name = "competency_report"
    index_results_url_name = "competency_report_results"
    export_filename = "competencies"
    no_results_message = gettext_lazy("No competencies here: nothing is this thin.")
    columns = [
        TitleColumn(
            "code", label=gettext_lazy("Competency"), get_url=lambda row: reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
        ),
        Column("title", label=gettext_lazy("What it says")),
        Column("band", label=gettext_lazy("Grade band")),
        Column("strand", label=gettext_lazy("Strand")),
        Column("lesson_count", label=gettext_lazy("Lessons")),
    ]
    list_export = ["code", "title", "band", "strand", "lesson_count"]
    export_headings = {
        "code": gettext_lazy("Competency"),
        "title": gettext_lazy("What it says"),
        "band": gettext_lazy("Grade band"),
        "strand": gettext_lazy("Strand"),
        "lesson_count": gettext_lazy("Lessons"),
    }

    def get_queryset(self):
        return competencies_with_lessons(Competency.objects.in_main_language().in_place())
