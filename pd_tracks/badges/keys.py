"""The keys that sign badges: never those that sign LTI messages, because a badge outlives every platform it was earned on.

A key's name (`kid`) is an address below the issuer's own, so that a name alone says whose key it is. Old public keys stay published for as
long as badges exist. Private keys are PEM texts here; whoever keeps them encrypts them.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from pd_tracks.badges.wire import is_https_url

ALGORITHM = "RS256"
MIN_KEY_BITS = 2048
# Longer keys make a check slow, and nobody needs one.
MAX_KEY_BITS = 8192
NAME = r"[A-Za-z0-9_-]{1,64}"
PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def new_private_key() -> str:
    """A new RSA key as PEM text (PKCS #8, not encrypted)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    parts = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*parts).decode()


def public_jwk(private_key_pem: str, kid: str) -> dict:
    """The public half, as published at the address `kid` (RFC 7517)."""
    parts = json.loads(RSAAlgorithm.to_jwk(load_private(private_key_pem).public_key()))
    return {"kty": "RSA", "n": parts["n"], "e": parts["e"], "alg": ALGORITHM, "use": "sig", "kid": kid}


def jwks(public_jwks: Iterable[Mapping]) -> dict:
    """The key set to publish. Raises ValueError rather than publish a private key."""
    found = [dict(each) for each in public_jwks]
    if any(PRIVATE_MEMBERS & each.keys() for each in found):
        raise ValueError("a private key is never published")
    return {"keys": found}


def thumbprint(jwk: Mapping) -> str:
    """A short name that only this key has (RFC 7638)."""
    canonical = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def key_url(issuer_id: str, name: str) -> str:
    """The address, and so the `kid`, of an issuer's key: what answers there is its public JWK, and nothing around it."""
    kid = f"{issuer_id.rstrip('/')}/keys/{name}"
    if not is_https_url(issuer_id) or not belongs_to(kid, issuer_id):
        raise ValueError("an issuer's key has an https address and a plain name")
    return kid


def belongs_to(kid: str, issuer_id: str) -> bool:
    """True where the key's name is one that only this issuer can have: `<issuer>/keys/<name>` or `<issuer>#<name>`.

    Exactly one step below: an issuer at `/districts/a` must not sign for `/districts`, nor for `/districts/a/schools/b`.
    """
    home = re.escape(issuer_id.rstrip("/"))
    return bool(re.fullmatch(rf"{home}/keys/{NAME}/?|{re.escape(issuer_id)}#{NAME}", kid))


def load_private(private_key_pem: str) -> rsa.RSAPrivateKey:
    """The key in a PEM text. Raises ValueError where it is none that may sign badges."""
    try:
        key = serialization.load_pem_private_key(private_key_pem.encode(), password=None)
    except TypeError as error:
        raise ValueError("an encrypted key has to be opened before it is used here") from error
    if not isinstance(key, rsa.RSAPrivateKey) or not MIN_KEY_BITS <= key.key_size <= MAX_KEY_BITS:
        raise ValueError("badges are signed with RSA keys of 2048 bits or more")
    return key


def load_public(key: Mapping | rsa.RSAPublicKey) -> rsa.RSAPublicKey:
    """A public JWK, or a key that was loaded before. Raises ValueError where it is none that may have signed a badge."""
    if isinstance(key, Mapping):
        key = _from_jwk(key)
    if not isinstance(key, rsa.RSAPublicKey) or not MIN_KEY_BITS <= key.key_size <= MAX_KEY_BITS:
        raise ValueError("badges are signed with RSA keys of 2048 bits or more")
    return key


def _from_jwk(jwk: Mapping) -> rsa.RSAPublicKey:
    if jwk.get("kty") != "RSA" or jwk.get("alg", ALGORITHM) != ALGORITHM or jwk.get("use", "sig") != "sig" or PRIVATE_MEMBERS & jwk.keys():
        raise ValueError("not a public RSA key for signatures")
    try:
        return RSAAlgorithm.from_jwk({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]})
    except (InvalidKeyError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("a damaged key") from error
