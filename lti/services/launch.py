"""Opening something from a platform: verify, record, and say where to go. Views call these; nothing here sees a request.

The order is the promise (design, section 4): state, browser, token, deployment, and only then the nonce is spent and
anything about the person is written. A refused launch writes nothing.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lti.errors import LtiError
from lti.models import Context, Deployment, Launch, Membership, PlatformUser, Registration, SpentNonce
from lti.protocol.claims import LaunchMessage
from lti.protocol.login import LoginRequest, authentication_url
from lti.protocol.message import Expected, IssuerMismatch, NonceMismatch, validate_message
from lti.protocol.seal import LoginState, decrypt, encrypt, hash_secret, new_secret, read_state, sign_state
from lti.services.links import link_and_context
from lti.services.placing import begin_placing
from lti.services.rows import keep_current
from lti.standing import Standing, decide_standing

TICKET_SECONDS = 60
CONFIRM_SECONDS = 600
MAX_PENDING_DEPLOYMENTS = 50
NONCE_DAYS = 1


@dataclass(frozen=True)
class BegunLogin:
    """Where to send the browser, the state it will bring back, and the secret its cookie must hold."""

    url: str
    state: str
    browser_secret: str


@dataclass(frozen=True)
class VerifiedLaunch:
    """A launch whose token is genuine. `is_bound`: this browser is the one that began it. Nothing is written yet."""

    registration: Registration
    deployment: Deployment
    message: LaunchMessage
    is_bound: bool


@dataclass(frozen=True)
class OpenedLaunch:
    """A recorded launch and its token, which exists only here and in the browser's address."""

    launch: Launch
    token: str
    message: LaunchMessage


def begin_login(*, login: LoginRequest, registration: Registration, redirect_uri: str) -> BegunLogin:
    """Answers a login initiation. Stores nothing."""
    secret, nonce = new_secret(), new_secret()
    state = sign_state(
        LoginState(
            registration=registration.pk, nonce=nonce, target=login.target, deployment_id=login.deployment_id, browser=hash_secret(secret)
        )
    )
    url = authentication_url(
        auth_login_url=registration.auth_login_url,
        client_id=registration.client_id,
        redirect_uri=redirect_uri,
        login=login,
        state=state,
        nonce=nonce,
    )
    return BegunLogin(url, state, secret)


def verify_launch(*, state_text: str, id_token: str, browser_secret: str, own_origins: set[str]) -> VerifiedLaunch:
    """Checks everything and writes nothing but a deployment waiting for approval. Raises LtiError."""
    state = read_state(state_text)
    registration, hinted = _registration_and_hint(state)
    if not registration.is_active:
        raise LtiError("registration_disabled")
    expected = Expected(
        issuer=registration.issuer,
        client_id=registration.client_id,
        keys=registration.key_source,
        nonce=state.nonce,
        target=state.target,
        deployment_id=state.deployment_id,
        trusted_audiences=frozenset(registration.trusted_audiences.split()),
        own_origins=frozenset(own_origins),
        leeway=settings.LTI_LEEWAY_SECONDS,
    )
    try:
        message = validate_message(id_token, expected)
    except NonceMismatch as error:
        raise LtiError("nonce_replayed") if _is_spent(registration, error.nonce) else error from None
    except IssuerMismatch as error:
        known = Registration.objects.filter(issuer=error.issuer).exists()
        raise LtiError("state_issuer_mismatch") if known else error from None
    deployment = _approved_deployment(registration, message.deployment_id, hinted)
    is_bound = hmac.compare_digest(hash_secret(browser_secret), state.browser) if browser_secret else False
    if not is_bound and _is_spent(registration, message.nonce):
        # A bound launch meets the constraint when it opens; an unbound one would be offered a button that cannot work.
        raise LtiError("state_invalid")
    return VerifiedLaunch(registration, deployment, message, is_bound)


def open_launch(verified: VerifiedLaunch) -> OpenedLaunch:
    """Spends the nonce and records the launch in one transaction. Raises LtiError state_invalid where it was spent before."""
    message, token = verified.message, new_secret()
    try:
        with transaction.atomic():
            SpentNonce.objects.create(registration=verified.registration, nonce_hash=hash_secret(message.nonce))
            launch = _record(verified, token_hash=hash_secret(token))
    except IntegrityError:
        if _is_spent(verified.registration, message.nonce):
            raise LtiError("state_invalid") from None
        raise
    return OpenedLaunch(launch, token, message)


def standing_of(verified: VerifiedLaunch) -> Standing:
    """How this launch will be treated; for the page that asks before it is recorded."""
    context = Context.objects.filter(deployment=verified.deployment, id_on_platform=verified.message.context_id).first()
    return _standing(verified.message, context)


def seal_for_new_tab(verified: VerifiedLaunch) -> str:
    """An encrypted ticket, good for 60 seconds, that takes an unbound launch to a tab of its own."""
    return encrypt("open", [verified.deployment.pk, verified.message.as_json()])


def unseal_in_new_tab(ticket: str) -> VerifiedLaunch:
    """The launch a ticket carries. Raises LtiError ticket_invalid."""
    return _unpack(decrypt("open", ticket, max_age=TICKET_SECONDS))


def seal_for_continue(verified: VerifiedLaunch, *, browser_secret: str) -> str:
    """The ticket behind "Continue": ten minutes, for this browser only."""
    return encrypt("continue", [verified.deployment.pk, verified.message.as_json(), hash_secret(browser_secret)])


