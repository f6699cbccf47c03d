"""Where editors change the words of the progression, and the list of vetted tools."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.reviews.panels import ReviewPanel
from curriculum.models import (
    AIUseLevel,
    AIUseScale,
    Competency,
    Framework,
    FurtherReading,
    GradeBand,
    GraduateTrait,
    Strand,
    Subject,
    VettedTool,
)
from curriculum.tools.usage import UsagePanel


def ticks(field: str, **options) -> FieldPanel:
    """Several of a short list, all of it in sight."""
    return FieldPanel(field, widget=forms.CheckboxSelectMultiple, **options)


class TermViewSet(SnippetViewSet):
    """Few rows, so that the database searches them; nothing of them is in the index of the public search."""

    search_backend_name = None
    list_per_page = 50


class GradeBandViewSet(TermViewSet):
    model = GradeBand
    icon = "calendar-alt"
    list_display = ["name", "theme", "order"]
    search_fields = ["name", "theme", "description"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("key"), FieldPanel("order")]),
        FieldPanel("grades"),
        MultiFieldPanel([FieldPanel("theme"), FieldPanel("focus"), FieldPanel("description")], heading=_("What it is about")),
        MultiFieldPanel(
            [FieldPanel("students_may"), FieldPanel("students_may_not"), ticks("ai_use_levels"), FieldPanel("disclosure_template")],
            heading=_("Its rules for AI"),
        ),
    ]


class StrandViewSet(TermViewSet):
    model = Strand
    icon = "order"
    list_display = ["name", "question", "order"]
    search_fields = ["name", "question", "description"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("key"), FieldPanel("order")]),
        FieldPanel("question"),
        FieldPanel("description"),
    ]


class CompetencyViewSet(TermViewSet):
    model = Competency
    icon = "tick"
    list_display = ["code", "title", "band", "strand"]
    list_filter = ["band", "strand"]
    search_fields = ["code", "title", "i_can", "description"]
    panels = [
        FieldPanel("title"),
        FieldPanel("i_can"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("strand"), FieldPanel("band")]),
        FieldPanel("description"),
        FieldPanel("evidence"),
        ticks("builds_on", help_text=_("Only competencies of earlier grade bands.")),
        FieldPanel("alignments"),
    ]


class AIUseLevelViewSet(TermViewSet):
    model = AIUseLevel
    icon = "sliders"
    list_display = ["level", "name", "student_words"]
    search_fields = ["name", "student_words", "description"]
    panels = [
        FieldRowPanel([FieldPanel("level"), FieldPanel("name"), FieldPanel("key")]),
        FieldPanel("student_words"),
        FieldPanel("description"),
        FieldPanel("use_when"),
        FieldPanel("human_contribution"),
        FieldPanel("student_must_disclose"),
        FieldPanel("example"),
        FieldPanel("band_notes"),
    ]


class AIUseScaleViewSet(TermViewSet):
    model = AIUseScale
    icon = "sliders"
    list_display = ["title"]
    panels = [FieldPanel("title"), FieldPanel("purpose"), FieldPanel("principles"), FieldPanel("accommodation_note")]


class GraduateTraitViewSet(TermViewSet):
    model = GraduateTrait
    icon = "user"
    list_display = ["name", "reflection_question"]
    search_fields = ["name", "how_ai_learning_serves"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("key")]),
        FieldPanel("how_ai_learning_serves"),
        FieldPanel("looks_like"),
        ticks("strands"),
        FieldPanel("reflection_question"),
    ]


class SubjectViewSet(TermViewSet):
    model = Subject
    icon = "tag"
    list_display = ["name"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("key")]


class FrameworkViewSet(TermViewSet):
    model = Framework
    icon = "link"
    list_display = ["name", "publisher", "version"]
    search_fields = ["key", "name", "publisher"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("key")]),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("version")]),
        FieldPanel("domains"),
        FieldPanel("note"),
    ]


class FurtherReadingViewSet(TermViewSet):
    model = FurtherReading
    icon = "openquote"
    list_display = ["name", "publisher"]
    list_filter = ["bands"]
    search_fields = ["name", "publisher", "note"]
    panels = [FieldPanel("name"), FieldPanel("key"), FieldPanel("publisher"), ticks("bands"), FieldPanel("note")]


class VettedToolViewSet(TermViewSet):
    model = VettedTool
    icon = "clipboard-list"
    menu_label = _("Vetted tools")
    list_display = ["name", "status", "operated_by", "agreement_status", "review_due_on"]
    list_filter = ["status", "bands", "operated_by", "agreement_status"]
    search_fields = ["name", "age_limit", "agreement_note"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("slug"), FieldPanel("is_fictional"), FieldPanel("purposes")], heading=_("The tool")
        ),
        MultiFieldPanel(
            [FieldPanel("status"), FieldPanel("conditions"), ticks("bands"), FieldPanel("operated_by"), FieldPanel("max_ai_use_level")],
            heading=_("The decision"),
        ),
        UsagePanel(),
        MultiFieldPanel(
            [ReviewPanel(), FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_due_on")]), FieldPanel("reviewer_role")],
            heading=_("The review"),
        ),
        MultiFieldPanel(
            [
                *(FieldPanel(name) for name in ("agreement_status", "agreement_note", "data_collected", "data_not_collected")),
                *(FieldPanel(name) for name in ("age_limit", "is_account_required")),
            ],
            heading=_("Data and access"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("safety", "accountability", "fairness", "efficacy")],
            heading=_("What the review found"),
        ),
    ]


class ProgressionViewSetGroup(SnippetViewSetGroup):
    """One menu entry for all of it."""

    items = [
        GradeBandViewSet,
        StrandViewSet,
        CompetencyViewSet,
        AIUseLevelViewSet,
        AIUseScaleViewSet,
        GraduateTraitViewSet,
        SubjectViewSet,
        FrameworkViewSet,
        FurtherReadingViewSet,
        VettedToolViewSet,
    ]
    menu_label = _("Progression")
    menu_icon = "list-ol"
    menu_order = 210
