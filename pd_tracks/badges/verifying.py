"""Reads signed badges and status lists, and believes nothing in them before the signature is checked.

No network: keys and revocation come from the caller. The order is that of the standard ("Verification and Validation"), and each step that
fails has its own reason (`errors.REASONS`). What others read leniently is read strictly here, because these badges are our own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from pd_tracks.badges.errors import BadgeError
from pd_tracks.badges.keys import ALGORITHM, belongs_to, load_public
from pd_tracks.badges.wire import COMPACT_JWS, CREDENTIALS_CONTEXT, MAX_CHARS, from_base64url, read_object, read_time, seconds

HEADER = {"alg", "typ", "kid"}
CLAIMS = {"iss", "jti", "nbf", "sub", "exp"}
CREDENTIALS = re.compile(re.escape(CREDENTIALS_CONTEXT))
# What the schema of the standard takes for a context of Open Badges 3.0; ours is the newest.
BADGES = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)?\.json")
OLD_CREDENTIALS = "https://www.w3.org/2018/credentials/v1"

Keys = Mapping[str, Mapping | RSAPublicKey]


@dataclass(frozen=True)
class Verified:
    """A credential whose signature, issuer, form and dates hold; and, for a badge, that was not taken back."""

    credential: dict
    """As it was before it was signed: without the claims of the token."""
    kid: str
    issuer_id: str
    subject_id: str
    valid_from: datetime
    valid_until: datetime | None


def verify(text: str, *, keys: Keys, now: datetime, is_revoked: Callable[[dict], bool]) -> Verified:
    """The badge in a compact JWS. Raises BadgeError with the first reason against it.

    `keys` are the public keys by their `kid`, old ones included. `is_revoked` gets the credential, and must raise where it cannot say: what
    it raises is passed on, so that "could not check" never becomes "verified".
    """
    verified = _verified(text, keys, now, (CREDENTIALS, BADGES), {"OpenBadgeCredential", "AchievementCredential"})
    if not isinstance(verified.credential["credentialSubject"].get("achievement"), dict):
        raise BadgeError("achievement_missing")
    if is_revoked(verified.credential):
        raise BadgeError("revoked")
    return verified


def verify_status_list(text: str, *, keys: Keys, now: datetime) -> Verified:
    """The status list in a compact JWS, for `status.is_revoked`. Raises BadgeError with the first reason against it."""
    return _verified(text, keys, now, (CREDENTIALS,), {"BitstringStatusListCredential"})


def _verified(text: str, keys: Keys, now: datetime, contexts: tuple[re.Pattern, ...], types: set[str]) -> Verified:
    header = _header(text)
    payload = _signed_payload(text, _key(header["kid"], keys))
    _check_kind(payload, contexts, types)
    issuer_id, subject_id = _check_identities(payload, header["kid"])
    valid_from, valid_until = _check_dates(payload, now)
    credential = {name: value for name, value in payload.items() if name not in CLAIMS}
    return Verified(credential, header["kid"], issuer_id, subject_id, valid_from, valid_until)


def _header(text: str) -> dict:
    """The header, once it says nothing but what it may. Whoever sent the badge wrote it, so it chooses among our keys and nothing else."""
    if len(text) > MAX_CHARS:
        raise BadgeError("too_big")
    header, payload = _opened(text.strip())
    if header.get("alg") != ALGORITHM:
        raise BadgeError("alg_forbidden")
    # Said before the key is asked for: these have none that could be named, and their holders did nothing wrong.
    if _is_old_form(payload):
        raise BadgeError("legacy_form")
    if header.get("typ") != "JWT":
        raise BadgeError("typ_wrong")
    if header.keys() - HEADER:
        raise BadgeError("header_extra")
    if not isinstance(header.get("kid"), str) or not header["kid"]:
        raise BadgeError("kid_missing")
    return header


def _opened(text: str) -> tuple[dict, dict]:
    """Header and payload, neither of them believed yet."""
    if text.startswith("{"):
        raise _refusal_of_json(text)
    if not COMPACT_JWS.fullmatch(text):
        raise BadgeError("not_a_badge")
    try:
        header, payload, _signature = map(from_base64url, text.split("."))
        return read_object(header), read_object(payload)
    except ValueError as error:
        raise BadgeError("malformed") from error


def _refusal_of_json(text: str) -> BadgeError:
    try:
        return BadgeError("legacy_form" if _is_old_form(read_object(text)) else "proof_embedded")
    except ValueError:
        return BadgeError("malformed")


def _is_old_form(payload: dict) -> bool:
    """The drafts before Open Badges 3.0 was final stood on version 1.1 of Verifiable Credentials."""
    contexts = payload.get("@context")
    is_old = OLD_CREDENTIALS in contexts if isinstance(contexts, list) else contexts == OLD_CREDENTIALS
    return is_old or "vc" in payload or "issuanceDate" in payload


def _key(kid: str, keys: Keys) -> RSAPublicKey:
    if kid not in keys:
        raise BadgeError("key_unknown")
    try:
        return load_public(keys[kid])
    except ValueError as error:
        raise BadgeError("key_unusable") from error


def _signed_payload(text: str, key: RSAPublicKey) -> dict:
    try:
        return read_object(jwt.PyJWS().decode(text.strip(), key, algorithms=[ALGORITHM]))
    except jwt.InvalidTokenError as error:
        raise BadgeError("signature_bad") from error


def _check_kind(payload: dict, contexts: tuple[re.Pattern, ...], types: set[str]) -> None:
    given = payload.get("@context")
    if not isinstance(given, list) or len(given) < len(contexts):
        raise BadgeError("context_wrong")
    if not all(isinstance(one, str) and wanted.fullmatch(one) for wanted, one in zip(contexts, given, strict=False)):
        raise BadgeError("context_wrong")
    said = payload.get("type")
    if not isinstance(said, list) or "VerifiableCredential" not in said or not any(one in said for one in types):
        raise BadgeError("type_wrong")


def _check_identities(payload: dict, kid: str) -> tuple[str, str]:
    """Issuer and subject, once the claims of the token say the same and the key is the issuer's ("Verifying a Credential")."""
    issuer, subject = payload.get("issuer"), payload.get("credentialSubject")
    issuer_id = _text(issuer.get("id") if isinstance(issuer, dict) else issuer, "issuer_missing")
    own_id = _text(payload.get("id"), "id_missing")
    subject_id = _text(subject.get("id") if isinstance(subject, dict) else None, "subject_missing")
    for claim, value, reason in (
        ("iss", issuer_id, "issuer_differs"),
        ("jti", own_id, "id_differs"),
        ("sub", subject_id, "subject_differs"),
    ):
        if payload.get(claim) != value:
            raise BadgeError(reason)
    if not belongs_to(kid, issuer_id):
        raise BadgeError("key_foreign")
    return issuer_id, subject_id


def _check_dates(payload: dict, now: datetime) -> tuple[datetime, datetime | None]:
    try:
        valid_from = read_time(payload.get("validFrom"))
        valid_until = read_time(payload["validUntil"]) if "validUntil" in payload else None
    except ValueError as error:
        raise BadgeError("dates_bad") from error
    if not _is_number(payload.get("nbf"), seconds(valid_from)):
        raise BadgeError("valid_from_differs")
    if ("exp" in payload) != (valid_until is not None) or (valid_until and not _is_number(payload["exp"], seconds(valid_until))):
        raise BadgeError("valid_until_differs")
    if now < valid_from:
        raise BadgeError("not_yet_valid")
    if valid_until and now >= valid_until:
        raise BadgeError("expired")
    return valid_from, valid_until


def _is_number(value: object, expected: int) -> bool:
    # In Python True is 1, and in JSON it is not.
    return isinstance(value, int) and not isinstance(value, bool) and value == expected


def _text(value: object, reason: str) -> str:
    if not isinstance(value, str) or not value:
        raise BadgeError(reason)
    return value
