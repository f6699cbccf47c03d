"""E-mail links: signed, good once and for fifteen minutes. A link stands in for the password and for nothing else.

The database never holds one. A link names the account and carries a mark of how the account was when it was sent, so a later sign-in, a new
password or another e-mail address ends it; using it leaves a hash under a unique constraint, so of two presses of the button one counts.
"""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.models import SpentLink

SALT = "waymark.signin.link"
SECONDS = 15 * 60
MOST_CHARS = 2_000
MOST_ACCOUNTS = 5


@dataclass(frozen=True)
class Link:
    """What a link says."""

    user_id: int
    state: str
    """How the account was when the link was sent (`_state_of`)."""
    name: str
    """Random; its hash is what using the link leaves."""
    browser: str
    """Hash of the cookie of the browser that asked."""
    device: str
    """That browser in two words, for a person who opens the link in another one."""
    path: str


def accounts_for(email: str) -> list[AbstractBaseUser]:
    """Whose links go to this address: accounts that are on, have a password that a link could stand in for, and were not made by joining."""
    found = get_user_model().objects.filter(email__iexact=email, is_active=True, came_by_joining=False)[:MOST_ACCOUNTS]
    # What the database calls equal may be another mailbox: compared again, letter by letter.
    return [user for user in found if user.has_usable_password() and _plain(user.email) == _plain(email)]


def make_link(user: AbstractBaseUser, *, browser: str, device: str, path: str) -> str:
    """The signed text for this account. `browser`: the secret in the cookie of the browser that asked."""
    link = Link(user.pk, _state_of(user), secrets.token_urlsafe(16), _hash(browser), device, path)
    return signing.dumps(list(asdict(link).values()), salt=SALT, compress=True)


def read_link(text: str) -> tuple[Link, AbstractBaseUser] | None:
    """The link and its account, while it still counts. Spends nothing."""
    if not text or len(text) > MOST_CHARS:
        return None
    try:
        link = Link(*signing.loads(text, salt=SALT, max_age=SECONDS))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    user = get_user_model().objects.filter(pk=link.user_id, is_active=True, came_by_joining=False).first()
    if user is None or not hmac.compare_digest(_state_of(user), link.state):
        return None
    return None if SpentLink.objects.filter(mark=_hash(link.name)).exists() else (link, user)


def spend(link: Link) -> bool:
    """Uses the link up. True for one caller only, however many come at the same moment."""
    SpentLink.objects.filter(spent_at__lt=timezone.now() - timedelta(seconds=2 * SECONDS)).delete()
    try:
        with transaction.atomic():
            SpentLink.objects.create(mark=_hash(link.name))
    except IntegrityError:
        return False
    return True


def is_of_browser(link: Link, browser: str) -> bool:
    """Whether the browser with this cookie asked for the link."""
    return bool(browser) and hmac.compare_digest(_hash(browser), link.browser)


def _state_of(user: AbstractBaseUser) -> str:
    """Changes with the password, the e-mail address and the last sign-in."""
    values = [user.pk, user.password, user.email, user.last_login.isoformat() if user.last_login else ""]
    text = "\0".join(map(str, values))
    return hashlib.blake2b(text.encode(), key=settings.SECRET_KEY.encode()[:64], person=b"waymark.link", digest_size=16).hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(email: str) -> str:
    return unicodedata.normalize("NFKC", email).casefold()
