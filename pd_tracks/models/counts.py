"""Where people are counted, and the counts that were published. No row here is about a person (docs/adr/0025-counting-rule.md)."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.dates import district_today
from cms.people import SITE


class CountedGroup(models.Model):
    """A school, a course for staff, or the site itself (`cms.people.Place`). Whoever joins is counted in one of them, and in no other."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("counted group")
        verbose_name_plural = _("counted groups")

    def __str__(self):
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """What people read."""
        return str(_("On this site")) if self.key == SITE else self.name or str(_("A course without a title"))


class Publication(models.Model):
    """One week's counts, published once. Its Monday is unique: of two that publish at once, one does."""

    week = models.DateField(unique=True)
    floor = models.PositiveSmallIntegerField()
    """The smallest group that was counted."""
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("publication of counts")
        verbose_name_plural = _("publications of counts")

    def __str__(self):
        return f"counts of {self.week}"


class PublishedCountQuerySet(models.QuerySet):
    """Reads are named."""

    def last_shown(self):
        """The newest that was ever shown of each group, track and module."""
        newest = Window(RowNumber(), partition_by=[F("group_id"), F("track_key"), F("module_key")], order_by=F("publication__week").desc())
        return self.annotate(newest=newest).filter(newest=1)


class PublishedCount(models.Model):
    """How many people of a group joined a track, or are done with one of its modules. What is not shown has no row."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="counts")
    group = models.ForeignKey(CountedGroup, on_delete=models.CASCADE, related_name="counts")
    track_key = models.UUIDField()
    module_key = models.UUIDField(null=True)
    """None: who joined the track."""
    people = models.PositiveIntegerField()

    objects = PublishedCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("published count")
        verbose_name_plural = _("published counts")
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "group", "track_key", "module_key"],
                condition=Q(module_key__isnull=False),
                name="one_count_of_a_module",
            ),
            models.UniqueConstraint(
                fields=["publication", "group", "track_key"], condition=Q(module_key=None), name="one_count_of_a_track"
            ),
            models.CheckConstraint(condition=Q(people__gt=0), name="a_shown_count_is_of_somebody"),
        ]

    def __str__(self):
        return f"{self.people} of {self.group_id}"


def this_week() -> date:
    """The Monday of today, by the district's clock."""
    today = district_today()
    return today - timedelta(days=today.weekday())
