"""Ways to sign in beside a password. What they open is decided in `cms.signin`; here is only what has to be remembered of them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SingleSignOnIdentity(models.Model):
    """Somebody at the district's single sign-on, and the account they are here. Nothing of what else it knows about them.

    Found by issuer and subject alone (OpenID Connect Core 1.0, section 5.7): names and e-mail addresses change hands.
    """

    kept_until = "its owner unlinks it; with its account"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="single_sign_on_identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("single sign-on identity")
        verbose_name_plural = _("single sign-on identities")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_for_each_identity"),
            models.UniqueConstraint(fields=["user", "issuer"], name="one_identity_for_each_account_and_issuer"),
        ]

    def __str__(self):
        return self.issuer


class SpentLink(models.Model):
    """An e-mail link that was used: its hash, so that of two presses of the button one signs in. Says nothing about whose it was."""

    mark = models.CharField(max_length=64, unique=True)
    spent_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("spent e-mail link")
        verbose_name_plural = _("spent e-mail links")

    def __str__(self):
        return self.mark
