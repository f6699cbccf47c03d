"""Opening something from a platform: verify, record, and say where to go. Views call these; nothing here sees a request.

The order is the promise (design, section 4): state, browser, token, deployment, and only then the nonce is spent and
anything about the person is written. A refused launch writes nothing.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lti.errors import LtiError
from lti.models import Completion, Context, Deployment, Launch, Membership, Placing, PlatformUser, Registration, ResourceLink, SpentNonce
from lti.protocol.addresses import origin_of
from lti.protocol.claims import LaunchMessage
from lti.protocol.login import LoginRequest, authentication_url
from lti.protocol.message import Expected, IssuerMismatch, NonceMismatch, validate_message
from lti.protocol.roles import Role
from lti.protocol.seal import LoginState, hash_secret, new_secret, read_state, sign_state, state_name
from lti.services.completion import is_in_course
from lti.services.links import link_and_context, reviewed_link
from lti.services.placing import WAIT_SECONDS, begin_placing
from lti.services.rows import keep_current
from lti.standing import Standing, decide_standing

MAX_PENDING_DEPLOYMENTS = 50
NONCE_DAYS = 1


@dataclass(frozen=True)
class Storage:
    """A value that the platform keeps for us in the browser (LTI checklist 8.3). Sent to `origin` and believed from there alone."""

    target: str
    """The name of the platform's frame, or `_parent`."""
    origin: str
    """Of its authentication endpoint, which is registered: nothing in a request can change it."""
    key: str


@dataclass(frozen=True)
class BegunLogin:
    """Where to send the browser, the state it will bring back, and the secret its cookie must hold, and the platform's storage where
    it has one."""

    url: str
    state: str
    browser_secret: str
    storage: Storage | None = None


@dataclass(frozen=True)
class VerifiedLaunch:
    """A launch whose token is genuine. `is_bound`: this browser is the one that began it. Nothing is written yet."""

    registration: Registration
    deployment: Deployment
    message: LaunchMessage
    is_bound: bool
    browser: str = ""
    """Hash of the secret that the browser which began it holds; "" where its cookie was asked already and there is no other place."""
    storage: Storage | None = None
    """Where else that secret may be."""
    waiting: str = ""
    """Hash of the secret of a frame that waits for what is chosen in a tab."""


@dataclass(frozen=True)
class OpenedLaunch:
    """A recorded launch and its token, which exists only here and in the browser's address."""

    launch: Launch
    token: str
    message: LaunchMessage
    about: PlatformUser | None = None
    """Whose work or data the message is about, if anything is kept of that person."""


def begin_login(*, login: LoginRequest, registration: Registration, redirect_uri: str) -> BegunLogin:
    """Answers a login initiation. Stores nothing."""
    secret, nonce = new_secret(), new_secret()
    state = sign_state(
        LoginState(
            registration=registration.pk,
            nonce=nonce,
            target=login.target,
            deployment_id=login.deployment_id,
            browser=hash_secret(secret),
            storage_target=login.storage_target,
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
    return BegunLogin(url, state, secret, _storage(registration, login.storage_target, state))


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
    storage = _storage(registration, state.storage_target, state_text)
    return VerifiedLaunch(registration, deployment, message, is_bound, browser=state.browser if storage else "", storage=storage)


def open_launch(verified: VerifiedLaunch) -> OpenedLaunch:
    """Spends the nonce and records the launch in one transaction. Raises LtiError state_invalid where it was spent before."""
    message, token = verified.message, new_secret()
    for is_last in (False, True):
        try:
            with transaction.atomic():
                SpentNonce.objects.create(registration=verified.registration, nonce_hash=hash_secret(message.nonce))
                launch, about = _record(verified, token_hash=hash_secret(token))
            break
        except IntegrityError:
            if _is_spent(verified.registration, message.nonce):
                raise LtiError("state_invalid") from None
            # Whoever launches was erased between our reading and our writing (lti.services.learner_record): begin a new record.
            if is_last:
                raise
    return OpenedLaunch(launch, token, message, about)


def standing_of(verified: VerifiedLaunch) -> Standing:
    """How this launch will be treated; for the page that asks before it is recorded."""
    context = Context.objects.filter(deployment=verified.deployment, id_on_platform=verified.message.context_id).first()
    return _standing(verified.message, context)


def purge_expired(*, launch_days: int, dry_run: bool = False) -> dict[str, int]:
    """Forgets launches past their retention, then memberships and pseudonyms that no kept launch needs, spent nonces, and choices left
    for a frame that never came.

    So a person who stops opening lessons is forgotten one retention time later.
    """
    of_the_same = Launch.objects.filter(context=OuterRef("context"), user=OuterRef("user"))
    doomed = {
        "launches": Launch.objects.over(days=launch_days),
        "memberships": Membership.objects.filter(~Exists(of_the_same)),
        "spent nonces": SpentNonce.objects.filter(spent_at__lt=timezone.now() - timedelta(days=NONCE_DAYS)),
        # A score that is still on its way is delivered, or given up, first: about a week. Who joined something comes back after the summer.
        "pseudonyms": PlatformUser.objects.filter(launches=None, memberships=None, person=None).exclude(
            completions__scores__state="waiting"
        ),
        "choices that no frame fetched": Placing.objects.not_taken(seconds=WAIT_SECONDS),
    }
    # A pseudonym that stands for somebody who joined stays; what they finished goes all the same.
    doomed["completions of before"] = Completion.objects.filter(user__launches=None, user__memberships=None).exclude(
        scores__state="waiting"
    )
    counts = {}
    for name, rows in doomed.items():
        counts[name] = rows.count()
        if not dry_run:
            rows.delete()
    return counts


def _storage(registration: Registration, target: str, state_text: str) -> Storage | None:
    origin = origin_of(registration.auth_login_url)
    return Storage(target, origin, f"lti_state_{state_name(state_text)}") if target and origin else None


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


def _record(verified: VerifiedLaunch, *, token_hash: str) -> tuple[Launch, PlatformUser | None]:
    """The launch, and whom its message is about besides whoever launches."""
    message = verified.message
    if message.is_about_privacy and not message.is_administrator:
        raise LtiError("not_an_administrator")
    about = PlatformUser.objects.filter(registration=verified.registration, sub=message.for_user).first() if message.for_user else None
    link, context = _link_and_context(verified, about)
    standing = _standing(message, context)
    if message.is_review and not message.context_id:
        # Roles are those of a context (LTI Core 1.3, section 5.3.7). The message names none, so they are good for this review alone.
        standing = replace(standing, is_recorded=False, may_place_links=False)
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
        reviewed=about if message.is_review else None,
    )
    if message.deep_linking:
        begin_placing(launch, message.deep_linking, waiting=verified.waiting)
    return launch, about


def _link_and_context(verified: VerifiedLaunch, about: PlatformUser | None) -> tuple[ResourceLink | None, Context | None]:
    """What the message is about. Raises LtiError where somebody's work may not be looked at, or there is none; it does not tell whether a
    person that is not of this course is known at all."""
    message, deployment = verified.message, verified.deployment
    if message.is_about_privacy:
        return None, None
    if not message.is_review:
        return link_and_context(message, deployment)
    is_own = message.sub == message.for_user
    if message.actual_user_is_another or not (Role.INSTRUCTOR in message.roles or (is_own and Role.LEARNER in message.roles)):
        raise LtiError("may_not_review")
    link = reviewed_link(message, deployment)
    if link is None or link.context is None or about is None or not is_in_course(about, link.context):
        raise LtiError("review_unknown")
    return link, link.context


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
