"""The progression and its units. What their templates get is assembled in `curriculum.listings`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager

from modelcluster.fields import ParentalManyToManyField

from cms.launchable import LaunchableMixin
from cms.models import BasePage
from curriculum import listings
from curriculum.forms import UnitPageForm
from curriculum.models.taxonomy import GradeBand
from curriculum.models.versions import LessonVersion
from curriculum.places import language_of
from curriculum.querysets import UnitQuerySet
from curriculum.rules import unit_link_problems, unit_problems


class ProgressionPage(BasePage):
    """The map of the whole curriculum: grade bands and their units."""

    template = "curriculum/progression_page.html"
    parent_page_types = ["cms.HomePage"]
    max_count = 1

    class Meta:
        verbose_name = _("curriculum")

    def _bands_units_and_lessons(self):
        units = UnitPage.objects.live().open_children_of(self)
        lessons = Page.objects.live().filter(path__startswith=self.path, depth=self.depth + 2, view_restrictions__isnull=True)
        return GradeBand.objects.filter(locale_id=self.locale_id), units, lessons.values_list("path", flat=True)

    def get_context(self, request, *args, **kwargs):
        return {
            "request": request,
            "canonical_url": self.canonical_url,
            "progression": {"language": language_of(self.url_path), "title": self.title, "introduction": self.introduction},
            "bands": listings.band_views(*self._bands_units_and_lessons()),
        }


class UnitPage(LaunchableMixin, BasePage):
    """Some lessons that belong together. Its introduction is the summary."""

    band = models.ForeignKey(
        "curriculum.GradeBand", verbose_name=_("grade band"), null=True, on_delete=models.PROTECT, related_name="units"
    )
    essential_question = models.CharField(_("big question"), max_length=300, blank=True)
    student_voice = models.TextField(_("student voice"), blank=True, help_text=_("How students shape this unit."))
    subjects = ParentalManyToManyField("curriculum.Subject", verbose_name=_("subjects"), blank=True, related_name="+")
    graduate_traits = ParentalManyToManyField(
        "curriculum.GraduateTrait",
        verbose_name=_("graduate profile traits"),
        related_name="+",
        help_text=_("At least one: purpose comes before tools."),
    )

    objects = PageManager.from_queryset(UnitQuerySet)()

    base_form_class = UnitPageForm
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("band"),
        FieldPanel("essential_question"),
        MultiFieldPanel([FieldPanel("subjects"), FieldPanel("graduate_traits", required_on_save=False)], heading=_("What it belongs to")),
        FieldPanel("student_voice"),
    ]
    settings_panels = [*BasePage.settings_panels, *LaunchableMixin.withdrawal_panels]
    template = "curriculum/unit_page.html"
    parent_page_types = ["curriculum.ProgressionPage"]

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def publishing_rules(self) -> dict[str, str]:
        return unit_problems(self) | unit_link_problems(self)

    def lessons_of_another_band(self):
        """Lessons in here, live or being written, whose grade band is not this unit's. Withdrawn ones stay what they were."""
        if not self.pk or not self.band_id:
            return Page.objects.none()
        withdrawn = models.Q(live=False, first_published_at__isnull=False)
        lessons = self.get_children().filter(lessonpage__band__isnull=False)
        return lessons.exclude(withdrawn).exclude(lessonpage__band=self.band_id)

    def get_context(self, request, *args, **kwargs):
        lessons = self.get_children().live().filter(view_restrictions__isnull=True)
        url_paths = dict(lessons.order_by("path").values_list("pk", "url_path"))
        versions = LessonVersion.objects.filter(lesson_id__in=url_paths).newest_of_each().light()
        unit = listings.unit_view(self, listings.lesson_tiles(versions, url_paths))
        return {"request": request, "canonical_url": self.canonical_url, "unit": unit}
