"""What a launch carries while it is not yet known whose browser this is: encrypted, short-lived, stored nowhere.

A ticket is made only in the answer to a verified message, or from another ticket (design, section 4.5).
"""

import hmac
from dataclasses import dataclass, replace

from lti.errors import LtiError
from lti.models import Deployment
from lti.protocol.claims import LaunchMessage
from lti.protocol.seal import decrypt, encrypt, hash_secret, new_secret
from lti.services.launch import VerifiedLaunch
from lti.services.placing import WAIT_SECONDS

TICKET_SECONDS = 60
CONFIRM_SECONDS = 600


@dataclass(frozen=True)
class Tickets:
    """What the page of an unbound launch holds: `open` is good for 60 seconds, `wait` for an hour and only where something is to be placed."""

    open: str
    wait: str = ""


def seal_unbound(verified: VerifiedLaunch) -> Tickets:
    """The tickets by which an unbound launch may go on: in this frame by the platform's storage, or in a tab of its own."""
    secret = new_secret() if verified.message.deep_linking else ""
    waiting = hash_secret(secret) if secret else ""
    ticket = encrypt("open", [verified.deployment.pk, verified.message.as_json(), verified.browser, waiting])
    return Tickets(ticket, encrypt("wait", secret) if secret else "")


def unseal_with_storage(ticket: str, *, browser_secret: str, is_same_origin: bool) -> VerifiedLaunch:
    """The launch a ticket carries; bound where the platform's storage had the secret of the browser that began it.

    Only our own page may say so: whoever began a login knows its secret, and could post it from anywhere. Raises LtiError ticket_invalid.
    """
    value = decrypt("open", ticket, max_age=TICKET_SECONDS)
    verified = _unpack(value)
    began_here = bool(browser_secret) and hmac.compare_digest(hash_secret(browser_secret), str(value[2]))
    return replace(verified, is_bound=began_here and is_same_origin, waiting="")


def unseal_in_new_tab(ticket: str) -> VerifiedLaunch:
    """The launch a ticket carries, in the tab that it opened. Raises LtiError ticket_invalid."""
    return _unpack(decrypt("open", ticket, max_age=TICKET_SECONDS))


def seal_for_continue(verified: VerifiedLaunch, *, browser_secret: str) -> str:
    """The ticket behind "Continue": ten minutes, for this browser only."""
    return encrypt("continue", [verified.deployment.pk, verified.message.as_json(), hash_secret(browser_secret), verified.waiting])


def unseal_on_continue(ticket: str, *, browser_secret: str, is_same_origin: bool) -> VerifiedLaunch:
    """The launch to open now. The browser shows that it saw our question by its cookie, or, where it keeps no cookies at all, by
    saying that the form was ours (Sec-Fetch-Site, which no page can forge). Raises LtiError."""
    value = decrypt("continue", ticket, max_age=CONFIRM_SECONDS)
    has_cookie = bool(browser_secret) and hmac.compare_digest(hash_secret(browser_secret), str(value[2]))
    if not has_cookie and not is_same_origin:
        raise LtiError("ticket_invalid")
    return replace(_unpack(value), is_bound=has_cookie)


def unseal_wait(ticket: str) -> str:
    """Hash of the secret by which a waiting frame knows its answer. Raises LtiError ticket_invalid."""
    return hash_secret(str(decrypt("wait", ticket, max_age=WAIT_SECONDS)))


def _unpack(value) -> VerifiedLaunch:
    deployment = Deployment.objects.select_related("registration").filter(pk=value[0]).first()
    if deployment is None or deployment.status != Deployment.Status.APPROVED or not deployment.registration.is_active:
        raise LtiError("ticket_invalid")
    return VerifiedLaunch(deployment.registration, deployment, LaunchMessage.from_json(value[1]), is_bound=False, waiting=value[3])
