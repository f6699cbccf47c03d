"""The words the progression is made of: grade bands, strands, competencies, AI-use levels, traits, subjects.

Each has a permanent key and one row per language. `snapshot()` is what a published lesson keeps of it, so that a later
rename never changes a version that a course stays on.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import TranslatableMixin

AI_USE_LEVELS = 5


def texts() -> models.JSONField:
    """A short list of plain texts."""
    return models.JSONField(default=list, blank=True, validators=[_only_texts], help_text=_('A list, such as ["one", "two"].'))


def _only_texts(value) -> None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValidationError(_("Write a list of texts."), code="not_texts")


def once_per_language(model_name: str, field: str = "key") -> list[models.UniqueConstraint]:
    """The two rules every row here keeps: one translation and one use of a key per language."""
    return [
        models.UniqueConstraint(fields=["translation_key", "locale"], name=f"one_{model_name}_per_translation"),
        models.UniqueConstraint(
            fields=[field, "locale"],
            name=f"one_{model_name}_per_{field}",
            violation_error_message=_("This key is already in use."),
        ),
    ]


class AIUseLevel(TranslatableMixin):
    """How much AI a piece of work may use, from 1 (none) to 5. A higher level is not better."""

    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(AI_USE_LEVELS)], help_text=_("1 to 5.")
    )
    key = models.SlugField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    student_words = models.TextField(_("in a student's words"))
    description = models.TextField(_("description"))
    use_when = models.TextField(_("use it when"))
    student_must_disclose = models.TextField(_("what the student says openly"))
    human_contribution = models.TextField(_("the student's own part"))
    example = models.TextField(_("example"), blank=True)

    class Meta:
        verbose_name = _("AI-use level")
        verbose_name_plural = _("AI-use levels")
        ordering = ["level"]
        constraints = [
            *once_per_language("ai_use_level"),
            models.UniqueConstraint(
                fields=["level", "locale"],
                name="one_ai_use_level_per_level",
                violation_error_message=_("There is already a level with this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=AI_USE_LEVELS),
                name="ai_use_level_between_1_and_5",
                violation_error_message=_("A level is a number from 1 to 5."),
            ),
        ]

    def __str__(self):
        return f"{self.level} {self.name}"

    def snapshot(self) -> dict:
        return {
            "level": self.level,
            "name": self.name,
            "student_words": self.student_words,
            "description": self.description,
            "human_contribution": self.human_contribution,
            "disclose": self.student_must_disclose,
        }


class GradeBand(TranslatableMixin):
    """A stretch of school years with its own rules for AI."""

    key = models.CharField(_("key"), max_length=10, help_text=_("Such as 6-8. Never changes."))
    name = models.CharField(_("name"), max_length=80)
    grades = texts()
    order = models.PositiveSmallIntegerField(_("order"), help_text=_("1 is the youngest."))
    theme = models.CharField(_("theme"), max_length=160)
    focus = models.CharField(_("focus"), max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True)
    students_may = texts()
    students_may_not = texts()
    ai_use_levels = models.ManyToManyField(AIUseLevel, verbose_name=_("AI-use levels allowed"), related_name="bands")

    class Meta:
        verbose_name = _("grade band")
        verbose_name_plural = _("grade bands")
        ordering = ["order"]
        constraints = once_per_language("grade_band")

    def __str__(self):
        return self.name

    def allows_level(self, level: int) -> bool:
        """Whether work in this band may use AI at that level."""
        return any(allowed.level == level for allowed in self.ai_use_levels.all())

    def snapshot(self) -> dict:
        return {"key": self.key, "name": self.name}


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
    evidence = texts()
    builds_on = models.ManyToManyField("self", verbose_name=_("builds on"), symmetrical=False, blank=True, related_name="leads_to")
    alignments = models.JSONField(_("alignments"), default=list, blank=True)

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["band__order", "strand__order", "code"]
        constraints = once_per_language("competency", "code")

    def __str__(self):
        return f"{self.code} {self.title}"

    def snapshot(self) -> dict:
        return {"code": self.code, "title": self.title, "i_can": self.i_can}


class GraduateTrait(TranslatableMixin):
    """One attribute of the district's graduate profile."""

    key = models.SlugField(_("key"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    how_ai_learning_serves = models.TextField(_("how AI learning serves it"))
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
