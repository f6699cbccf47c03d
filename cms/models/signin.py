"""Who is signed in where, and the second factors. What each sign-in may do is decided in `cms.signin`.

A row here is what makes a session count: without its row a session is nobody's. So a sign-in can be listed and ended with any
session engine, and one that went around our sign-in page reaches nothing.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.signin.seal import fingerprint, open_sealed

TOUCH_EVERY = timedelta(minutes=5)
CONFIRMATION_LASTS = timedelta(minutes=10)
MOST_FAILURES = 9
"""Wrong codes make the next one wait 1, 2, 4, … seconds. It stops growing here, at about four minutes: nobody is locked out for long."""


def password_mark(user) -> str:
    """Changes with the password. A sign-in with another mark is over, as Django ends its session."""
    return user.get_session_auth_hash()[:16]


class SignInQuerySet(models.QuerySet):
    def running(self):
        """Neither idle for too long nor too old."""
        now = timezone.now()
        return self.filter(
            started_at__gt=now - timedelta(hours=settings.SIGN_IN_HOURS),
            last_seen_at__gt=now - timedelta(minutes=settings.SIGN_IN_IDLE_MINUTES),
        )

    def over(self):
        """What can be forgotten."""
        return self.exclude(pk__in=self.running().values("pk"))

    def of(self, user):
        """Where this person is signed in now, newest first."""
        return self.running().filter(user=user, password_mark=password_mark(user)).order_by("-last_seen_at", "-pk")


class SignIn(models.Model):
    """One browser in which somebody is signed in."""

    kept_until = "it ends, 12 hours at most, and anybody signs in next; with its account"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    device = models.CharField(_("device"), max_length=60)
    password_mark = models.CharField(max_length=16)
    has_second_factor = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    last_seen_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(default=timezone.now)
    """When the person last proved who they are. Changing a second factor asks again after ten minutes."""

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")

    def __str__(self):
        return self.device

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at > timezone.now() - CONFIRMATION_LASTS

    def confirm(self) -> None:
        """The person has just proved again who they are."""
        self.confirmed_at = timezone.now()
        self.save(update_fields=["confirmed_at"])

    def touch(self) -> None:
        """Seen just now. Written at most every five minutes; a changed password that kept this session is noted at once."""
        mark = password_mark(self.user)
        if mark != self.password_mark or self.last_seen_at < timezone.now() - TOUCH_EVERY:
            self.last_seen_at, self.password_mark = timezone.now(), mark
            self.save(update_fields=["last_seen_at", "password_mark"])


class BoundedWaiting:
    """The library doubles the wait after each wrong code, without end. Ours ends, so that a thief cannot keep the owner out."""

    def throttle_increment(self, commit=True):
        self.throttling_failure_count = min(self.throttling_failure_count, MOST_FAILURES - 1)
        super().throttle_increment(commit)


class AuthenticatorApp(BoundedWaiting, TOTPDevice):
    """An app on somebody's phone that shows a new code every half minute. The shared secret is encrypted in the database."""

    kept_until = "it is switched off or reset; with its account"

    class Meta:
        proxy = True
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    @property
    def bin_key(self) -> bytes:
        return open_sealed(self.key)


class RecoveryCodes(BoundedWaiting, StaticDevice):
    """Codes for the day the phone is lost; each works once. The database holds keyed hashes of them."""

    kept_until = "used, or the second factor is reset; with their account"

    class Meta:
        proxy = True
        verbose_name = _("recovery codes")
        verbose_name_plural = _("recovery codes")

    def verify_token(self, token: str) -> bool:
        return super().verify_token(fingerprint(token))
