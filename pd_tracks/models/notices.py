"""E-mail about one's own things: what somebody chose, and which account was sent one on which day. No address, no text, no track."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.dates import district_today
from cms.models.reviews import months_later

NEW_DAYS = 30
"""A text that was shared longer ago is no news, whether or not anybody was told."""
KEPT_DAYS = NEW_DAYS + 1


class Kind(models.TextChoices):
    """What the e-mail is about."""

    COACH = "coach", _("what waits for a coach")
    """Sent unless its reader switched it off."""
    REMINDER = "reminder", _("a reminder of one's own learning")
    """Sent only where its reader switched it on."""


class Every(models.TextChoices):
    """How often. Of a coach's only `NEVER` is kept, of a reminder only the others: what nobody chose has no row."""

    NEVER = "never", _("No reminders")
    TWO_WEEKS = "two_weeks", _("Every two weeks")
    MONTHLY = "monthly", _("Once a month")


ON = (Every.TWO_WEEKS, Every.MONTHLY)


def next_day(every: str, today: datetime.date) -> datetime.date:
    """When the next reminder is due, counted from today."""
    return months_later(today, 1) if every == Every.MONTHLY else today + datetime.timedelta(days=14)


class NoticeChoice(models.Model):
    """Somebody chose otherwise than everybody has it: a coach no e-mail, a teacher reminders."""

    kept_until = "it is chosen back; reminders, with the last track; with the account"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    every = models.CharField(max_length=12, choices=Every.choices)
    next_on = models.DateField(null=True, db_index=True)
    """The day of the next reminder."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("choice about e-mail")
        verbose_name_plural = _("choices about e-mail")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_person_and_notice"),
            models.CheckConstraint(
                condition=Q(kind=Kind.COACH, every=Every.NEVER, next_on=None) | Q(kind=Kind.REMINDER, every__in=ON, next_on__isnull=False),
                name="a_notice_is_off_or_has_a_day",
                violation_error_message=_("A coach’s e-mail is switched off, or reminders have an interval and a day."),
            ),
        ]

    def __str__(self):
        return f"choice about e-mail {self.pk}"


class SentNotice(models.Model):
    """That somebody was sent an e-mail of a kind on a day, so that nobody is sent two. Says nothing of what was in it."""

    kept_until = "31 days; with its account; reminders, with the last track"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    sent_on = models.DateField(default=district_today)
    counted_at = models.DateTimeField(default=timezone.now)
    """What came later is news for the next one."""
    is_sent = models.BooleanField(default=False)
    """False while it is on its way, and where the process died then: the day is taken, but nothing counts as told."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("e-mail that was sent")
        verbose_name_plural = _("e-mails that were sent")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "sent_on"], name="one_notice_a_day", violation_error_message=_("This e-mail was sent today.")
            )
        ]

    def __str__(self):
        return f"e-mail of {self.sent_on}"


def not_told(shares, now: datetime.datetime):
    """Of these shares, those that no digest told their coach of; a month's at most."""
    told = SentNotice.objects.filter(user=OuterRef("coach"), kind=Kind.COACH, is_sent=True, counted_at__gte=OuterRef("shared_at"))
    return shares.filter(~Exists(told), shared_at__gt=now - datetime.timedelta(days=NEW_DAYS), shared_at__lte=now)
