"""Invitations to connect a platform by itself (LTI Dynamic Registration). The address is a secret; only its hash is stored."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lti.models.platforms import Registration
from lti.protocol.seal import hash_secret, new_secret

LIFE = timedelta(hours=48)


def _two_days_on():
    return timezone.now() + LIFE


class Invitation(models.Model):
    """One platform may connect once, within 48 hours."""

    kept_until = "deleted in the admin; a deleted account leaves an invitation by nobody"

    name = models.CharField(
        _("name of the platform"), max_length=120, help_text=_("For your own lists, such as “Canvas” or “Moodle test”.")
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    is_for_staff = models.BooleanField(
        _("staff use"), default=False, help_text=_("Asks the platform for names and e-mail addresses too. Leave it off for students.")
    )
    renews = models.ForeignKey(
        Registration,
        verbose_name=_("renews"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="renewals",
        help_text=_("Only to connect a platform again that is in your list already."),
    )
    registration = models.ForeignKey(
        Registration, verbose_name=_("connected"), null=True, editable=False, on_delete=models.SET_NULL, related_name="invitations"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("good until"), default=_two_days_on, editable=False)
    used_at = models.DateTimeField(_("used"), null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return self.name

    @classmethod
    def find(cls, secret: str) -> "Invitation | None":
        """The invitation behind an address; None for a guess."""
        return cls.objects.select_related("renews").filter(secret_hash=hash_secret(secret)).first()

    def keep_secret(self) -> str:
        """Saves the invitation and returns its secret, which exists nowhere else."""
        secret = new_secret()
        self.secret_hash = hash_secret(secret)
        self.save()
        return secret

    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def claim(self) -> bool:
        """Takes the one use. Of two at the same moment one gets True."""
        now = timezone.now()
        return bool(type(self).objects.filter(pk=self.pk, used_at=None, expires_at__gt=now).update(used_at=now))

    def give_back(self) -> None:
        """The use ended before the platform was told anything, so it may be tried again."""
        type(self).objects.filter(pk=self.pk, registration=None).update(used_at=None)
