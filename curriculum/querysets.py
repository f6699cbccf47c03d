"""Reads of teaching material, named for what they mean."""

from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, Prefetch, QuerySet
from django.db.models.functions import Substr

from cms.launchable import LastingPageQuerySet
from cms.models.reviews import ReviewableQuerySet
from cms.restrictions import restrictions_above
from curriculum.wording import in_language


def any_of(querysets):
    """What is in any of these querysets of one model; at least one is needed."""
    return reduce(or_, querysets)


class TeachingQuerySet(LastingPageQuerySet):
    """What units and lessons have in common."""

    def in_teaching_order(self):
        """The order of the tree, which is the order editors see and change."""
        return self.order_by("path")

    def for_grade_band(self, band):
        return self.filter(band=band)

    def open_children_of(self, page):
        """Children of a page that anybody may open who may open that page, in teaching order."""
        return self.child_of(page).filter(view_restrictions__isnull=True).in_teaching_order()

    def open_below(self, page):
        """Live pages anywhere below a page that anybody may open who may open that page: nothing on the way is restricted."""
        return self.live().descendant_of(page).exclude(Exists(restrictions_above("path", below=page.depth)))


class UnitQuerySet(TeachingQuerySet):
    """Units."""

    def beside(self, unit):
        """Live units that stand with this one and are for its grade band, itself among them, in teaching order."""
        siblings = self.live().filter(path__startswith=unit.path[: -unit.steplen], depth=unit.depth, view_restrictions__isnull=True)
        return siblings.for_grade_band(unit.band_id).in_teaching_order()


class LessonQuerySet(ReviewableQuerySet, TeachingQuerySet):
    """Lessons."""

    def teaching(self, competency):
        """Those that teach it, in whichever language the link was made."""
        return self.filter(competencies__translation_key=competency.translation_key).distinct()

    def count_by_competency(self) -> dict[UUID, int]:
        """How many of these teach each competency, by its translation key, counted by the database; a lesson in two languages once."""
        key = "competencies__translation_key"
        rows = self.filter(competencies__isnull=False).order_by().values(key).annotate(lessons=Count("translation_key", distinct=True))
        return {row[key]: row["lessons"] for row in rows}

    def count_by_unit(self, unit_depth: int) -> dict[str, int]:
        """How many of these lie in each unit, by the unit's path, counted by the database."""
        unit = Substr("path", 1, unit_depth * self.model.steplen)
        rows = self.order_by().annotate(unit_path=unit).values("unit_path").annotate(lessons=Count("pk"))
        return {row["unit_path"]: row["lessons"] for row in rows}


class GradeBandQuerySet(QuerySet):
    """Grade bands."""

    def with_levels(self):
        """With the AI-use levels they allow, and the language of these."""
        level = self.model._meta.get_field("ai_use_levels").related_model
        return self.prefetch_related(Prefetch("ai_use_levels", level.objects.select_related("locale")))


class CompetencyQuerySet(QuerySet):
    """Competencies."""

    def in_main_language(self):
        """Each competency once."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)

    def in_place(self):
        """With their strand and grade band."""
        return self.select_related("strand", "band")

    def linked(self):
        """With their strand, their grade band and what they build on."""
        return self.in_place().prefetch_related("builds_on")

    def languages_of(self, competency) -> tuple[str, ...]:
        """The languages that this competency has words in."""
        return tuple(self.filter(translation_key=competency.translation_key).order_by().values_list("locale__language_code", flat=True))

    def find(self, code: str, language: str):
        """The competency with this code, in this language where there is one, else in the site's main one; None without any.

        Capitals do not matter, but the same ones come first. With its strand, grade band and language, in one query. What is not
        in this language is marked (`curriculum.wording`).
        """
        found = in_language(self.in_place().filter(code__iexact=code), language)
        return min(found, key=lambda row: row.code != code, default=None)
