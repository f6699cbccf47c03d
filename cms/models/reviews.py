"""The review clock: when something was last looked at, when it is due again, and what was asked for out of turn.

The dates lie on each item's own row, so that a page shows them for nothing; what happened lies in two tables for all kinds of
items, so that lessons, tools and policies share one report. Only `cms.reviews.services` writes.
"""

import calendar
import datetime
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from cms.dates import district_day, district_today
from cms.models.settings import DistrictSettings

SOON_DAYS = 30
"""How long before its day something counts as due."""


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def review_dates_in_order(model_name: str) -> models.CheckConstraint:
    """For the Meta of every reviewable model."""
    return models.CheckConstraint(
        condition=models.Q(review_due_on__gt=models.F("reviewed_on")),
        name=f"{model_name}_next_review_is_later",
        violation_error_message=_("The next review comes after the last one."),
    )


class ReviewableQuerySet(models.QuerySet):
    """Mix in before the model's own queryset. Leaves out what needs no review, such as drafts."""

    def on_the_clock(self):
        return self.filter(self.model.needs_review)

    def overdue(self, today: datetime.date | None = None):
        """Their day has passed."""
        return self.on_the_clock().filter(review_due_on__lt=today or district_today())

    def due(self, *, within_days: int = SOON_DAYS, today: datetime.date | None = None):
        """Their day is today or comes soon."""
        today = today or district_today()
        return self.on_the_clock().filter(review_due_on__range=(today, today + datetime.timedelta(days=within_days)))

    def waiting(self):
        """Somebody asked for a look before their day."""
        return self.on_the_clock().filter(models.Exists(ReviewRequest.objects.open().of_rows(self.model)))


@dataclass(frozen=True)
class ReviewDates:
    """What the public is told."""

    reviewed_on: datetime.date | None
    published_on: datetime.date | None
    due_on: datetime.date | None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < district_today()


class Reviewable(models.Model):
    """Something that is looked at again every few months. Pages mix in `ReviewablePage`."""

    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True, editable=False)
    review_due_on = models.DateField(_("next review"), null=True, blank=True, editable=False, db_index=True)

    # What was said of an item goes with it.
    review_notes = GenericRelation("cms.ReviewNote")
    review_requests = GenericRelation("cms.ReviewRequest")

    needs_review: ClassVar[models.Q] = models.Q()
    """Which rows have a clock that runs."""

    class Meta:
        abstract = True

    @classmethod
    def review_facts(cls) -> dict[str, models.F]:
        """What a report says of each row: `title`, and `owner`, `language` (a code) and `band` (a key) where there are any."""
        return {"title": models.F("title")}

    @classmethod
    def review_bands(cls) -> list[tuple[str, str]]:
        """The grade bands a report can be narrowed to, as key and name, in order."""
        return []

    def months_between_reviews(self) -> int:
        """The district's interval; models that have their own say so here."""
        return DistrictSettings.load().review_interval_months

    @property
    def review_dates(self) -> ReviewDates:
        """From the row itself, so that a page shows them live and for nothing."""
        published_at = getattr(self, "first_published_at", None)
        published_on = district_day(published_at) if published_at else None
        return ReviewDates(self.reviewed_on, published_on, self.review_due_on)

    def next_review_after(self, day: datetime.date) -> datetime.date:
        return months_later(day, self.months_between_reviews())


class ReviewablePage(Reviewable):
    """A page with a review clock. Mix in before `BasePage`.

    The dates are the page's, not a draft's: publishing an older draft does not turn the clock back, and copies and translations,
    which somebody else looks at, do not inherit it.
    """

    needs_review = models.Q(live=True)
    exclude_fields_in_copy: ClassVar[list[str]] = ["reviewed_on", "review_due_on"]

    class Meta:
        abstract = True

    @classmethod
    def review_facts(cls):
        return {"title": models.F("title"), "owner": models.F("owner_id"), "language": models.F("locale__language_code")}

    def with_content_json(self, content):
        page = super().with_content_json(content)
        page.reviewed_on, page.review_due_on = self.reviewed_on, self.review_due_on
        return page


class AboutItemQuerySet(models.QuerySet):
    """Notes and requests name their item by its type and key."""

    def about(self, item: models.Model):
        """The same for a page however it was fetched."""
        return self.filter(**key_of(item))

    def of_rows(self, model: type[models.Model]):
        """For a subquery in a query of this model."""
        return self.filter(content_type=ContentType.objects.get_for_model(model), object_id=models.OuterRef("pk"))


def key_of(item: models.Model) -> dict[str, int]:
    """The two columns that name an item."""
    type_id = item.content_type_id if isinstance(item, Page) else ContentType.objects.get_for_model(item).pk
    return {"content_type_id": type_id, "object_id": item.pk}


class AboutItem(models.Model):
    """A row about one reviewable item of any kind."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey()

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class ReviewNoteQuerySet(AboutItemQuerySet):
    def newest_first(self):
        return self.order_by("-number")


class ReviewNote(AboutItem):
    """Somebody looked at an item, and found that it still holds."""

    kept_until = "with what was reviewed; a deleted account leaves a review by nobody"

    number = models.PositiveIntegerField(_("number"))
    reviewed_on = models.DateField(_("reviewed on"))
    review_due_on = models.DateField(_("next review"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    # What stood there before, so that a slip can be taken back.
    earlier_reviewed_on = models.DateField(null=True, editable=False)
    earlier_review_due_on = models.DateField(null=True, editable=False)

    objects = ReviewNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "number"],
                name="one_review_per_number",
                violation_error_message=_("Somebody else has just recorded a review of this."),
            ),
            review_dates_in_order("review_note"),
        ]

    def __str__(self):
        return f"Review {self.number} of {self.content_type_id}.{self.object_id}"

    @property
    def by_name(self) -> str:
        """Empty where the account is gone."""
        return self.by.display_name if self.by else ""


class ReviewRequestQuerySet(AboutItemQuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)


class ReviewRequest(AboutItem):
    """A reason why an item must be looked at before its day. Closed by the next review."""

    kept_until = "with what is to be reviewed; a deleted account leaves a request that nobody closed"

    reason = models.CharField(_("reason"), max_length=300, help_text=_("Shown to whoever looks at it, such as: Clause 3 changed."))
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("What asked, as a key that stays the same."))
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        ReviewNote, verbose_name=_("closed by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="answered"
    )

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a review")
        verbose_name_plural = _("requests for reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "source"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_request_per_source",
                violation_error_message=_("This was already asked for."),
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="request_by_item")]

    def __str__(self):
        return self.reason


class SentDigest(models.Model):
    """That somebody was sent the list of reviews on a day, so that nobody is sent it twice. Forgotten after a month."""

    kept_until = "31 days; with its account"

    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    """Nobody in particular: the district's contact."""
    sent_on = models.DateField(default=timezone.localdate)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("review digest")
        constraints = [
            models.UniqueConstraint(
                fields=["to", "sent_on"], name="one_digest_a_day", violation_error_message=_("This digest was sent today.")
            ),
            models.UniqueConstraint(
                fields=["sent_on"],
                condition=models.Q(to__isnull=True),
                name="one_contact_digest_a_day",
                violation_error_message=_("This digest was sent today."),
            ),
        ]

    def __str__(self):
        return f"Digest of {self.sent_on}"
