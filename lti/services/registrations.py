"""Adding and finding platforms."""

from django.db import transaction

from lti.errors import LtiError
from lti.models import Deployment, Registration
from lti.protocol.login import LoginRequest


def find_registration(login: LoginRequest) -> Registration:
    """The registration a login means (LTI checklist 1.3). Raises LtiError; never guesses between several."""
    found = Registration.objects.filter(issuer=login.issuer)
    if login.client_id:
        found = found.filter(client_id=login.client_id)
    registrations = list(found[:2])
    if not registrations:
        raise LtiError("login_unknown_platform")
    if len(registrations) > 1:
        raise LtiError("login_ambiguous_client")
    if not registrations[0].is_active:
        raise LtiError("registration_disabled")
    return registrations[0]


@transaction.atomic
def register_platform(*, deployment_ids: list[str], **values: str) -> tuple[Registration, bool]:
    """Adds a platform, or updates the one with the same issuer and client id. Returns it and whether anything changed.

    `values` are Registration's fields. Raises ValidationError naming the field; then nothing is changed.
    """
    registration = Registration.objects.filter(issuer=values["issuer"], client_id=values["client_id"]).first()
    changed = registration is None
    registration = registration or Registration()
    for name, value in values.items():
        changed = changed or getattr(registration, name) != value
        setattr(registration, name, value)
    if changed:
        registration.full_clean()
        registration.save()
    for id_on_platform in deployment_ids:
        deployment, created = Deployment.objects.get_or_create(registration=registration, id_on_platform=id_on_platform)
        if deployment.status != Deployment.Status.APPROVED:
            deployment.status, created = Deployment.Status.APPROVED, True
            deployment.save()
        changed = changed or created
    return registration, changed
