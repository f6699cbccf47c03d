"""A platform's public keys (Security Framework 1.0, "Key Set URL" and "Issuer Public Key Rotation").

The key set is cached, so a warm launch asks nobody. A `kid` that is not in the cache triggers one refetch, at most one a
minute and registration, so random kids cannot make us hammer a platform. While a platform is down its cached keys go on
working until the hard limit.
"""

import hashlib
import json
import re
import threading
import time
from dataclasses import dataclass
from functools import lru_cache

from django.core.cache import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError
from jwt.utils import base64url_decode

from cms.outgoing import FetchError, fetch_json
from lti.errors import LtiError

FRESH_SECONDS, FRESH_MIN, FRESH_MAX = 3_600, 300, 6 * 3_600
HARD_SECONDS = 24 * 3_600
REFETCH_SECONDS = 60
DOWN_SECONDS = 15
MAX_KEYS = 100
MIN_BITS = 2_048
MIN_EXPONENT = 3
_locks: dict[str, threading.Lock] = {}


@dataclass(frozen=True)
class KeySource:
    """Whose keys: one registration. `name` keeps two registrations with equal kids, or equal addresses, apart."""

    name: str
    url: str
    allow_loopback: bool = False

    @property
    def cache_key(self) -> str:
        return "lti:jwks:" + hashlib.sha256(f"{self.name}|{self.url}".encode()).hexdigest()


def find_key(source: KeySource, kid: str) -> RSAPublicKey:
    """The platform's RSA key with this `kid`, fit to verify RS256.

    Raises LtiError: kid_unknown, key_mismatch (not an RS256 signing key, or ambiguous), key_weak, jwks_unreachable.
    """
    stored = cache.get(source.cache_key)
    keys = _with_kid(stored["keys"], kid) if stored else []
    if not stored or not keys or stored["fresh_until"] < time.time():
        stored = _refetch(source, stored)
        keys = _with_kid(stored["keys"], kid)
    if not keys:
        raise LtiError("kid_unknown")
    usable = [key for key in keys if _fits_rs256(key)]
    if len(usable) != 1:
        raise LtiError("key_mismatch")
    return _public_key(json.dumps(usable[0], sort_keys=True))


def _refetch(source: KeySource, stored: dict | None) -> dict:
    """A newer key set where that is allowed and works; else the stored one; else LtiError jwks_unreachable."""
    down_key, turn_key = source.cache_key + ":down", source.cache_key + ":turn"
    if stored and not cache.add(turn_key, 1, REFETCH_SECONDS):
        return stored
    with _one_at_a_time(source):
        if not stored and (fetched_meanwhile := cache.get(source.cache_key)):
            return fetched_meanwhile
        if not stored and cache.get(down_key):
            raise LtiError("jwks_unreachable")
        return _fetch(source, stored, down_key)


def _one_at_a_time(source: KeySource) -> threading.Lock:
    """One fetch of a source in this process: a class that launches at one moment asks its platform once."""
    return _locks.setdefault(source.cache_key, threading.Lock())


def _fetch(source: KeySource, stored: dict | None, down_key: str) -> dict:
    try:
        document, headers = fetch_json(source.url, allow_loopback=source.allow_loopback)
        keys = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(keys, list) or not keys:
            raise FetchError("no keys")
    except FetchError as error:
        if stored:
            return stored
        cache.set(down_key, 1, DOWN_SECONDS)
        raise LtiError("jwks_unreachable") from error
    fresh = {"keys": [key for key in keys[:MAX_KEYS] if isinstance(key, dict)], "fresh_until": time.time() + _max_age(headers)}
    cache.set(source.cache_key, fresh, HARD_SECONDS)
    return fresh


def _max_age(headers: dict[str, str]) -> int:
    match = re.search(r"max-age=(\d{1,9})", headers.get("cache-control", ""))
    return min(max(int(match[1]), FRESH_MIN), FRESH_MAX) if match else FRESH_SECONDS


def _with_kid(keys: list[dict], kid: str) -> list[dict]:
    return [key for key in keys if key.get("kid") == kid]


def _fits_rs256(key: dict) -> bool:
    operations = key.get("key_ops", ["verify"])
    return (
        key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and key.get("alg", "RS256") == "RS256"
        and isinstance(operations, list)
        and "verify" in operations
    )


@lru_cache(maxsize=256)
def _public_key(jwk: str) -> RSAPublicKey:
    """Parsed once per process: building a key costs more than checking a signature."""
    try:
        if int.from_bytes(base64url_decode(json.loads(jwk)["e"]), "big") < MIN_EXPONENT:
            raise LtiError("key_weak")
        key = PyJWK(json.loads(jwk), algorithm="RS256").key
    except (PyJWTError, ValueError, TypeError, KeyError) as error:
        raise LtiError("key_mismatch") from error
    if not isinstance(key, RSAPublicKey):
        raise LtiError("key_mismatch")
    if key.key_size < MIN_BITS:
        raise LtiError("key_weak")
    return key


def check_keys(document: object) -> tuple[int, int]:
    """(number of keys fit for RS256, bits of the weakest) in a key set. Raises LtiError: key_mismatch where there is none, key_weak."""
    keys = document.get("keys") if isinstance(document, dict) else None
    usable = [key for key in keys[:MAX_KEYS] if isinstance(key, dict) and _fits_rs256(key)] if isinstance(keys, list) else []
    if not usable:
        raise LtiError("key_mismatch")
    return len(usable), min(_public_key(json.dumps(key, sort_keys=True)).key_size for key in usable)
