"""What a platform says in a launch, typed once at the door (LTI Core 1.3, sections 5.3 and 5.4, appendix A).

Only what Waymark uses is kept. Names, e-mail, picture and `lis` are not even parsed, so nothing later can store them.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from lti.errors import LtiError
from lti.protocol.roles import Role, known_roles

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
VERSION = "1.3.0"
RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
KNOWN_MESSAGE_TYPES = {
    RESOURCE_LINK_REQUEST,
    "LtiDeepLinkingRequest",
    "LtiSubmissionReviewRequest",
    "DataPrivacyLaunchRequest",
    "LtiDataPrivacyLaunchRequest",
}
MAX_ID, MAX_URL, MAX_TITLE, MAX_ROLES, MAX_CUSTOM = 255, 2_000, 255, 200, 200
UNSAFE_IN_TITLES = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class LaunchMessage:
    """A verified LtiResourceLinkRequest, without anything that names a person."""

    issuer: str
    client_id: str
    deployment_id: str
    nonce: str
    sub: str
    roles: tuple[Role, ...]
    target_link_uri: str
    resource_link_id: str
    resource_link_title: str
    context_id: str = ""
    context_title: str = ""
    context_label: str = ""
    return_origin: str = ""
    locale: str = ""
    custom: dict[str, str] = field(default_factory=dict)

    @property
    def launch_key(self) -> UUID | None:
        """The content asked for: `launch_key` in custom, else in the signed target's query. Moodle drops the first, Schoology the second."""
        query = parse_qs(urlsplit(self.target_link_uri).query)
        for text in (self.custom.get("launch_key"), *query.get("launch_key", [])):
            if text:
                try:
                    return UUID(text)
                except ValueError:
                    continue
        return None

    @property
    def has_launch_key(self) -> bool:
        """True where the link names some content, even with a key that is not a UUID."""
        return bool(self.custom.get("launch_key") or parse_qs(urlsplit(self.target_link_uri).query).get("launch_key"))

    @property
    def version(self) -> int | None:
        """The version number the link stays on, or None for the newest."""
        text = self.custom.get("version", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0 else None

    @property
    def actual_user_is_another(self) -> bool:
        """An administrator "logged in as" this person ($ActualUser.id): nothing personal may be recorded or shown."""
        return bool(self.custom.get("actual_user")) and self.custom["actual_user"] != self.sub


def parse_launch_message(claims: dict, *, client_id: str) -> LaunchMessage:
    """The message in claims whose signature, issuer, audience and times were already checked.

    Raises LtiError naming the claim. Order follows the certification list: what the message is, then whose, then about what.
    """
    if not any(isinstance(name, str) and name.startswith(CLAIM) for name in claims):
        raise LtiError("not_lti")
    _check_version(claims)
    message_type = _message_type(claims)
    deployment_id = _deployment(claims)
    target = _target(claims)
    roles = _roles(claims)
    sub = _sub(claims)
    if message_type != RESOURCE_LINK_REQUEST:
        raise LtiError("message_type_unsupported")
    link = _resource_link(claims)
    context = _context(claims)
    presentation = _object(claims, "launch_presentation")
    return LaunchMessage(
        issuer=claims["iss"],
        client_id=client_id,
        deployment_id=deployment_id,
        nonce=claims["nonce"],
        sub=sub,
        roles=roles,
        target_link_uri=target,
        resource_link_id=link["id"],
        resource_link_title=_title(link.get("title")),
        context_id=context.get("id", ""),
        context_title=_title(context.get("title")),
        context_label=_title(context.get("label")),
        return_origin=origin_of(presentation.get("return_url")),
        locale=_title(presentation.get("locale"))[:20],
        custom=_custom(claims),
    )


def origin_of(url: object) -> str:
    """The https or http origin of an address, "" for anything else. Never the rest: return URLs carry session keys."""
    if not isinstance(url, str) or len(url) > MAX_URL:
        return ""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:]+", host):
        return ""
    origin = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    return origin if len(origin) <= MAX_ID else ""


def _check_version(claims: dict) -> None:
    if CLAIM + "version" not in claims:
        raise LtiError("version_missing")
    if claims[CLAIM + "version"] != VERSION:
        raise LtiError("version_wrong")


def _message_type(claims: dict) -> str:
    message_type = claims.get(CLAIM + "message_type")
    if message_type is None or message_type == "":
        raise LtiError("message_type_missing")
    if message_type not in KNOWN_MESSAGE_TYPES if isinstance(message_type, str) else True:
        raise LtiError("message_type_unknown")
    return message_type


def _deployment(claims: dict) -> str:
    if CLAIM + "deployment_id" not in claims:
        raise LtiError("deployment_missing")
    value = claims[CLAIM + "deployment_id"]
    if not _is_id(value):
        raise LtiError("deployment_invalid")
    return value


def _target(claims: dict) -> str:
    value = claims.get(CLAIM + "target_link_uri")
    if value is None or value == "":
        raise LtiError("target_missing")
    if not isinstance(value, str) or len(value) > MAX_URL:
        raise LtiError("target_foreign")
    return value


def _roles(claims: dict) -> tuple[Role, ...]:
    if CLAIM + "roles" not in claims:
        raise LtiError("roles_missing")
    value = claims[CLAIM + "roles"]
    if not isinstance(value, list) or len(value) > MAX_ROLES or not all(isinstance(role, str) for role in value):
        raise LtiError("roles_invalid")
    return known_roles(value)


def _sub(claims: dict) -> str:
    if "sub" not in claims:
        raise LtiError("sub_missing")
    value = claims["sub"]
    if not _is_id(value) or not value.isascii():
        raise LtiError("sub_invalid")
    return value


def _resource_link(claims: dict) -> dict:
    link = claims.get(CLAIM + "resource_link")
    if not isinstance(link, dict) or link.get("id") is None or link.get("id") == "":
        raise LtiError("resource_link_missing")
    if not _is_id(link["id"]):
        raise LtiError("resource_link_invalid")
    return link


def _context(claims: dict) -> dict:
    context = claims.get(CLAIM + "context")
    if context is None:
        return {}
    if not isinstance(context, dict) or not _is_id(context.get("id")):
        raise LtiError("context_invalid")
    return context


def _custom(claims: dict) -> dict[str, str]:
    """String values only; `$Variable` that the platform did not replace counts as absent."""
    pairs = list(_object(claims, "custom").items())[:MAX_CUSTOM]
    return {key.lower(): value[:1_000] for key, value in pairs if isinstance(value, str) and not value.startswith("$")}


def _object(claims: dict, name: str) -> dict:
    value = claims.get(CLAIM + name)
    return value if isinstance(value, dict) else {}


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_ID and "\x00" not in value


def _title(value: object) -> str:
    return UNSAFE_IN_TITLES.sub(" ", value).strip()[:MAX_TITLE] if isinstance(value, str) else ""
