"""Reads of teaching material, named for what they mean."""

from cms.launchable import LastingPageQuerySet


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


class UnitQuerySet(TeachingQuerySet):
    """Units."""


class LessonQuerySet(TeachingQuerySet):
    """Lessons."""
