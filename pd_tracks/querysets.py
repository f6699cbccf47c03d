"""Reads of tracks and modules, named for what they mean."""

from uuid import UUID

from cms.models.reviews import ReviewableQuerySet
from curriculum.querysets import TeachingQuerySet


class TrackQuerySet(ReviewableQuerySet, TeachingQuerySet):
    """Tracks."""


class ModuleQuerySet(ReviewableQuerySet, TeachingQuerySet):
    """Modules."""

    def helping_to_teach(self, unit_key: UUID):
        """Those that help to teach a unit, in whichever language the link was made, in the order of tracks."""
        return self.filter(helps_to_teach__translation_key=unit_key).distinct().in_teaching_order()
