"""What a family reads about a lesson, in their language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel

from modelcluster.fields import ParentalKey


class FamilyLanguage(models.TextChoices):
    """Languages that families read, by their BCP 47 tag; more than the languages of the interface."""

    ARABIC = "ar", _("Arabic")
    ARMENIAN = "hy", _("Armenian")
    CHINESE_SIMPLIFIED = "zh-Hans", _("Chinese, simplified")
    CHINESE_TRADITIONAL = "zh-Hant", _("Chinese, traditional")
    ENGLISH = "en", _("English")
    FARSI = "fa", _("Farsi")
    FRENCH = "fr", _("French")
    HAITIAN = "ht", _("Haitian Creole")
    HINDI = "hi", _("Hindi")
    HMONG = "hmn", _("Hmong")
    JAPANESE = "ja", _("Japanese")
    KHMER = "km", _("Khmer")
    KOREAN = "ko", _("Korean")
    PORTUGUESE = "pt", _("Portuguese")
    PUNJABI = "pa", _("Punjabi")
    RUSSIAN = "ru", _("Russian")
    SOMALI = "so", _("Somali")
    SPANISH = "es", _("Spanish")
    TAGALOG = "tl", _("Tagalog")
    UKRAINIAN = "uk", _("Ukrainian")
    VIETNAMESE = "vi", _("Vietnamese")


class FamilyNote(models.Model):
    """A lesson's note to families in one more language. The lesson's own language has its note in the lesson."""

    lesson = ParentalKey("curriculum.LessonPage", on_delete=models.CASCADE, related_name="family_notes")
    language = models.CharField(_("language"), max_length=10, choices=FamilyLanguage)
    title = models.CharField(_("title of the lesson"), max_length=200)
    note = models.TextField(_("note"), help_text=_("Families and teachers see this; students do not. Markdown."))

    panels = [FieldPanel("language"), FieldPanel("title"), FieldPanel("note")]

    class Meta:
        verbose_name = _("note for families")
        verbose_name_plural = _("notes for families")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "language"],
                name="one_family_note_per_language",
                violation_error_message=_("This lesson already has a note in this language."),
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=FamilyLanguage.values),
                name="family_note_language_is_known",
                violation_error_message=_("Choose one of the list."),
            ),
        ]

    def __str__(self):
        return f"{self.get_language_display()}: {self.title}"

    def snapshot(self) -> dict:
        return {"language": self.language, "title": self.title, "note": self.note}
