"""Verifies an id_token with PyLTI1p3, every step of it hardened (docs/adr/0003; LTI Core 1.3 section 5, Security Framework 1.0 section 5.1.3).

The library gives the order of steps, the registration object and the message validators. Each step that was found wanting
is replaced here: exact issuer, audience and azp, RS256 only, required and bounded times, a key set that is cached, and
errors that carry a reason code instead of the platform's answer.
"""

import base64
import binascii
import hmac
import json
import re
import time
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from jwt import PyJWS
from jwt.exceptions import PyJWTError
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.registration import Registration as LibraryRegistration

from lti.errors import LtiError
from lti.protocol.claims import CLAIM, RESOURCE_LINK_REQUEST, LaunchMessage, parse_launch_message
from lti.protocol.keyset import KeySource, find_key
from lti.protocol.login import own_origin_of
from lti.protocol.notices import Notice, parse_notice

MAX_TOKEN_CHARS = 64 * 1_024
MAX_KID_CHARS = 255
ALGORITHM = "RS256"
MAX_AGE_SECONDS = 600
MAX_LIFE_SECONDS = 24 * 3_600
OWN_PATHS = {"", "/", "/lti/launch", "/lti/launch/"}
LATEST = 10**11  # seconds; refuses NaN, infinity, negative numbers, milliseconds and integers no float can hold
BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Expected:
    """What this launch must match: the registration's values and what the signed state remembers of the login."""

    issuer: str
    client_id: str
    keys: KeySource
    nonce: str
    target: str
    deployment_id: str = ""
    trusted_audiences: frozenset[str] = frozenset()
    own_origins: frozenset[str] = frozenset()
    leeway: int = 60


class IssuerMismatch(LtiError):
    """The token names another issuer than the login did; `issuer` as received, unsigned."""

    def __init__(self, issuer: object):
        super().__init__("iss_mismatch")
        self.issuer = issuer if isinstance(issuer, str) and "\x00" not in issuer else ""


class NonceMismatch(LtiError):
    """A genuine token with another login's nonce: a mix-up of tabs, or a replay."""

    def __init__(self, nonce: str):
        super().__init__("nonce_mismatch")
        self.nonce = nonce


def validate_message(id_token: str, expected: Expected) -> LaunchMessage:
    """The verified message. Raises LtiError with the reason. Writes nothing; spending the nonce is the caller's next step."""
    if len(id_token) > MAX_TOKEN_CHARS:
        raise LtiError("token_too_big")
    launch = _Launch(id_token, expected)
    try:
        launch.validate()
    except LtiException as error:
        # A library check that ours did not foresee: refuse, and do not repeat its words (they may quote claims).
        raise LtiError("token_invalid") from error
    return launch.message


def validate_notice(token: str, expected: Expected) -> Notice:
    """The notice in a token that passes every check of a launch but those that need a browser. Raises LtiError."""
    notice = _Notice(token, expected)
    try:
        notice.validate()
    except LtiError:
        raise
    except LtiException as error:
        raise LtiError("token_invalid") from error
    return notice.notice


def names_in_token(id_token: str) -> dict[str, object]:
    """Issuer, audience and key id as an unverified token states them, for the log of a refusal. Never raises; {} where unreadable."""
    parts = id_token.split(".")
    if len(parts) != 3 or len(id_token) > MAX_TOKEN_CHARS:
        return {}
    try:
        header, body = _decode_object(parts[0]), _decode_object(parts[1])
    except LtiError:
        return {}
    if not isinstance(header, dict) or not isinstance(body, dict):
        return {}
    return {"iss": body.get("iss"), "aud": body.get("aud"), "kid": header.get("kid")}


@dataclass
class _Nothing:
    """Stands in for the library's session and cookie services: state lives in the browser, see lti.protocol.seal."""

    unused: dict[str, Any] = field(default_factory=dict)


