"""A lesson: what editors write. What readers see is a `LessonVersion` through the gate, never this page."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from modelcluster.fields import ParentalManyToManyField

from cms.launchable import LaunchableMixin
from cms.models import BasePage
from cms.viewer import Audience, Viewer, viewer_for
from curriculum import blocks
from curriculum.audience import LessonView, lesson_view
from curriculum.forms import LessonPageForm
from curriculum.models.pages import UnitPage
from curriculum.models.versions import LessonVersion
from curriculum.places import PlaceView, place_of
from curriculum.querysets import LessonQuerySet
from curriculum.rules import lesson_problems, link_problems
from curriculum.versions import compile_lesson

STUDENT_TEMPLATE = "curriculum/lesson_page.html"
TEACHER_TEMPLATE = "curriculum/lesson_page_teacher.html"


class LessonPage(LaunchableMixin, BasePage):
    """One lesson. Publishing it writes a version; pages, pins and exports read only that."""

    band = models.ForeignKey(
        "curriculum.GradeBand", verbose_name=_("grade band"), null=True, on_delete=models.PROTECT, related_name="lessons"
    )
    duration_minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, help_text=_("The minutes of all steps together."))
    competencies = ParentalManyToManyField("curriculum.Competency", verbose_name=_("competencies"), related_name="lessons")
    subjects = ParentalManyToManyField("curriculum.Subject", verbose_name=_("subjects"), blank=True, related_name="+")
    essential_question = models.CharField(_("big question"), max_length=300)
    ai_use_level = models.ForeignKey(
        "curriculum.AIUseLevel", verbose_name=_("AI-use level"), null=True, on_delete=models.PROTECT, related_name="lessons"
    )
    objectives = StreamField(blocks.ObjectivesBlock(), verbose_name=_("objectives"))
    materials = StreamField(blocks.MaterialsBlock(), verbose_name=_("materials"), blank=True)
    vocabulary = StreamField(blocks.VocabularyBlock(), verbose_name=_("words to know"), blank=True)
    steps = StreamField(blocks.StepsBlock(), verbose_name=_("steps"))
    handouts = StreamField(blocks.HandoutsBlock(), verbose_name=_("handouts"), blank=True)
    discussion_questions = StreamField(blocks.QuestionsBlock(), verbose_name=_("discussion questions"), blank=True)
    checks = StreamField(blocks.ChecksBlock(), verbose_name=_("checks for understanding"), blank=True)
    extension = models.TextField(_("to go further"), blank=True)
    unplugged_alternative = models.TextField(_("without a screen"), help_text=_("How to teach this without any device."))
    family_connection = models.TextField(_("at home"), blank=True, help_text=_("Families and teachers see this; students do not."))
    supports = StreamField(blocks.SupportsBlock(), verbose_name=_("supports"), blank=True)
    teacher_prep = models.TextField(_("before you teach"), blank=True)
    change_note = models.CharField(
        _("what changed"), max_length=300, blank=True, help_text=_("For teachers who already use this lesson. Kept with the next version.")
    )

    objects = PageManager.from_queryset(LessonQuerySet)()

    base_form_class = LessonPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("essential_question"),
        MultiFieldPanel(
            [
                FieldPanel("band"),
                FieldPanel("duration_minutes"),
                FieldPanel("competencies", required_on_save=False),
                FieldPanel("subjects"),
                FieldPanel("ai_use_level"),
            ],
            heading=_("What it teaches"),
        ),
        FieldPanel("objectives"),
        FieldPanel("materials"),
        FieldPanel("vocabulary"),
        FieldPanel("steps"),
        FieldPanel("handouts"),
        FieldPanel("discussion_questions"),
        FieldPanel("checks"),
        FieldPanel("extension"),
        FieldPanel("unplugged_alternative"),
        FieldPanel("family_connection", heading=_("Families: at home")),
        MultiFieldPanel(
            [FieldPanel("teacher_prep"), FieldPanel("supports")],
            heading=_("Teacher only"),
            help_text=_("Students and families never see what is in here."),
            classname="teacher-only",
            icon="lock",
        ),
        FieldPanel("change_note"),
    ]
    settings_panels = [*BasePage.settings_panels, *LaunchableMixin.withdrawal_panels]
    # Only what a student may read: a search over teacher text would answer questions about it.
    search_fields = [*BasePage.search_fields, index.SearchField("student_text")]
    parent_page_types = ["curriculum.UnitPage"]
    subpage_types = []
    template = STUDENT_TEMPLATE

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def publishing_rules(self) -> dict[str, str]:
        return lesson_problems(self) | link_problems(self)

    @cached_property
    def unit(self) -> UnitPage | None:
        """The unit this lesson lies in; None for a page that has no place in the tree yet."""
        return UnitPage.objects.filter(path=self.path[: -self.steplen]).first() if self.path else None

    def student_text(self) -> str:
        """What the search index may know: the student's words, through the gate."""
        view = lesson_view(compile_lesson(self), Audience.STUDENT)
        terms = [f"{term.term}: {term.definition}" for term in view.vocabulary]
        return "\n".join([view.essential_question, *view.objectives, *terms, *(step.student_html for step in view.steps)])

    def version_for(self, viewer: Viewer) -> LessonVersion | dict:
        """What this viewer reads: the version its link stays on, else the newest. One query.

        A live page without any version (put there by code that did not publish) is compiled in memory, through the same gate.
        """
        version = LessonVersion.objects.light().for_lesson(self.pk, number=viewer.pinned_version(self.launch_key))
        return version or compile_lesson(self)

    def get_context(self, request, *args, **kwargs):
        viewer = seen_by(request)
        lesson = lesson_view(self.version_for(viewer), viewer.audience)
        return self._context(request, lesson, place_of(self), viewer=viewer)

    def answering_context(self, request) -> tuple[dict, LessonVersion | dict]:
        """The student page's context for an answer to a check, and the source to answer from. A teacher answers as a student."""
        viewer = viewer_for(request)
        viewer = viewer.as_student() if viewer.audience is Audience.TEACHER else viewer
        source = self.version_for(viewer)
        lesson = lesson_view(source, viewer.audience)
        return self._context(request, lesson, place_of(self), viewer=viewer), source

    def get_template(self, request, *args, **kwargs):
        return template_for(seen_by(request).audience)

    def _context(self, request, lesson: LessonView, place: PlaceView, **extra) -> dict:
        """All a lesson's template gets. Neither `page` nor `self`: both would lead around the gate."""
        return {"request": request, "lesson": lesson, "place": place, "notices": (), "canonical_url": self.canonical_url, **extra}

    # Previews compile the draft in memory and pass the same gate.

    preview_modes = [
        (Audience.STUDENT.value, _("As a student")),
        (Audience.TEACHER.value, _("As a teacher")),
        (Audience.FAMILY.value, _("As a family")),
    ]

    def get_preview_context(self, request, mode_name):
        audience = _audience_of(mode_name)
        viewer = Viewer(audience=audience)
        place = place_of(self) if self.pk else PlaceView()
        return self._context(request, lesson_view(compile_lesson(self), audience), place, viewer=viewer)

    def get_preview_template(self, request, mode_name):
        return template_for(_audience_of(mode_name))


def seen_by(request) -> Viewer:
    """The viewer; as a student where a teacher asked (`?as=student`) to see what students see. Only ever lowers."""
    viewer = viewer_for(request)
    if viewer.audience is Audience.TEACHER and request.GET.get("as") == Audience.STUDENT:
        return viewer.as_student()
    return viewer


def template_for(audience: Audience) -> str:
    return TEACHER_TEMPLATE if audience is Audience.TEACHER else STUDENT_TEMPLATE


def _audience_of(mode_name: str) -> Audience:
    return Audience(mode_name) if mode_name in set(Audience) else Audience.STUDENT
