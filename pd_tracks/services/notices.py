"""What somebody chose about e-mail, and sending it once a day at most."""

import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.dates import district_today
from cms.models import User
from pd_tracks.models import NoticeChoice, SentNotice
from pd_tracks.models.notices import KEPT_DAYS, ON, Every, Kind, next_day
from pd_tracks.notices.due import due, may_be_reminded, may_choose
from pd_tracks.notices.mail import message_of
from pd_tracks.services.here import is_still_here

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail server did not take it. Without its words, which hold the address."""


@transaction.atomic
def choose_reminders(*, person: User, every: Every) -> bool:
    """Their own choice. The same once more leaves the next day where it is. False for somebody to whom reminders are not offered."""
    if every == Every.NEVER:
        stop_notices(user_id=person.pk, kind=Kind.REMINDER)
        return True
    if not is_still_here(person) or not may_choose(person):
        return False
    if not NoticeChoice.objects.filter(user=person, kind=Kind.REMINDER, every=every).exists():
        day = next_day(every, district_today())
        NoticeChoice.objects.update_or_create(user=person, kind=Kind.REMINDER, defaults={"every": every, "next_on": day})
    return True


def switch_digest_on(*, coach: User) -> None:
    """As everybody has it: then nothing is kept of it."""
    NoticeChoice.objects.filter(user=coach, kind=Kind.COACH).delete()


@transaction.atomic
def stop_notices(*, user_id: int, kind: Kind) -> str:
    """No e-mail of this kind any longer. Said again, it changes nothing. Returns how often reminders came until now, else ""."""
    if not is_still_here(User(pk=user_id)):
        return ""
    mine = NoticeChoice.objects.filter(user_id=user_id, kind=kind)
    if kind == Kind.COACH:
        mine.get_or_create(defaults={"user_id": user_id, "kind": kind, "every": Every.NEVER})
        return ""
    had = mine.values_list("every", flat=True).first() or ""
    mine.delete()
    return had


def forget_reminders(person: User) -> None:
    """Only for whoever deletes the last of somebody's tracks. What they chose as a coach is no part of it, and stays."""
    NoticeChoice.objects.filter(user=person, kind=Kind.REMINDER).delete()
    SentNotice.objects.filter(user=person, kind=Kind.REMINDER).delete()


def put_reminders_off() -> None:
    """Those that are due while their owner paused, left or was not asked again move on by themselves: coming back brings none at once."""
    today = district_today()
    idle = NoticeChoice.objects.filter(kind=Kind.REMINDER, next_on__lte=today).exclude(user__in=may_be_reminded())
    for every in ON:
        idle.filter(every=every).update(next_on=next_day(every, today))


def send_notice(*, user_id: int, kind: Kind) -> str:
    """`sent`, or `not due` where something changed, or it was sent, since it was queued. Raises NotSent; then it is due as before."""
    person = due(kind).select_related("wagtail_userprofile").filter(pk=user_id).first()
    if person is None:
        return "not due"
    now, today = timezone.now(), district_today()
    message = message_of(kind, person, now)
    # The row is taken first: of two workers at once, one sends. Without the message out, it is given back.
    try:
        with transaction.atomic():
            claim = SentNotice.objects.create(user=person, kind=kind, sent_on=today, counted_at=now)
    except IntegrityError:
        return "not due"
    try:
        message.send()
    except (OSError, ValueError) as error:  # what smtplib and sockets raise; an address that is none
        claim.delete()
        logger.warning("a notice could not be sent: account %s, %s, %s", user_id, kind.value, type(error).__name__)
        raise NotSent(type(error).__name__) from None
    with transaction.atomic():
        SentNotice.objects.filter(pk=claim.pk).update(is_sent=True)
        for every in ON:
            NoticeChoice.objects.filter(user_id=user_id, kind=kind, every=every).update(next_on=next_day(every, today))
    return "sent"


def purge_notices(*, dry_run: bool) -> dict[str, int]:
    """Who was sent what is forgotten after a month."""
    old = SentNotice.objects.filter(sent_on__lt=district_today() - timedelta(days=KEPT_DAYS))
    count = old.count()
    if not dry_run:
        old.delete()
    return {"notes of e-mail": count}
