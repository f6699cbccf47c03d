"""Connecting a platform by an invitation: claim it, ask the platform, keep what it says, and wait for an administrator."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.templatetags.static import static
from django.utils.translation import gettext as _

from cms.public_url import public_url
from lti.models import Deployment, Invitation, Registration
from lti.protocol.dynamic_registration import (
    PlatformConfiguration,
    Registered,
    RegistrationProblem,
    ToolFacts,
    fetch_configuration,
    registration_request,
    send_registration,
)

logger = logging.getLogger("lti.registrations")


@dataclass(frozen=True)
class Addresses:
    """Our own, as platforms must know them."""

    login: str
    launch: str
    jwks: str
    canvas: str
    logo: str
    home: str


def own_addresses() -> Addresses:
    """On PUBLIC_URL, with the closing slash."""
    paths = ("/lti/login/", "/lti/launch/", "/lti/jwks/", "/lti/config/canvas.json")
    return Addresses(*(public_url(path) for path in paths), logo=public_url(static("cms/icon-64.png")), home=public_url("/"))


def make_invitation(*, invitation: Invitation, made_by) -> str:
    """Saves it and returns the address to paste into the platform, which cannot be shown again."""
    invitation.made_by = made_by
    return public_url(f"/lti/register/{invitation.keep_secret()}/")


def usable_invitation(secret: str) -> Invitation:
    """The invitation behind an address. Raises RegistrationProblem: unknown, used or expired."""
    invitation = Invitation.find(secret)
    if invitation is None:
        raise RegistrationProblem("invitation_unknown")
    if invitation.used_at:
        raise RegistrationProblem("invitation_used")
    if invitation.has_expired():
        raise RegistrationProblem("invitation_expired")
    return invitation


def register_by_invitation(*, secret: str, configuration_url: str, token: str) -> Registration:
    """Registers with the platform and keeps it, switched off until an administrator activates it. Raises RegistrationProblem.

    The invitation is claimed first, so of two uses at one moment one goes on. It comes back where the platform was told nothing.
    """
    invitation = usable_invitation(secret)
    if not invitation.claim():
        raise RegistrationProblem("invitation_used")
    loopback = settings.LTI_ALLOW_LOOPBACK_HTTP
    try:
        platform = fetch_configuration(configuration_url, token, allow_loopback=loopback)
        if invitation.renews and invitation.renews.issuer != platform.issuer:
            raise RegistrationProblem("renews_another")
        given = send_registration(registration_request(_facts(invitation), platform), platform, token, allow_loopback=loopback)
    except RegistrationProblem as problem:
        if not problem.is_told:
            invitation.give_back()
        raise
    registration = _keep(invitation, platform, given)
    logger.info("registration %s made by invitation %s", registration.pk, invitation.pk)
    return registration


def _facts(invitation: Invitation) -> ToolFacts:
    own = own_addresses()
    description = _("AI literacy lessons and modules")
    return ToolFacts("Waymark", description, own.home, own.login, own.launch, own.jwks, own.logo, invitation.is_for_staff)


def _keep(invitation: Invitation, platform: PlatformConfiguration, given: Registered) -> Registration:
    values = {
        "issuer": platform.issuer,
        "client_id": given.client_id,
        "auth_login_url": platform.auth_login_url,
        "auth_token_url": platform.auth_token_url,
        "jwks_url": platform.jwks_url,
        "token_audience": platform.token_audience,
    }
    try:
        with transaction.atomic():
            registration = _registration_for(invitation, values)
            if given.deployment_id:
                Deployment.objects.get_or_create(
                    registration=registration, id_on_platform=given.deployment_id, defaults={"status": Deployment.Status.PENDING}
                )
            Invitation.objects.filter(pk=invitation.pk).update(registration=registration)
    except IntegrityError as error:
        raise RegistrationProblem("client_taken", is_told=True) from error
    return registration


def _registration_for(invitation: Invitation, values: dict[str, str]) -> Registration:
    """The row with these values: the one the invitation renews, or a new one. Another invitation's platform is never changed: whoever
    gets the same client id must have the very same addresses."""
    known = Registration.objects.filter(issuer=values["issuer"], client_id=values["client_id"]).first()
    registration = invitation.renews or known or Registration(name=invitation.name, is_active=False)
    if known and known.pk != registration.pk:
        raise RegistrationProblem("client_taken", is_told=True)
    changed = [name for name, value in values.items() if getattr(registration, name) != value]
    if known and invitation.renews is None and changed:
        raise RegistrationProblem("client_taken", is_told=True)
    if changed:
        for name in changed:
            setattr(registration, name, values[name])
        # New addresses are somebody's to look at before anything opens through them.
        registration.is_active = False
        registration.save()
    return registration


def activate(registration: Registration, *, deployments: list[str]) -> None:
    """An administrator has looked: the platform may launch, and of its waiting deployments those with these keys."""
    chosen = [int(pk) for pk in deployments if pk.isascii() and pk.isdigit() and len(pk) < 19]
    with transaction.atomic():
        registration.is_active = True
        registration.save(update_fields=["is_active"])
        waiting = registration.deployments.filter(status=Deployment.Status.PENDING, pk__in=chosen)
        waiting.update(status=Deployment.Status.APPROVED)
