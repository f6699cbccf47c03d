"""Notices of copied courses: asking for them, and keeping what they say until the copy's links are opened.

A platform may send a notice twice, or never (Canvas does not try again). Twice changes nothing; never is made good at the first launch
of a copied link, by the history variables or by the launch key alone.
"""

import logging

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cms.public_url import public_url
from lti.errors import LtiError
from lti.models import Context, Deployment, Registration, SpentNonce
from lti.protocol.message import Expected, names_in_token, validate_notice
from lti.protocol.notices import COPIED, SCOPE, Notice, subscription
from lti.protocol.seal import hash_secret
from lti.services.access import Service, ServiceError

logger = logging.getLogger("lti.services")
HANDLER = "/lti/notices/"


def subscribe_due() -> int:
    """Asks every platform that offers notices of copies, and was not asked yet, to send them to us; returns how many said yes. Networked."""
    done = 0
    wanted = Q(status=Deployment.Status.APPROVED, registration__is_active=True, notices_asked_at=None)
    for deployment in Deployment.objects.select_related("registration").filter(wanted).exclude(notices_url=""):
        body = subscription(public_url(HANDLER))
        try:
            Service(deployment).call("PUT", deployment.notices_url, scopes=(SCOPE,), content_type="application/json", body=body)
            done += 1
        except ServiceError as error:
            logger.info("deployment %s sends no notices: %s", deployment.pk, error.code)
            if error.may_try_again:
                continue
        # Refused for good counts as asked: the links of a copy find their originals without.
        Deployment.objects.filter(pk=deployment.pk).update(notices_asked_at=timezone.now())
    return done


def take_notice(token: str) -> Notice:
    """Verifies a notice and keeps what it says. Raises LtiError. The same notice again is no error and changes nothing."""
    said = names_in_token(token)
    registration = _registration(said)
    notice = validate_notice(
        token,
        Expected(
            issuer=registration.issuer,
            client_id=registration.client_id,
            keys=registration.key_source,
            nonce="",
            target="",
            trusted_audiences=frozenset(registration.trusted_audiences.split()),
        ),
    )
    deployment = Deployment.objects.filter(
        registration=registration, id_on_platform=notice.deployment_id, status=Deployment.Status.APPROVED
    ).first()
    if deployment is None:
        raise LtiError("deployment_unknown")
    with transaction.atomic():
        _spent, is_new = SpentNonce.objects.get_or_create(registration=registration, nonce_hash=hash_secret(f"notice|{notice.id}"))
        if is_new and notice.kind == COPIED:
            context, _created = Context.objects.get_or_create(deployment=deployment, id_on_platform=notice.context_id)
            context.origin_ids = list(dict.fromkeys([*notice.origin_ids, *context.origin_ids]))[:50]
            context.save(update_fields=["origin_ids"])
    return notice


def _registration(said: dict[str, object]) -> Registration:
    audience = said.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    names = [name for name in audiences if isinstance(name, str) and "\x00" not in name]
    issuer = said.get("iss")
    found = Registration.objects.filter(issuer=issuer, client_id__in=names) if isinstance(issuer, str) and "\x00" not in issuer else None
    registration = found.filter(is_active=True).order_by(F("pk")).first() if found is not None else None
    if registration is None:
        raise LtiError("login_unknown_platform")
    return registration
