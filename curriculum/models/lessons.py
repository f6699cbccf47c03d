"""A lesson: what editors write. What readers see is a `LessonVersion` through the gate, never this page."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.fields import StreamField
from wagtail.models import PageManager

from modelcluster.fields import ParentalManyToManyField
from wagtail_localize.fields import SynchronizedField

from cms.launchable import LaunchableMixin
from cms.models import BasePage, ReviewablePage
from cms.models.reviews import review_dates_in_order
from cms.public_url import public_url
from cms.reviews.panels import ReviewPanel
from cms.viewer import Audience, Viewer, viewer_for
from curriculum import blocks, previews
from curriculum.audience import LessonView, is_read_aloud, lesson_view, read_aloud
from curriculum.changes import note_problems
from curriculum.forms import LessonPageForm
from curriculum.models.compiled import CompiledPage
from curriculum.models.pages import UnitPage
from curriculum.models.taxonomy import GradeBand
from curriculum.models.versions import LessonVersion
from curriculum.panels import LESSON_PANELS
from curriculum.places import PlaceView, language_of, place_of
from curriculum.querysets import LessonQuerySet
from curriculum.rules import lesson_problems, link_problems
from curriculum.versions import compile_lesson

STUDENT_TEMPLATE = "curriculum/lesson_page.html"
READ_ALOUD_TEMPLATE = "curriculum/lesson_page_read_aloud.html"
TEACHER_TEMPLATE = "curriculum/lesson_page_teacher.html"


class LessonPage(previews.PreviewedAs, CompiledPage, LaunchableMixin, ReviewablePage, BasePage):
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
    tools = ParentalManyToManyField(
        "curriculum.VettedTool",
        verbose_name=_("AI tools"),
        blank=True,
        related_name="lessons",
        help_text=_(
            "Only where the learning needs one. Listed are tools approved today for this grade band. "
            "If an approval ends, readers see “Without a screen” that day; nobody has to publish anything."
        ),
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
    rests_on = ParentalManyToManyField(
        "cms.PolicyClause",
        verbose_name=_("clauses it rests on"),
        blank=True,
        related_name="+",
        help_text=_("When one of them changes, this lesson is put up for review."),
    )
    objects = PageManager.from_queryset(LessonQuerySet)()

    # What a translator's tool copies as it is: it knows no many-to-many fields of its own.
    override_translatable_fields = [SynchronizedField(name) for name in ("competencies", "subjects", "tools", "rests_on")]

    base_form_class = LessonPageForm
    content_panels = [*LESSON_PANELS, ReviewPanel()]
    settings_panels = [*BasePage.settings_panels, *LaunchableMixin.link_panels, *LaunchableMixin.withdrawal_panels]
    parent_page_types = ["curriculum.UnitPage"]
    subpage_types = []
    template = STUDENT_TEMPLATE

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [review_dates_in_order("lesson")]

    @classmethod
    def review_facts(cls):
        return {**super().review_facts(), "band": models.F("band__key")}

    @classmethod
    def review_bands(cls):
        bands = GradeBand.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        return list(bands.order_by("order").values_list("key", "name"))

    def publishing_rules(self) -> dict[str, str]:
        return lesson_problems(self) | link_problems(self) | note_problems(self)

    def published_tools(self) -> set[str]:
        """The keys of the AI tools that the newest version of this lesson names, in any language: a translation follows its original."""
        same = type(self).objects.filter(translation_key=self.translation_key)
        versions = LessonVersion.objects.filter(lesson__in=same.order_by()).newest_of_each()
        return {tool["key"] for version in versions for tool in version.document["public"].get("tools", [])}

    @cached_property
    def unit(self) -> UnitPage | None:
        """The unit this lesson lies in; None for a page that has no place in the tree yet."""
        return UnitPage.objects.filter(path=self.path[: -self.steplen]).first() if self.path else None

    @property
    def family_url(self) -> str:
        """The page of this lesson for families, in the language of this page."""
        with translation.override(language_of(self.url_path) or settings.LANGUAGE_CODE):
            return reverse("family", args=[self.launch_key])

    def compiled(self) -> dict:
        """The document of this lesson as it stands in memory, for the gate."""
        return compile_lesson(self)

    def get_context(self, request, *args, **kwargs):
        return self._context(request, self._read(request), place_of(self), viewer=seen_by(request))

    def answering_context(self, request) -> tuple[dict, LessonVersion | dict]:
        """The student page's context for an answer to a check, and the source to answer from. A teacher answers as a student."""
        viewer = viewer_for(request)
        viewer = viewer.as_student() if viewer.audience is Audience.TEACHER else viewer
        source = self.version_for(viewer)
        lesson = lesson_view(source, viewer.audience)
        return self._context(request, lesson, place_of(self), viewer=viewer), source

    def get_template(self, request, *args, **kwargs):
        return template_for(self._read(request))

    def _read(self, request) -> LessonView:
        """What this request sees. Wagtail asks twice, for the template and for its context; read once."""
        if not hasattr(request, "lesson_read"):
            viewer = seen_by(request)
            request.lesson_read = lesson_view(self.version_for(viewer), viewer.audience)
        return request.lesson_read

    def _context(self, request, lesson: LessonView, place: PlaceView, **extra) -> dict:
        """All a lesson's template gets. Neither `page` nor `self`: both would lead around the gate."""
        return {
            "request": request,
            "lesson": lesson,
            "place": place,
            "notices": (),
            "review": self.review_dates,
            **self.addresses(),
            "description": self.search_description or lesson.essential_question,
            "family_url": self.family_url,
            "family_public_url": public_url(self.family_url),
            "parts": self._launch_parts(request, lesson, extra["viewer"]) if "viewer" in extra else {},
            **extra,
        }

    def _launch_parts(self, request, lesson: LessonView, viewer: Viewer) -> dict:
        return self.parts_of_launch(
            request,
            title=str(lesson.title),
            language=lesson.language,
            number=lesson.version_number,
            viewer=viewer,
            history_url=reverse("versions", args=[self.launch_key]),
        )

    preview_as = previews.LESSON_MODES

    def previewed(self, request, mode):
        """The draft in memory through the same gate; for families, the page that families have."""
        document = compile_lesson(self)
        if mode.name == previews.FAMILY:
            return previews.FAMILY_TEMPLATE, previews.family_context(self, document)
        notices = ()
        if mode.name == previews.READ_ALOUD and not is_read_aloud(document):
            notices, document = (previews.NOT_READ_ALOUD,), read_aloud(document)
        lesson = lesson_view(document, mode.viewer.audience)
        place = place_of(self) if self.pk else PlaceView()
        return template_for(lesson), self._context(request, lesson, place, notices=notices)


def seen_by(request) -> Viewer:
    """The viewer; as a student where a teacher asked (`?as=student`) to see what students see. Only ever lowers."""
    viewer = viewer_for(request)
    if viewer.audience is Audience.TEACHER and request.GET.get("as") == Audience.STUDENT:
        return viewer.as_student()
    return viewer


def template_for(lesson: LessonView) -> str:
    """The teacher's page, or the one its grade band's rules chose when the version was published."""
    if lesson.audience is Audience.TEACHER:
        return TEACHER_TEMPLATE
    return READ_ALOUD_TEMPLATE if lesson.is_read_aloud else STUDENT_TEMPLATE
