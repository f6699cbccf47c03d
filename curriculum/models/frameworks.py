"""What others have written about learning AI: frameworks that competencies correspond to, and further reading."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import TranslatableMixin

from curriculum.fields import TextListField
from curriculum.models.keys import once_per_language
from curriculum.models.taxonomy import Competency, GradeBand
from curriculum.rules import framework_problems


class Framework(TranslatableMixin):
    """Somebody else's framework, cited by name; none of its text is kept here. Alignments name it by its key."""

    key = models.CharField(_("key"), max_length=20, help_text=_("Such as AILIT. Alignments use it, so it never changes."))
    name = models.CharField(_("name"), max_length=160)
    publisher = models.CharField(_("publisher"), max_length=200)
    version = models.CharField(_("version"), max_length=120, help_text=_("The edition that the alignments were checked against."))
    domains = TextListField(_("domains"), blank=False, help_text=_("One on each line, named as the framework names them."))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["name"]
        constraints = once_per_language("framework")

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        # Rows of other languages have domains of their own.
        if problems := framework_problems(self, Competency.objects.filter(locale_id=self.locale_id)):
            raise ValidationError(problems)


class FurtherReading(TranslatableMixin):
    """A public resource elsewhere that teachers may like. Nothing of it is copied here."""

    key = models.SlugField(_("key"), max_length=120)
    name = models.CharField(_("name"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200)
    bands = models.ManyToManyField(GradeBand, verbose_name=_("grade bands"), related_name="further_reading")
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("further reading")
        verbose_name_plural = _("further reading")
        ordering = ["name"]
        constraints = once_per_language("further_reading")

    def __str__(self):
        return self.name
