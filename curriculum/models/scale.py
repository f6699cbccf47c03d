"""How much AI a piece of work may use: the scale, and its five levels."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin

from curriculum.fields import TextListField
from curriculum.models.keys import once_per_language
from curriculum.term_blocks import BandTextsBlock

AI_USE_LEVELS = 5


class AIUseLevel(TranslatableMixin):
    """How much AI a piece of work may use, from 1 (none) to 5. A higher level is not better."""

    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(AI_USE_LEVELS)], help_text=_("1 to 5.")
    )
    key = models.SlugField(_("key"), max_length=40, help_text=_("Such as coach-me. Never changes."))
    name = models.CharField(_("name"), max_length=80)
    student_words = models.TextField(_("in a student's words"))
    description = models.TextField(_("description"))
    use_when = models.TextField(_("use it when"))
    student_must_disclose = models.TextField(_("what the student says openly"))
    human_contribution = models.TextField(_("the student's own part"))
    example = models.TextField(_("example"), blank=True)
    band_notes = StreamField(
        BandTextsBlock(),
        verbose_name=_("notes for single grade bands"),
        blank=True,
        default=list,
        help_text=_("Only where a grade band does it differently. Which bands allow a level is said at each grade band."),
    )

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


class AIUseScale(TranslatableMixin):
    """What is said about all five levels together. One per language."""

    title = models.CharField(_("title"), max_length=160)
    purpose = models.TextField(_("what the levels are for"))
    principles = TextListField(_("principles"))
    accommodation_note = models.TextField(_("supports and accommodations"), help_text=_("What is available at every level."))

    class Meta:
        verbose_name = _("AI-use scale")
        verbose_name_plural = _("AI-use scale")
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "locale"], name="one_ai_use_scale_per_translation"),
            models.UniqueConstraint(
                fields=["locale"],
                name="one_ai_use_scale_per_language",
                violation_error_message=_("This language already has its scale; change that one."),
            ),
        ]

    def __str__(self):
        return self.title
