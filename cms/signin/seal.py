"""Second-factor secrets at rest. A copy of the database alone lets nobody in; it takes SECRET_KEY as well.

Rotating: SECRET_KEY_FALLBACKS still opens what an earlier secret closed. Recovery codes are hashed under the newest secret only and
are made anew after a rotation.
"""

import base64
import hashlib
import hmac
import os

from django.conf import settings

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def seal(secret: bytes) -> str:
    """Encrypted and authenticated, short enough for django-otp's column of 80 characters."""
    nonce = os.urandom(NONCE_BYTES)
    return base64.b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, secret, None)).decode()


def open_sealed(text: str) -> bytes:
    """What `seal` closed. Raises ValueError where no known secret opens it."""
    raw = base64.b64decode(text)
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        try:
            return _cipher(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
        except InvalidTag:
            continue
    raise ValueError("no known secret opens this second factor")


def fingerprint(code: str) -> str:
    """Sixteen characters that stand for a recovery code in the database."""
    return base64.b32encode(hmac.digest(_key(settings.SECRET_KEY), code.encode(), hashlib.sha256)).decode()[:16].lower()


def _cipher(secret: str) -> AESGCM:
    return AESGCM(_key(secret))


def _key(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), person=b"waymark.factor", digest_size=32).digest()
