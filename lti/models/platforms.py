"""Platforms this tool is registered with (LTI Core 1.3, sections 3.1.2 and 3.1.3)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from lti.protocol.addresses import origin_of
from lti.protocol.keyset import KeySource


def validate_platform_url(value: str) -> None:
    """https only; in development also http to this machine."""
    try:
        parts = urlsplit(value)
        is_complete = bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete:
        raise ValidationError(_("Enter a full address without a user name in it."))
    if parts.scheme == "https" or (parts.scheme == "http" and settings.LTI_ALLOW_LOOPBACK_HTTP):
        return
    raise ValidationError(_("The address must start with https://"))


def validate_origins(value: str) -> None:
    """One https origin a line, without a path."""
    for line in value.split():
        if origin_of(line) != line or not (line.startswith("https://") or settings.LTI_ALLOW_LOOPBACK_HTTP):
            raise ValidationError(_("“%(line)s” is not an address like https://courses.example.org"), params={"line": line})


class Registration(models.Model):
    """One platform that knows this tool, by issuer and client id. Both are compared exactly."""

    name = models.CharField(_("name"), max_length=120, help_text=_("For your own lists, such as “Canvas” or “Moodle test”."))
    issuer = models.CharField(_("issuer"), max_length=255, help_text=_("Also called platform ID. Exactly as the platform shows it."))
    client_id = models.CharField(_("client ID"), max_length=255, help_text=_("The long one that the platform gave this tool."))
    auth_login_url = models.CharField(
        _("authentication request address"),
        max_length=500,
        validators=[validate_platform_url],
        help_text=_("Also called OIDC authorization URL."),
    )
    auth_token_url = models.CharField(_("access token address"), max_length=500, validators=[validate_platform_url])
    jwks_url = models.CharField(
        _("public keyset address"), max_length=500, validators=[validate_platform_url], help_text=_("Also called JWKS URL.")
    )
    token_audience = models.CharField(
        _("token audience"),
        max_length=500,
        blank=True,
        help_text=_("Only where the platform names one that differs from its access token address (Brightspace)."),
    )
    trusted_audiences = models.TextField(
        _("other trusted audiences"),
        blank=True,
        help_text=_("One a line. Leave empty unless the platform addresses several tools in one message."),
    )
    frame_origins = models.TextField(
        _("further addresses that may frame lessons"),
        blank=True,
        validators=[validate_origins],
        help_text=_("One a line, such as https://courses.example.org. Those of the addresses above are always allowed."),
    )
    is_active = models.BooleanField(_("may launch"), default=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "client_id"],
                name="one_registration_per_issuer_and_client",
                violation_error_message=_("This issuer and client ID are already registered."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def full_name(self) -> str:
        """The name with what tells two platforms of one name apart."""
        return f"{self.name} ({self.issuer}, {self.client_id})"

    @property
    def key_source(self) -> KeySource:
        """Where this registration's public keys come from."""
        return KeySource(f"registration-{self.pk}", self.jwks_url, settings.LTI_ALLOW_LOOPBACK_HTTP)

    @property
    def frame_ancestors(self) -> list[str]:
        """Origins that may frame this registration's launches."""
        own = [origin_of(url) for url in (self.auth_login_url, self.auth_token_url, self.jwks_url, self.issuer)]
        return sorted({origin for origin in [*own, *self.frame_origins.split()] if origin})


class Deployment(models.Model):
    """One placement of the tool in a platform: a school, an account, a course. Ids are case-sensitive and the platform's."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for your approval")
        APPROVED = "approved", _("May launch")
        DISABLED = "disabled", _("Switched off")

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="deployments", verbose_name=_("platform"))
    id_on_platform = models.CharField(_("deployment ID"), max_length=255)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.APPROVED)
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True)
    notices_url = models.CharField(max_length=2_000, blank=True, editable=False)
    """Where to ask for notices of copied courses, as the last launch said."""
    notices_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When that was done; None where it is still to be done."""

    class Meta:
        verbose_name = _("deployment")
        verbose_name_plural = _("deployments")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "id_on_platform"],
                name="one_deployment_per_id",
                violation_error_message=_("This platform already has a deployment with this ID."),
            ),
            models.CheckConstraint(condition=models.Q(status__in=["pending", "approved", "disabled"]), name="deployment_status_is_known"),
        ]

    def __str__(self):
        return f"{self.registration}: {self.id_on_platform}"