def unseal_on_continue(ticket: str, *, browser_secret: str, is_same_origin: bool) -> VerifiedLaunch:
    """The launch to open now. The browser shows that it saw our question by its cookie, or, where it keeps no cookies at all, by
    saying that the form was ours (Sec-Fetch-Site, which no page can forge). Raises LtiError."""
    value = decrypt("continue", ticket, max_age=CONFIRM_SECONDS)
    has_cookie = bool(browser_secret) and hmac.compare_digest(hash_secret(browser_secret), str(value[-1]))
    if not has_cookie and not is_same_origin:
        raise LtiError("ticket_invalid")
    verified = _unpack(value)
    return VerifiedLaunch(verified.registration, verified.deployment, verified.message, has_cookie)


def purge_expired(*, launch_days: int, dry_run: bool = False) -> dict[str, int]:
    """Forgets launches past their retention, then memberships and pseudonyms that no kept launch needs, and spent nonces.

    So a person who stops opening lessons is forgotten one retention time later.
    """
    of_the_same = Launch.objects.filter(context=OuterRef("context"), user=OuterRef("user"))
    doomed = {
        "launches": Launch.objects.over(days=launch_days),
        "memberships": Membership.objects.filter(~Exists(of_the_same)),
        "spent nonces": SpentNonce.objects.filter(spent_at__lt=timezone.now() - timedelta(days=NONCE_DAYS)),
        "pseudonyms": PlatformUser.objects.filter(launches=None, memberships=None),
    }
    counts = {}
    for name, rows in doomed.items():
        counts[name] = rows.count()
        if not dry_run:
            rows.delete()
    return counts


def _is_spent(registration: Registration, nonce: str) -> bool:
    return SpentNonce.objects.filter(registration=registration, nonce_hash=hash_secret(nonce)).exists()


def _registration_and_hint(state: LoginState) -> tuple[Registration, Deployment | None]:
    """The registration the login meant; with it, in the same query, the deployment most platforms name at login already."""
    deployments = Deployment.objects.select_related("registration").filter(registration=state.registration)
    hinted = deployments.filter(id_on_platform=state.deployment_id).first() if state.deployment_id else None
    registration = hinted.registration if hinted else Registration.objects.filter(pk=state.registration).first()
    if registration is None:
        raise LtiError("state_invalid")
    return registration, hinted


def _approved_deployment(registration: Registration, id_on_platform: str, hinted: Deployment | None) -> Deployment:
    """The deployment the signed message names, if it may launch. An unknown one is noted for an administrator, up to a limit, and refused."""
    deployment = hinted
    if hinted is None or hinted.id_on_platform != id_on_platform:
        deployment = Deployment.objects.filter(registration=registration, id_on_platform=id_on_platform).first()
    if deployment is None:
        waiting = Deployment.objects.filter(registration=registration, status=Deployment.Status.PENDING)
        if waiting.count() < MAX_PENDING_DEPLOYMENTS:
            Deployment.objects.get_or_create(
                registration=registration, id_on_platform=id_on_platform, defaults={"status": Deployment.Status.PENDING}
            )
        raise LtiError("deployment_unknown")
    if deployment.status != Deployment.Status.APPROVED:
        raise LtiError("deployment_unknown")
    return deployment


def _record(verified: VerifiedLaunch, *, token_hash: str) -> Launch:
    message = verified.message
    link, context = link_and_context(message, verified.deployment)
    standing = _standing(message, context)
    if message.deep_linking and not standing.may_place_links:
        raise LtiError("may_not_place")
    user = _member(verified, context) if standing.is_recorded and message.sub else None
    launch = Launch.objects.create(
        token_hash=token_hash,
        registration=verified.registration,
        deployment=verified.deployment,
        context=context,
        resource_link=link,
        user=user,
        audience=standing.audience,
        may_place_links=standing.may_place_links,
        is_test_user=standing.is_test_user,
        return_origin=message.return_origin,
    )
    if message.deep_linking:
        begin_placing(launch, message.deep_linking)
    return launch


def _standing(message: LaunchMessage, context: Context | None) -> Standing:
    is_staff = context is not None and context.audience == Context.ContextAudience.STAFF
    return decide_standing(message.roles, is_staff_context=is_staff, acts_for_another=message.actual_user_is_another)


def _member(verified: VerifiedLaunch, context: Context | None) -> PlatformUser:
    """The pseudonym, and its roles in this context as they are today."""
    message = verified.message
    roles = [role.value for role in message.roles]
    if context is not None:
        found = Membership.objects.select_related("user").filter(
            context=context, user__registration=verified.registration, user__sub=message.sub
        )
        if membership := found.first():
            keep_current(membership, {"roles": roles})
            return membership.user
    user, _created = PlatformUser.objects.get_or_create(registration=verified.registration, sub=message.sub)
    if context is not None:
        Membership.objects.update_or_create(context=context, user=user, defaults={"roles": roles})
    return user


def _unpack(value) -> VerifiedLaunch:
    deployment = Deployment.objects.select_related("registration").filter(pk=value[0]).first()
    if deployment is None or deployment.status != Deployment.Status.APPROVED or not deployment.registration.is_active:
        raise LtiError("ticket_invalid")
    return VerifiedLaunch(deployment.registration, deployment, LaunchMessage.from_json(value[1]), is_bound=False)
