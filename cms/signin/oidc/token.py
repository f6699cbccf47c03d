"""Verifies an id_token (OpenID Connect Core 1.0, section 3.1.3.7). Signatures by joserfc, claims by Authlib; what they leave open is closed here.

Left open: which of several keys, keys that are too small, an audience beside us, and tokens that were issued long ago.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

from cms.signin.oidc.errors import REASONS, SingleSignOnError
from cms.signin.oidc.provider import Provider, keys_of

ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
"""RS256 is what every provider must be able to (section 15.1), ES256 what newer ones prefer. Nothing that a shared secret signs."""
LEEWAY_SECONDS, MAX_AGE_SECONDS = 60, 600
MIN_BITS = 2_048
PUBLIC_PARTS = ("kty", "n", "e", "crv", "x", "y")
MOST_CHARS, MOST_SUBJECT_CHARS = 64 * 1_024, 255
REGISTRY = jws.JWSRegistry(strict_check_header=False)
"""Providers put headers of their own beside those we know; whatever would change how to read a token is refused below."""


def verified_claims(id_token: object, *, found: Provider, nonce: str, access_token: str) -> dict:
    """The claims of a genuine token for us, now, and for this very trip. Raises SingleSignOnError with the reason."""
    if not isinstance(id_token, str) or not id_token:
        raise SingleSignOnError("token_missing")
    try:
        header = jws.extract_compact(id_token.encode(), registry=REGISTRY).headers() if len(id_token) <= MOST_CHARS else None
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise SingleSignOnError("token_malformed") from error
    if not isinstance(header, dict):
        raise SingleSignOnError("token_malformed")
    algorithm = header.get("alg")
    if algorithm not in list(ALGORITHMS):
        raise SingleSignOnError("alg_forbidden")
    if "crit" in header or "b64" in header:
        raise SingleSignOnError("token_malformed")
    key = _key(keys_of(found, header.get("kid")), algorithm)
    try:
        token = jwt.decode(id_token, key, algorithms=[algorithm], registry=REGISTRY)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise SingleSignOnError("signature_bad") from error
    _check(CodeIDToken(token.claims, token.header, _expected(), _trip(nonce, access_token)))
    return token.claims


def subject_of(claims: dict) -> str:
    """The one name of a person that a provider never gives to somebody else. Raises SingleSignOnError claim_sub."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT_CHARS or not subject.isascii() or not subject.isprintable():
        raise SingleSignOnError("claim_sub")
    return subject


def check_required(claims: dict) -> None:
    """Raises SingleSignOnError not_among_those where the district asks for a claim that this person's token does not have."""
    for name, value in settings.OIDC.required_claims:
        given = claims.get(name)
        said = {each if isinstance(each, str) else json.dumps(each) for each in (given if isinstance(given, list) else [given])}
        if value not in said:  # true and numbers are compared as JSON writes them
            raise SingleSignOnError("not_among_those")


def _expected() -> dict:
    return {
        "iss": {"essential": True, "value": settings.OIDC.issuer},
        "aud": {"essential": True, "value": settings.OIDC.client_id},
    }


def _trip(nonce: str, access_token: str) -> dict:
    return {"nonce": nonce, "client_id": settings.OIDC.client_id, "access_token": access_token}


def _check(claims: CodeIDToken) -> None:
    # Another audience beside us could hand the token on to us.
    if claims.get("aud") not in (settings.OIDC.client_id, [settings.OIDC.client_id]):
        raise SingleSignOnError("claim_aud")
    if not isinstance(claims.get("at_hash", ""), str):
        raise SingleSignOnError("claim_at_hash")
    try:
        claims.validate(leeway=LEEWAY_SECONDS)
    except ClaimError as error:
        code = f"claim_{error.claim}"
        raise SingleSignOnError(code if code in REASONS else "claim_other") from error
    if claims["iat"] < time.time() - MAX_AGE_SECONDS:
        raise SingleSignOnError("claim_iat")


def _key(keys: list[dict], algorithm: str) -> RSAKey | ECKey:
    """The one key that may have made this signature. Raises SingleSignOnError: key_unknown, key_unfit."""
    if not keys:
        raise SingleSignOnError("key_unknown")
    usable = list(_usable(keys, algorithm))
    if len(usable) != 1:
        raise SingleSignOnError("key_unfit")
    return usable[0]


def _usable(keys: list[dict], algorithm: str) -> Iterator[RSAKey | ECKey]:
    kind = RSAKey if ALGORITHMS[algorithm] == "RSA" else ECKey
    for data in keys:
        if data.get("kty") != ALGORITHMS[algorithm] or data.get("use", "sig") != "sig" or data.get("alg", algorithm) != algorithm:
            continue
        public = {name: data[name] for name in PUBLIC_PARTS if isinstance(data.get(name), str)}
        with suppress(JoseError, ValueError, TypeError, KeyError):
            if kind is ECKey or _bits(public["n"]) >= MIN_BITS:
                yield kind.import_key(public)


def _bits(modulus: str) -> int:
    return int.from_bytes(urlsafe_b64decode(modulus.encode())).bit_length()
