"""Tokens with which a program uses the REST API in its owner's name (ADR 0023). What one may do is decided in `cms.api.scopes`."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knox.models import AbstractAuthToken, AuthTokenManager

from cms.dates import district_today


class ApiTokenQuerySet(models.QuerySet):
    """Reads are named."""

    def of(self, user):
        """This person's, newest first."""
        return self.filter(user=user).order_by("-created", "key")

    def over(self):
        """What can be forgotten."""
        return self.filter(expiry__lte=timezone.now())


class ApiToken(AbstractAuthToken):
    """A program's way in, for one person, until a day. The database holds the hash of its token."""

    kept_until = "its owner or an administrator revokes it; its last day (`purge_expired`); with its account"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names the row in lists and addresses; opens nothing."""
    name = models.CharField(_("name"), max_length=80, help_text=_("What uses it, such as “District website”."))
    scopes = models.JSONField(default=list)
    """Names of `cms.api.scopes.Scope`. One that nobody knows any longer allows nothing."""
    last_used_on = models.DateField(null=True, editable=False)

    objects = AuthTokenManager.from_queryset(ApiTokenQuerySet)()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.CheckConstraint(
                condition=Q(expiry__isnull=False),
                name="api_token_ends",
                violation_error_message=_("A token has a last day."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_over(self) -> bool:
        return self.expiry <= timezone.now()

    def note_use(self) -> None:
        """That it was used today: the day and nothing else, written once a day."""
        today = district_today()
        if self.last_used_on != today:
            type(self).objects.filter(pk=self.pk).update(last_used_on=today)
