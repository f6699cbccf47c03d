"""The only writers of the review clock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from wagtail.models import Page

from cms.dates import district_today
from cms.models import Reviewable, ReviewNote, ReviewRequest, User
from cms.models.reviews import key_of
from cms.reviews.errors import AlreadyReviewed, TooLateToUndo


@dataclass(frozen=True)
class Seen:
    """What a person saw of an item when they decided: the number of its newest review and the key of its newest request."""

    number: int = 0
    request: int = 0

    @classmethod
    def of(cls, item: Reviewable) -> "Seen":
        newest = ReviewNote.objects.about(item).newest_first().values_list("number", flat=True).first()
        request = ReviewRequest.objects.about(item).open().aggregate(newest=models.Max("pk"))["newest"]
        return cls(newest or 0, request or 0)


def start_clock(*, item: Reviewable) -> None:
    """Set the first review's date where there is none yet. Never moves one. Being published is not a review."""
    due_on = item.next_review_after(district_today())
    if type(item).objects.filter(pk=item.pk, review_due_on__isnull=True).update(review_due_on=due_on):
        item.review_due_on = due_on


def record_review(*, item: Reviewable, by: User | None, note: str = "", seen: Seen | None = None) -> ReviewNote:
    """An item was looked at today and holds: its next date is set, and what it was asked for is answered.

    With `seen`, only requests that the person saw are answered. Raises AlreadyReviewed where somebody else recorded a review
    since then, or at the same moment.
    """
    now = Seen.of(item)
    # Nobody can have seen more than there is: a number from somewhere else must not get past the constraint.
    newest = min(seen.number, now.number) if seen else now.number
    try:
        with transaction.atomic():
            review = _next_review(item, by, note, newest)
            answered = ReviewRequest.objects.about(item).open()
            answered = answered.filter(pk__lte=seen.request) if seen else answered
            answered.update(closed_at=review.recorded_at, closed_by=review)
    except IntegrityError as lost:
        raise AlreadyReviewed(ReviewNote.objects.about(item).newest_first().first()) from lost
    item.reviewed_on, item.review_due_on = review.reviewed_on, review.review_due_on
    return review


def _next_review(item: Reviewable, by: User | None, note: str, newest: int) -> ReviewNote:
    row = type(item).objects.filter(pk=item.pk)
    earlier = row.values("reviewed_on", "review_due_on").get()
    today = district_today()
    dates = {"reviewed_on": today, "review_due_on": item.next_review_after(today)}
    review = ReviewNote.objects.create(
        **key_of(item),
        **dates,
        number=newest + 1,
        by=by,
        note=note.strip(),
        earlier_reviewed_on=earlier["reviewed_on"],
        earlier_review_due_on=earlier["review_due_on"],
    )
    row.update(**dates)
    return review


def undo_review(*, review: ReviewNote, by: User) -> None:
    """Take back a slip: the dates and requests are as they were, and the review is gone.

    Only today, only one's own, and only while it is the newest and its dates stand; else raises TooLateToUndo.
    """
    try:
        with transaction.atomic():
            _undo(review, by)
    except IntegrityError as asked_again:
        raise TooLateToUndo from asked_again


def _undo(review: ReviewNote, by: User) -> None:
    is_newest = not ReviewNote.objects.about(review.item).filter(number__gt=review.number).exists()
    if review.by_id != by.pk or review.reviewed_on != district_today() or not is_newest:
        raise TooLateToUndo
    standing = type(review.item).objects.filter(pk=review.object_id, reviewed_on=review.reviewed_on, review_due_on=review.review_due_on)
    if not standing.update(reviewed_on=review.earlier_reviewed_on, review_due_on=review.earlier_review_due_on):
        raise TooLateToUndo
    review.answered.update(closed_at=None, closed_by=None)
    review.delete()


def hand_over(*, page: Page, to: User | None) -> None:
    """Somebody else looks after a page from now on: the digest goes to them, and they may edit it. No draft is touched."""
    Page.objects.filter(pk=page.pk).update(owner=to)


def ask_for_review(*, items: Iterable[models.Model], reason: str, source: str = "") -> int:
    """Put these items into the review queue, each once per source; returns how many were not waiting for this reason yet.

    A new reason from the same source takes the place of the last one. The number of statements does not depend on how many.
    """
    keys = {(key["content_type_id"], key["object_id"]) for key in map(key_of, items)}
    with transaction.atomic():
        waiting = ReviewRequest.objects.open().filter(_any_of(keys), source=source)
        known = set(waiting.filter(reason=reason).values_list("content_type_id", "object_id"))
        waiting.exclude(reason=reason).update(closed_at=timezone.now())
        rows = [ReviewRequest(content_type_id=kind, object_id=pk, reason=reason, source=source) for kind, pk in sorted(keys - known)]
        # Two who ask at once for the same: the constraint keeps one, and that is enough.
        ReviewRequest.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _any_of(keys: set[tuple[int, int]]) -> models.Q:
    by_type = defaultdict(list)
    for kind, pk in keys:
        by_type[kind].append(pk)
    found = models.Q(pk__in=[])
    for kind, pks in by_type.items():
        found |= models.Q(content_type_id=kind, object_id__in=pks)
    return found
