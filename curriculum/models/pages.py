"""Units. What their template gets is assembled in `curriculum.listings`."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page, PageManager

from modelcluster.fields import ParentalManyToManyField
from wagtail_localize.fields import SynchronizedField

from cms.launchable import LaunchableMixin
from cms.models import BasePage
from cms.viewer import viewer_for
from curriculum import listings, previews
from curriculum.forms import UnitPageForm
from curriculum.models.versions import LessonVersion
from curriculum.panels import UNIT_PANELS
from curriculum.places import language_of
from curriculum.querysets import UnitQuerySet
from curriculum.rules import unit_link_problems, unit_problems
from curriculum.unit_parts import unit_parts
from curriculum.wording import worded


class UnitPage(previews.PreviewedAs, LaunchableMixin, BasePage):
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

    # What a translator's tool copies as it is: it knows no many-to-many fields of its own.
    override_translatable_fields = [SynchronizedField("subjects"), SynchronizedField("graduate_traits")]

    base_form_class = UnitPageForm
    content_panels = [*UNIT_PANELS]
    settings_panels = [*BasePage.settings_panels, *LaunchableMixin.link_panels, *LaunchableMixin.withdrawal_panels]
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
        units = UnitPage.objects.beside(self).only("title", "url_path", "path", "depth") if self.band_id else ()
        unit = listings.unit_view(self._worded(), listings.lesson_tiles(versions, url_paths), units)
        return {
            "request": request,
            **self.addresses(),
            "unit": unit,
            "description": self.search_description or unit.summary,
            "unit_parts": unit_parts(self, viewer_for(request)) if self.pk else [],
        }

    preview_as = previews.UNIT_MODES

    def previewed(self, request, mode):
        return self.template, self.get_context(request)

    def _worded(self) -> "UnitPage":
        """This unit for readers: what of a translation is still in the original's language says so."""
        language = language_of(self.url_path)
        if language in {"", settings.LANGUAGE_CODE}:
            return self
        originals = UnitPage.objects.filter(translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE)
        return worded([*originals.select_related("locale"), self], language)[0]
