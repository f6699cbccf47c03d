"""The words the progression is made of: grade bands, strands, competencies, traits, subjects.

Each has a permanent key and one row per language. `snapshot()` is what a published lesson keeps of it, so that a later
rename never changes a version that a course stays on.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin

from curriculum.fields import TextListField
from curriculum.forms import CompetencyForm, GradeBandForm
from curriculum.models.keys import once_per_language
from curriculum.models.scale import AIUseLevel
from curriculum.parts import AlignmentView
from curriculum.querysets import CompetencyQuerySet, GradeBandQuerySet
from curriculum.rules import band_order_problems, builds_on_problems
from curriculum.term_blocks import AlignmentsBlock, BandTextsBlock


class LessonLayout(models.TextChoices):
    """How a lesson of a grade band looks to its students."""

    PAGE = "page", _("A page to read")
    READ_ALOUD = "read_aloud", _("Pages to read aloud, one at a time")


class GradeBand(TranslatableMixin):
    """A stretch of school years with its own rules for AI."""

    key = models.CharField(_("key"), max_length=10, help_text=_("Such as 6-8. Never changes."))
    name = models.CharField(_("name"), max_length=80)
    grades = TextListField(_("grades"))
    order = models.PositiveSmallIntegerField(_("order"), help_text=_("1 is the youngest."))
    theme = models.CharField(_("theme"), max_length=160)
    focus = models.CharField(_("focus"), max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True)
    students_may = TextListField(_("students may"))
    students_may_not = TextListField(_("students may not"))
    ai_use_levels = models.ManyToManyField(AIUseLevel, verbose_name=_("AI-use levels allowed"), related_name="bands")
    disclosure_template = models.TextField(
        _("words for saying how AI was used"), blank=True, help_text=_("A sentence with blanks that students of this grade band fill in.")
    )

    layout = models.CharField(
        _("how students see a lesson"),
        max_length=12,
        choices=LessonLayout,
        default=LessonLayout.PAGE,
        help_text=_("Lessons keep it with each version, so a change shows when they are next published."),
    )

    objects = GradeBandQuerySet.as_manager()
    base_form_class = GradeBandForm

    class Meta:
        verbose_name = _("grade band")
        verbose_name_plural = _("grade bands")
        ordering = ["order"]
        constraints = [
            *once_per_language("grade_band"),
            models.CheckConstraint(condition=models.Q(layout__in=LessonLayout.values), name="grade_band_layout_is_known"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if problems := band_order_problems(self):
            raise ValidationError(problems)

    def allows_level(self, level: int) -> bool:
        """Whether work in this band may use AI at that level."""
        return any(allowed.level == level for allowed in self.ai_use_levels.all())

    def may_texts(self) -> tuple[str, ...]:
        return tuple(self.students_may)

    def may_not_texts(self) -> tuple[str, ...]:
        return tuple(self.students_may_not)

    def snapshot(self) -> dict:
        return {"key": self.key, "name": self.name, "layout": self.layout}


class Strand(TranslatableMixin):
    """A line of learning that runs through all bands."""

    key = models.CharField(_("key"), max_length=10)
    name = models.CharField(_("name"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"))
    question = models.CharField(_("guiding question"), max_length=200)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("strand")
        verbose_name_plural = _("strands")
        ordering = ["order"]
        constraints = once_per_language("strand")

    def __str__(self):
        return self.name


class Competency(TranslatableMixin):
    """What students of one band can do in one strand. Builds only on earlier bands, so there are no circles."""

    code = models.CharField(_("code"), max_length=20)
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="competencies", verbose_name=_("strand"))
    band = models.ForeignKey(GradeBand, on_delete=models.PROTECT, related_name="competencies", verbose_name=_("grade band"))
    title = models.CharField(_("title"), max_length=160)
    i_can = models.TextField(_("I can"))
    description = models.TextField(_("description"), blank=True)
    evidence = TextListField(_("evidence"), help_text=_("What a teacher would see. One on each line."))
    builds_on = models.ManyToManyField("self", verbose_name=_("builds on"), symmetrical=False, blank=True, related_name="leads_to")
    alignments = StreamField(AlignmentsBlock(), verbose_name=_("alignments"), default=list, blank=True)

    objects = CompetencyQuerySet.as_manager()
    base_form_class = CompetencyForm
    builds_on_to_be: "list[Competency] | None" = None
    """What this is about to build on, set by whoever writes row and links together; None: what it builds on now."""

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["band__order", "strand__order", "code"]
        constraints = once_per_language("competency", "code")

    def __str__(self):
        return f"{self.code} {self.title}"

    def clean(self):
        super().clean()
        if problems := builds_on_problems(self):
            raise ValidationError(problems)

    def evidence_texts(self) -> tuple[str, ...]:
        return tuple(self.evidence)

    def alignment_views(self) -> tuple[AlignmentView, ...]:
        return tuple(AlignmentView(**block.value) for block in self.alignments)

    def snapshot(self) -> dict:
        return {"code": self.code, "title": self.title, "i_can": self.i_can}


class GraduateTrait(TranslatableMixin):
    """One attribute of the district's graduate profile."""

    key = models.SlugField(_("key"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    how_ai_learning_serves = models.TextField(_("how AI learning serves it"))
    looks_like = StreamField(BandTextsBlock(), verbose_name=_("what it looks like"), default=list, blank=True)
    strands = models.ManyToManyField(Strand, verbose_name=_("strands"), blank=True, related_name="graduate_traits")
    reflection_question = models.CharField(_("reflection question"), max_length=200)

    class Meta:
        verbose_name = _("graduate profile trait")
        verbose_name_plural = _("graduate profile traits")
        ordering = ["name"]
        constraints = once_per_language("graduate_trait")

    def __str__(self):
        return self.name

    def snapshot(self) -> str:
        return self.name


class Subject(TranslatableMixin):
    """A school subject, as the district names it."""

    key = models.SlugField(_("key"), max_length=80)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["name"]
        constraints = once_per_language("subject")

    def __str__(self):
        return self.name

    def snapshot(self) -> str:
        return self.name
