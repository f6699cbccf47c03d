"""Texts that are one person's own, closed in the database: a copy of it alone shows nobody's.

Fernet of the library `cryptography` (AES-128-CBC with HMAC-SHA256), as for tool keys. What a text belongs to is closed in with it,
so a row that somebody with the database alone turns into another person's does not open. Titles, times and lengths stay readable.

Rotating: put the secret that is in use into PRIVATE_TEXT_SECRET_FALLBACKS, set the new one, and run `manage.py rotate_keys`, which closes
every text anew; after that the old secret may go.
"""

import hashlib
import json
from base64 import urlsafe_b64encode

from django.conf import settings

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class CannotBeOpened(ValueError):
    """No known secret opens this text, or it is not what it is said to be."""


def close(text: str, *, owned_by: str) -> str:
    """The text, closed with the newest secret. `owned_by` names the row and its person; the same must be said to open it."""
    return _newest().encrypt(json.dumps([owned_by, text]).encode()).decode()


def open_closed(closed: str, *, owned_by: str) -> str:
    """What `close` closed for the same owner. Raises CannotBeOpened."""
    try:
        owner, text = json.loads(_all().decrypt(closed.encode()))
    except (InvalidToken, ValueError, TypeError) as error:
        raise CannotBeOpened("no known secret opens this text") from error
    if owner != owned_by:
        raise CannotBeOpened("this text belongs to somebody else")
    return text


def closed_anew(closed: str) -> str | None:
    """The same text under the newest secret; None where it is already. Raises CannotBeOpened."""
    try:
        _newest().decrypt(closed.encode())
    except InvalidToken:
        try:
            return _all().rotate(closed.encode()).decode()
        except InvalidToken as error:
            raise CannotBeOpened("no known secret opens this text") from error
    return None


def _newest() -> Fernet:
    return _fernet(settings.PRIVATE_TEXT_SECRET or settings.SECRET_KEY)


def _all() -> MultiFernet:
    # An old secret of texts opens texts and nothing else: it is not among those that sign.
    own = [settings.PRIVATE_TEXT_SECRET, *settings.PRIVATE_TEXT_SECRET_FALLBACKS]
    secrets = filter(None, [*own, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    return MultiFernet([_fernet(secret) for secret in secrets])


def _fernet(secret: str) -> Fernet:
    key = hashlib.blake2b(hashlib.sha256(secret.encode()).digest(), person=b"waymark.private", digest_size=32).digest()
    return Fernet(urlsafe_b64encode(key))
