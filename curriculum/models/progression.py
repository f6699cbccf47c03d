"""The page of the progression. What its template gets is assembled in `curriculum.progression`."""

from django.conf import settings
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from wagtail.models import PageManager

from cms.models import BasePage
from cms.restrictions import restrictions_above
from curriculum import progression
from curriculum.models.lessons import LessonPage
from curriculum.models.pages import UnitPage
from curriculum.models.taxonomy import Competency, GradeBand, Strand
from curriculum.places import language_of
from curriculum.querysets import TeachingQuerySet, any_of
from curriculum.wording import in_both, in_language, worded


class ProgressionPage(BasePage):
    """The map of the whole curriculum: strands and grade bands, and the units of each band."""

    objects = PageManager.from_queryset(TeachingQuerySet)()

    template = "curriculum/progression_page.html"
    parent_page_types = ["cms.HomePage"]
    max_count = 1

    class Meta:
        verbose_name = _("curriculum")

    def bands(self) -> tuple[progression.BandView, ...]:
        """Every grade band with its units, for pages that show no competencies."""
        language = language_of(self.url_path)
        return progression.band_views(
            in_language(GradeBand.objects.all(), language), *self._units_and_counts(self.with_original(), language)
        )

    def with_original(self) -> "list[ProgressionPage]":
        """This page, after the one it is a translation of where anybody may open that: what has not been translated is offered as it is."""
        if language_of(self.url_path) in {"", settings.LANGUAGE_CODE}:
            return [self]
        is_original = Q(translation_key=self.translation_key, live=True, locale__language_code=settings.LANGUAGE_CODE)
        is_open = ~Exists(restrictions_above("path"))
        pages = ProgressionPage.objects.filter((is_original & is_open) | Q(pk=self.pk)).select_related("locale")
        return sorted(pages, key=lambda page: page.pk == self.pk)

    def _units_and_counts(self, pages: "list[ProgressionPage]", language: str):
        units = any_of(UnitPage.objects.live().open_children_of(page) for page in pages)
        return worded(units.select_related("band", "locale"), language), self._lessons(pages).count_by_unit(self.depth + 1)

    def _lessons(self, pages: "list[ProgressionPage]"):
        return any_of(LessonPage.objects.open_below(page) for page in pages)

    def get_context(self, request, *args, **kwargs):
        language = language_of(self.url_path)
        pages = self.with_original()
        rows = list(in_both(GradeBand.objects.with_levels(), language))
        bands = worded(rows, language)
        levels = progression.levels_by_key(worded({level for row in rows for level in row.ai_use_levels.all()}, language))
        strands = in_language(Strand.objects.all(), language)
        competencies = in_language(Competency.objects.linked(), language)
        cards = progression.competency_cards(competencies, self._lessons(pages).count_by_competency(), bands, strands)
        views = progression.band_views(bands, *self._units_and_counts(pages, language))
        page = worded(pages, language)[-1] if len(pages) > 1 else self
        return {
            "request": request,
            **self.addresses(),
            "description": self.search_description or page.introduction,
            "progression": {"language": language, "title": page.title, "introduction": page.introduction},
            "bands": progression.with_rules(views, bands, cards, levels),
            "strands": progression.strand_views(strands, bands, cards),
            "levels": progression.level_views(bands, levels),
        }
