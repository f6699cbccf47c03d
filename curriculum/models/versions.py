"""A lesson as it was published, for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models.compiled import PageVersion


class LessonVersion(PageVersion):
    """One published state of a lesson. Only `curriculum.audience` decides what of it somebody sees."""

    of = "lesson"

    lesson = models.ForeignKey("curriculum.LessonPage", on_delete=models.PROTECT, related_name="versions")

    class Meta:
        verbose_name = _("lesson version")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "number"],
                name="one_version_per_number",
                violation_error_message=_("This lesson already has a version with this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="version_numbers_start_at_1",
                violation_error_message=_("Versions are numbered from 1."),
            ),
        ]

    def __str__(self):
        return f"Version {self.number} of lesson {self.lesson_id}"