class _Launch(MessageLaunch):
    """One id_token against one expectation. The public entry is `validate()`, the library's."""

    message: LaunchMessage

    def __init__(self, id_token: str, expected: Expected):
        super().__init__(request=None, tool_config=None, session_service=_Nothing(), cookie_service=_Nothing())
        self._token, self._expected = id_token, expected

    def _get_request_param(self, key):
        return self._token if key == "id_token" else ""

    def _get_jwt_body(self):
        return self._jwt.get("body", {})

    def validate_state(self):
        return self  # verified and bound to the browser before the token is looked at (lti.services.launch)

    def validate_jwt_format(self):
        parts = self._token.split(".")
        if len(parts) == 5:
            raise LtiError("token_encrypted")
        if len(parts) != 3:
            raise LtiError("token_malformed")
        header, body = _decode_object(parts[0]), _decode_object(parts[1])
        if not isinstance(header, dict) or not isinstance(body, dict):
            raise LtiError("token_malformed")
        if header.get("alg") != ALGORITHM:
            raise LtiError("alg_forbidden")
        if "crit" in header or "b64" in header:
            raise LtiError("header_forbidden")
        kid = header.get("kid")
        if kid is None or kid == "":
            raise LtiError("kid_missing")
        if not isinstance(kid, str) or len(kid) > MAX_KID_CHARS:
            raise LtiError("kid_unknown")
        if not any(name.startswith(CLAIM) for name in body):
            raise LtiError("not_lti")
        self._jwt = {"header": header, "body": body}
        return self

    def validate_registration(self):
        body, expected = self._get_jwt_body(), self._expected
        if body.get("iss") != expected.issuer:
            raise IssuerMismatch(body.get("iss"))
        _check_audience(body, expected)
        self._registration = LibraryRegistration().set_issuer(expected.issuer).set_client_id(expected.client_id)
        return self

    def validate_nonce(self):
        nonce = self._get_jwt_body().get("nonce")
        if not isinstance(nonce, str) or not nonce:
            raise LtiError("nonce_missing")
        return self  # compared after the signature, so that an unsigned guess learns nothing

    def validate_jwt_signature(self):
        key = find_key(self._expected.keys, self._jwt["header"]["kid"])
        try:
            PyJWS().decode(self._token, key, algorithms=[ALGORITHM])
        except PyJWTError as error:
            raise LtiError("signature_bad") from error
        body = self._get_jwt_body()
        _check_times(body, leeway=self._expected.leeway)
        if not hmac.compare_digest(body["nonce"].encode(), self._expected.nonce.encode()):
            raise NonceMismatch(body["nonce"])
        return self

    def validate_deployment(self):
        return self  # known deployments are rows: lti.services.launch

    def validate_message(self):
        self.message = parse_launch_message(self._get_jwt_body(), client_id=self._expected.client_id)
        if self.message.message_type == RESOURCE_LINK_REQUEST:
            super().validate_message()  # the library refuses deep linking that offers no links; ours answers it
        expected = self._expected
        if expected.deployment_id and self.message.deployment_id != expected.deployment_id:
            raise LtiError("deployment_mismatch")
        if own_origin_of(self.message.target_link_uri) not in expected.own_origins:
            raise LtiError("target_foreign")
        if self.message.target_link_uri != expected.target:
            raise LtiError("target_mismatch")
        if urlsplit(self.message.target_link_uri).path not in OWN_PATHS:
            raise LtiError("target_unknown")
        return self

    def save_launch_data(self):
        return self  # the library would keep the whole token, names included, for a day


class _Notice(_Launch):
    """A token of the platform that no browser carries: its nonce was not ours, so it is only spent."""

    notice: Notice

    def validate_nonce(self):
        super().validate_nonce()
        self._expected = replace(self._expected, nonce=self._get_jwt_body()["nonce"])
        return self

    def validate_message(self):
        self.notice = parse_notice(self._get_jwt_body())
        return self


def _decode_object(part: str) -> Any:
    """JSON from base64url; strict about alphabet, UTF-8 and duplicate keys, and safe against deep nesting."""
    if not BASE64URL.fullmatch(part):
        raise LtiError("token_malformed")
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_no_duplicates)
        json.dumps(value, ensure_ascii=False).encode()  # lone surrogates are legal JSON and break every database
        return value
    except (binascii.Error, ValueError, RecursionError) as error:
        raise LtiError("token_malformed") from error


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("duplicate key")
    return result


def _check_audience(body: dict, expected: Expected) -> None:
    audience = body.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or not all(isinstance(item, str) for item in audiences):
        raise LtiError("aud_mismatch")
    if expected.client_id not in audiences:
        raise LtiError("aud_mismatch")
    others = set(audiences) - {expected.client_id}
    if others and "azp" not in body:
        raise LtiError("azp_missing")
    if "azp" in body and body["azp"] != expected.client_id:
        raise LtiError("azp_mismatch")
    if others - expected.trusted_audiences:
        raise LtiError("aud_untrusted")


def _check_times(body: dict, *, leeway: int) -> None:
    """exp and iat are required JSON numbers of seconds (Security Framework 1.0, section 5.1.3 items 8 and 9)."""
    issued, expires = _seconds(body.get("iat")), _seconds(body.get("exp"))
    if expires <= issued:
        raise LtiError("time_invalid")
    now = time.time()
    if now >= expires + leeway:
        raise LtiError("time_expired")
    if issued > now + leeway or issued < now - MAX_AGE_SECONDS:
        raise LtiError("time_issued")
    if expires - issued > MAX_LIFE_SECONDS:
        raise LtiError("time_too_long")
    if "nbf" in body and _seconds(body["nbf"]) > now + leeway:
        raise LtiError("time_not_before")


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST:
        raise LtiError("time_invalid")
    return value
