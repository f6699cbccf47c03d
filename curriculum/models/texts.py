"""What is written in a lesson's newest draft, teacher text too, for the editors' search. Never read by anything public.

A table apart from the catalog (`curriculum.models.catalog`), so that no mistake there can find what is in here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonTextQuerySet(models.QuerySet):
    """Reads are named."""

    def having(self, terms):
        """Those in which each of these words begins some word."""
        found = self
        for term in terms:
            found = found.filter(words__contains=f" {term}")
        return found


class LessonText(models.Model):
    """The texts of one lesson's newest draft, by where they stand, and all their words as the search keeps words."""

    lesson = models.OneToOneField("curriculum.LessonPage", on_delete=models.CASCADE, primary_key=True, related_name="text")
    parts = models.JSONField(_("parts"))
    """Pairs of a place, as the editor names it, and what is written there."""
    words = models.TextField(_("words"))

    objects = LessonTextQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of a lesson")
        verbose_name_plural = _("texts of lessons")

    def __str__(self):
        return f"Text of lesson {self.lesson_id}"
