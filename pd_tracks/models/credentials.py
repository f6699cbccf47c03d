"""Certificates that somebody claimed, and the keys that sign their badges (Open Badges 3.0)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.private_text import close, open_closed
from pd_tracks.badges.keys import new_private_key, public_jwk, thumbprint
from pd_tracks.badges.status import free_index


class BadgeKey(models.Model):
    """A key that signs badges. The private part is closed (`cms.private_text`); the public one stays published as long as badges exist."""

    name = models.CharField(max_length=64, unique=True)
    """Its thumbprint (RFC 7638), the end of its address."""
    closed_pem = models.TextField()
    public = models.JSONField()
    """The public JWK, without its address: that is where the installation is (RFC 7517)."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("key of badges")
        verbose_name_plural = _("keys of badges")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.name

    @classmethod
    def make(cls) -> "BadgeKey":
        """A new one, saved. Takes about a second."""
        pem = new_private_key()
        public = {name: value for name, value in public_jwk(pem, "").items() if name != "kid"}
        name = thumbprint(public)
        return cls.objects.create(name=name, closed_pem=close(pem, owned_by=f"badge key {name}"), public=public)

    def private_pem(self) -> str:
        """The private part. Raises CannotBeOpened."""
        return open_closed(self.closed_pem, owned_by=f"badge key {self.name}")


class BadgePlace(models.Model):
    """A place in the list of badges that were taken back (W3C Bitstring Status List). It outlives its badge and says nothing about anybody."""

    index = models.PositiveIntegerField(unique=True)

    class Meta:
        verbose_name = _("place of a badge")
        verbose_name_plural = _("places of badges")

    def __str__(self):
        return f"place {self.index}"

    @classmethod
    def take(cls) -> "BadgePlace":
        """A free one, by chance. Raises IntegrityError where another request took the same, BadgeError status_full where there is none."""
        return cls.objects.create(index=free_index(set(cls.objects.values_list("index", flat=True))))

    @classmethod
    def revoked(cls) -> list[int]:
        """The places whose badge was taken back or deleted."""
        gone = Q(credential__revoked_at__isnull=False) | Q(credential=None)
        return list(cls.objects.filter(gone).order_by("index").values_list("index", flat=True))


class Credential(models.Model):
    """A certificate that somebody claimed for a track. Whoever has its address sees what is in this row, and nothing else of them."""

    kept_until = (
        "its owner deletes it; with the account. A signed badge that somebody downloaded cannot be called back, but is marked as taken back"
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="credentials")
    place = models.OneToOneField(BadgePlace, null=True, on_delete=models.PROTECT)
    """Of its badge; None without one."""
    subject = models.UUIDField(default=uuid.uuid4, editable=False)
    """Stands for the person in this one badge, so that two badges do not tell that they are one person's."""
    track_key = models.UUIDField()
    title = models.CharField(max_length=255)
    purpose = models.TextField()
    language = models.CharField(max_length=10)
    minutes = models.PositiveIntegerField()
    minutes_available = models.PositiveIntegerField()
    modules = models.JSONField()
    """What it certifies: title, version, minutes and day of each module."""
    name = models.CharField(max_length=80, blank=True)
    """As its owner wants to be called on it; empty: without a name. Public."""
    issuer_name = models.CharField(max_length=120)
    issuer_url = models.CharField(max_length=255, blank=True)
    """Where its badge says its issuer is: this site may move, and the badge cannot."""
    issued_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    signed = models.TextField(blank=True)
    """The badge as a signed token (VC-JWT); empty where this site has no https address."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes_available__gte=models.F("minutes")),
                name="a_certificate_certifies_something",
                violation_error_message=_("A certificate certifies some minutes, and no more than there are."),
            )
        ]

    def __str__(self):
        return f"certificate {self.key}"
