"""The e-mail that says what is to be looked at, one to each person who can do something about it.

An item goes to its owner; without one who can be written to, to the curriculum leads; without those, to the district's contact.
"""

import datetime
import logging
import re
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from cms.dates import district_today
from cms.models import DistrictSettings, SentDigest, User
from cms.public_url import public_url
from cms.reviews.permissions import reviewable_by
from cms.reviews.queue import Question, QueueRow, queue_rows, review_queue

logger = logging.getLogger(__name__)

EMPTY_LINES = re.compile(r"\n{3,}")
LEADS = "Curriculum Leads"
WITHIN_DAYS = 14
KEPT_DAYS = 31


@dataclass(frozen=True)
class Digest:
    """What one person is told. `user` is None for the district's contact."""

    user: User | None
    address: str
    language: str
    rows: tuple[QueueRow, ...]


@dataclass(frozen=True)
class Sent:
    """What a run did, in numbers."""

    sent: int = 0
    already: int = 0
    failed: int = 0
    items: int = 0
    unread: int = 0
    """Items that there was nobody to tell of."""


def digests() -> tuple[list[Digest], int]:
    """Who is to be told what, and how many items there is nobody to tell of."""
    rows = queue_rows(review_queue(Question(within_days=WITHIN_DAYS)))
    people = User.objects.filter(is_active=True).exclude(email="").select_related("wagtail_userprofile")
    owners = people.in_bulk({row.owner for row in rows} - {None})
    leads = list(people.filter(groups__name=LEADS).order_by("pk"))
    contact = DistrictSettings.load().contact_email
    told: dict[User | None, list[QueueRow]] = defaultdict(list)
    can_do = _can_do(rows, owners)
    for row in rows:
        for reader in [owners[row.owner]] if (row.owner, row.model, row.key) in can_do else leads or [None]:
            told[reader].append(row)
    unread = len(told.pop(None)) if None in told and not contact else 0
    found = [
        Digest(user, *((user.email, user.language) if user else (contact, settings.LANGUAGE_CODE)), tuple(listed))
        for user, listed in told.items()
    ]
    return found, unread


def _can_do(rows: list[QueueRow], owners: dict[int, User]) -> set[tuple]:
    """Owner, model and key where the owner may still review the item: people change what they do. One query for an owner and a model."""
    owned = defaultdict(set)
    for row in rows:
        if row.owner in owners:
            owned[row.owner, row.model].add(row.key)
    return {
        (owner, model, key)
        for (owner, model), keys in owned.items()
        for key in reviewable_by(owners[owner], model).filter(pk__in=keys).values_list("pk", flat=True)
    }


def send_digests(*, dry_run: bool = False) -> Sent:
    """Send everybody theirs, once a day at most. One that cannot be sent is tried again by the next run; the others go out."""
    today = district_today()
    found, unread = digests()
    done = {"sent": 0, "already": 0, "failed": 0}
    for digest in found:
        done[_send(digest, today, dry_run)] += 1
    if not dry_run:
        SentDigest.objects.filter(sent_on__lt=today - datetime.timedelta(days=KEPT_DAYS)).delete()
    return Sent(**done, items=len({(row.kind, row.key) for digest in found for row in digest.rows}), unread=unread)


def message_of(digest: Digest) -> EmailMessage:
    """Plain text in the reader's language. Names nobody, and links only into the admin."""
    with translation.override(digest.language):
        count = len(digest.rows)
        subject = ngettext("%(count)d thing to review in Waymark", "%(count)d things to review in Waymark", count) % {"count": count}
        context = {
            "overdue": [row for row in digest.rows if row.is_overdue],
            "due": [row for row in digest.rows if not row.is_overdue and _is_within(row)],
            "asked": [row for row in digest.rows if row.asked],
            "report_url": public_url(reverse("reviews:report")),
        }
        text = EMPTY_LINES.sub("\n\n", render_to_string("cms/admin/reviews/digest.txt", context))
        return EmailMessage(subject, text, to=[digest.address])


def _send(digest: Digest, today: datetime.date, dry_run: bool) -> str:
    """The row is taken first: of two runs at once, one sends. Without the message out, it is given back."""
    if dry_run:
        is_sent = SentDigest.objects.filter(to=digest.user, sent_on=today).exists()
        return "already" if is_sent else "sent"
    try:
        with transaction.atomic():
            claim = SentDigest.objects.create(to=digest.user, sent_on=today)
    except IntegrityError:
        return "already"
    try:
        message_of(digest).send()
    except OSError:  # what smtplib and sockets raise
        claim.delete()
        logger.exception("a review digest could not be sent")
        return "failed"
    return "sent"


def _is_within(row: QueueRow) -> bool:
    return row.due_on is not None and row.due_on <= district_today() + datetime.timedelta(days=WITHIN_DAYS)
