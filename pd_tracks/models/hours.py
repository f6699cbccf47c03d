"""Hours: lines that are added and never changed. What is taken back is a second line."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.dates import district_today
from cms.errors import VersionIsImmutable
from pd_tracks.models.people import SCHOOL_YEAR_ENDS


class Rule(models.TextChoices):
    """By what the minutes were counted."""

    OWN_WORD = "own_word", _("the minutes of the module, by your own word that you are done")
    TAKEN_BACK = "taken_back", _("taken back")


class HoursQuerySet(models.QuerySet):
    """Reads are named. Nothing is changed; rows go only with what they belong to."""

    def update(self, **kwargs):
        raise VersionIsImmutable

    def of(self, person, track_key=None):
        """This person's, oldest first; of one track where a key is given."""
        rows = self.filter(person=person).order_by("pk")
        return rows if track_key is None else rows.filter(track_key=track_key)

    def standing(self):
        """Lines that count and were not taken back."""
        return self.filter(rule=Rule.OWN_WORD, taken_back_by=None)


class HoursEntry(models.Model):
    """One line of somebody's hours: the minutes of one version of a module, on one day, by one rule. Never changed."""

    kept_until = "its owner deletes its track or all; with its enrolment’s time; with the account"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hours")
    track_key = models.UUIDField()
    module_key = models.UUIDField()
    title = models.CharField(max_length=255)
    """As the module was called then."""
    version = models.PositiveIntegerField()
    """Which published version of the module it was."""
    minutes = models.IntegerField()
    """Less than none where it takes something back."""
    rule = models.CharField(max_length=12, choices=Rule.choices)
    on = models.DateField(default=district_today)
    recorded_at = models.DateTimeField(default=timezone.now)
    takes_back = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="taken_back_by")

    objects = HoursQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of hours")
        verbose_name_plural = _("lines of hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(rule=Rule.OWN_WORD, minutes__gt=0, takes_back=None)
                | Q(rule=Rule.TAKEN_BACK, minutes__lt=0, takes_back__isnull=False),
                name="hours_count_or_take_back",
                violation_error_message=_("A line of hours counts minutes, or takes back those of another line."),
            )
        ]

    def __str__(self):
        return f"line of hours {self.pk}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise VersionIsImmutable
        super().save(*args, **{**kwargs, "force_insert": True})

    @property
    def counts_on(self) -> datetime.date:
        """The day whose school year it counts in: what is taken back counts in that of what it takes back, so that a statement of a year that
        is over stays true."""
        return self.takes_back.on if self.takes_back else self.on


def school_year_of(day: datetime.date) -> str:
    """The school year of a day, such as 2026–27."""
    ends = day.year if (day.month, day.day) <= SCHOOL_YEAR_ENDS else day.year + 1
    return f"{ends - 1}–{ends % 100:02d}"
