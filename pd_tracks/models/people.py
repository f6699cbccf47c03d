"""Who joined what, and what they say they did. Nothing here rates anybody: there is no field for it, and a test keeps it so."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.dates import district_today
from pd_tracks.who_sees import COUNTED_SINCE, EDITION

SCHOOL_YEAR_ENDS = (6, 30)
LEAST_DAYS = 60
"""A yes that is given shortly before a school year ends lasts through the next one."""


def end_of_school_year(today: datetime.date) -> datetime.date:
    """The day until which a yes lasts that is given today."""
    this_year = datetime.date(today.year, *SCHOOL_YEAR_ENDS)
    return this_year if this_year - today >= datetime.timedelta(days=LEAST_DAYS) else datetime.date(today.year + 1, *SCHOOL_YEAR_ENDS)


class EnrolmentQuerySet(models.QuerySet):
    """Reads are named."""

    def of(self, person, track_key=None):
        """This person's, newest first; of one track where a key is given."""
        rows = self.filter(user=person).newest_first()
        return rows if track_key is None else rows.filter(track_key=track_key)

    def newest_first(self):
        return self.order_by("-joined_at", "-pk")

    def open(self):
        return self.filter(left_at=None)

    def counted(self):
        """Those that are part of the counts: open, the yes holds, and it was said then that they are counted."""
        return self.open().filter(agreed_until__gte=district_today(), agreed_edition__gte=COUNTED_SINCE, counted_in__isnull=False)

    def current(self):
        """Those to which something may be added today (`Enrolment.is_current`)."""
        return self.open().filter(paused_at=None, agreed_until__gte=district_today(), agreed_edition=EDITION)


class Enrolment(models.Model):
    """Somebody joined a track, by their own yes, until it ends or they leave. One open one per person and track."""

    kept_until = (
        "its owner deletes it; else the district’s days to keep educators’ learning after the yes ended or it was left; with the account"
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    track_key = models.UUIDField()
    joined_at = models.DateTimeField(default=timezone.now)
    agreed_until = models.DateField()
    """After this day we ask again."""
    agreed_edition = models.PositiveSmallIntegerField(default=1)
    """Which edition of who sees what was agreed to (`pd_tracks.who_sees`)."""
    counted_in = models.ForeignKey("pd_tracks.CountedGroup", null=True, on_delete=models.SET_NULL, related_name="+")
    """The school or course in which it was joined, for counts. None: not counted, as before edition 3."""
    listed_as = models.UUIDField(default=uuid.uuid4, db_index=True)
    """By chance, and another one once something was taken back: coaches' lists are in this order, which says nothing of when anybody joined."""
    tells_gradebook = models.BooleanField(default=False)
    """Their own switch: whether a course's gradebook is told that they are done with a module."""
    paused_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    """Left, and kept what was there."""

    objects = EnrolmentQuerySet.as_manager()

    # What Wagtail would note of who points at whom: nobody's business.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["user", "track_key"], condition=Q(left_at=None), name="one_open_enrolment_per_person_and_track")
        ]

    def __str__(self):
        return f"enrolment {self.pk}"

    @property
    def is_current(self) -> bool:
        """Whether something may be added to it today."""
        return self.left_at is None and self.paused_at is None and self.yes_holds

    @property
    def shares_until(self) -> datetime.date:
        """The last day of something that is shared today: of the school year, or of the yes where that is earlier."""
        return min(end_of_school_year(district_today()), self.agreed_until)

    @property
    def yes_holds(self) -> bool:
        """Whether they agreed to what is said today, for today."""
        return self.agreed_until >= district_today() and self.agreed_edition == EDITION


class Participation(models.Model):
    """What somebody says they did of a module. Times, and no answers."""

    kept_until = "with its enrolment"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="participations")
    module_key = models.UUIDField()
    tried_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    parts = models.JSONField(default=list, blank=True)
    """Keys of the parts they are done with (`SectionView.key`), in the order in which they said so."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [models.UniqueConstraint(fields=["enrolment", "module_key"], name="one_participation_per_module")]

    def __str__(self):
        return f"participation {self.pk}"
