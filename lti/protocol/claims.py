"""What a platform says in a launch, typed once at the door (LTI Core 1.3, sections 5.3 and 5.4, appendix A).

Only what Waymark uses is kept. Names, e-mail, picture and `lis` are not even parsed, so nothing later can store them.
"""

import re
from dataclasses import asdict, dataclass, field
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from lti.errors import LtiError
from lti.protocol.addresses import MAX_URL, origin_of, service_url
from lti.protocol.notices import notices_url
from lti.protocol.placing import DEEP_LINKING_SETTINGS, DeepLinkingSettings, parse_deep_linking_settings
from lti.protocol.roles import ADMINISTRATORS, Role, known_roles

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
VERSION = "1.3.0"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
RESOURCE_LINK_REQUEST, DEEP_LINKING_REQUEST = "LtiResourceLinkRequest", "LtiDeepLinkingRequest"
REVIEW_REQUEST = "LtiSubmissionReviewRequest"
PRIVACY_REQUESTS = {"DataPrivacyLaunchRequest", "LtiDataPrivacyLaunchRequest"}
ABOUT_A_PERSON = {REVIEW_REQUEST, *PRIVACY_REQUESTS}
MESSAGE_TYPES = {RESOURCE_LINK_REQUEST, DEEP_LINKING_REQUEST, REVIEW_REQUEST, *PRIVACY_REQUESTS}
MAX_ID, MAX_TITLE, MAX_ROLES, MAX_CUSTOM = 255, 255, 200, 200
MAX_SCOPES, MAX_HISTORY = 50, 100
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,200}")
UNSAFE_IN_TITLES = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Services:
    """Where the platform's services for this context are (AGS 2.0, section 3.1; NRPS 2.0, section 3.6.1); "" for what it does not offer."""

    line_items_url: str = ""
    line_item_url: str = ""
    score_scopes: tuple[str, ...] = ()
    memberships_url: str = ""
    notices_url: str = ""
    """Where to ask for notices of course copies (Platform Notification Service 1.0); only where the platform offers that kind."""


@dataclass(frozen=True)
class LaunchMessage:
    """A verified message of the platform, without anything that names a person."""

    issuer: str
    client_id: str
    deployment_id: str
    nonce: str
    sub: str
    roles: tuple[Role, ...]
    target_link_uri: str
    resource_link_id: str = ""
    """Empty where the message is not about a link; a review may leave it out, too."""
    resource_link_title: str = ""
    message_type: str = RESOURCE_LINK_REQUEST
    services: Services = Services()
    deep_linking: DeepLinkingSettings | None = None
    context_id: str = ""
    context_title: str = ""
    context_label: str = ""
    return_origin: str = ""
    locale: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    for_user: str = ""
    """The `sub` of the person whose work is to be looked at, or whose data is asked about; "" where the message names nobody."""
    is_administrator: bool = False
    """Whether the platform says that this person looks after it. Counts in a data privacy launch alone."""

    @property
    def is_review(self) -> bool:
        """Submission Review 1.0: somebody looks at what one person finished."""
        return self.message_type == REVIEW_REQUEST

    @property
    def is_about_privacy(self) -> bool:
        """The data privacy launch (draft), under either of its names."""
        return self.message_type in PRIVACY_REQUESTS

    @property
    def launch_key(self) -> UUID | None:
        """The content asked for: `launch_key` in custom, else in the signed target's query. Moodle drops the first, Schoology the second."""
        for text in self._said("launch_key"):
            try:
                return UUID(text)
            except ValueError:
                continue
        return None

    @property
    def has_launch_key(self) -> bool:
        """True where the link names some content, even with a key that is not a UUID."""
        return bool(self._said("launch_key"))

    @property
    def version(self) -> int | None:
        """The version number the link was placed with, or None for the newest."""
        text = next(iter(self._said("version")), "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0 else None

    @property
    def asks_for_completion(self) -> bool:
        """True where completion was switched on when the link was placed."""
        return "1" in self._said("completion")[:1]

    @property
    def context_history(self) -> tuple[str, ...]:
        """Ids of the contexts this one was copied from, most recent first (Core 1.3, appendix B: $Context.id.history)."""
        return _ids(self.custom.get("context_history", ""))

    @property
    def link_history(self) -> tuple[str, ...]:
        """Ids of the links this one was copied from, most recent first ($ResourceLink.id.history)."""
        return _ids(self.custom.get("link_history", ""))

    def as_json(self) -> dict:
        """Plain values, for a ticket."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "LaunchMessage":
        """The message that `as_json` wrote."""
        services, placing = values["services"], values["deep_linking"]
        return cls(
            **values
            | {
                "roles": tuple(Role(role) for role in values["roles"]),
                "services": Services(**services | {"score_scopes": tuple(services["score_scopes"])}),
                "deep_linking": DeepLinkingSettings.from_json(placing) if placing else None,
            }
        )

    def _said(self, name: str) -> list[str]:
        """What the link says by this name: in custom first, then in the signed target's query. Never an empty text."""
        values = (self.custom.get(name), *parse_qs(urlsplit(self.target_link_uri).query).get(name, []))
        return [value for value in values if value]

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
    sub = _sub(claims, is_required=message_type != DEEP_LINKING_REQUEST)
    is_placing = message_type == DEEP_LINKING_REQUEST
    link = _resource_link(claims) if message_type == RESOURCE_LINK_REQUEST or _may_name_link(claims, message_type) else {}
    context = {} if message_type in PRIVACY_REQUESTS else _context(claims)
    presentation = _object(claims, "launch_presentation")
    return LaunchMessage(
        issuer=claims["iss"],
        client_id=client_id,
        deployment_id=deployment_id,
        nonce=claims["nonce"],
        sub=sub,
        roles=roles,
        target_link_uri=target,
        resource_link_id=link.get("id", ""),
        resource_link_title=_title(link.get("title")),
        message_type=message_type,
        services=_services(claims),
        deep_linking=parse_deep_linking_settings(claims.get(DEEP_LINKING_SETTINGS)) if is_placing else None,
        context_id=context.get("id", ""),
        context_title=_title(context.get("title")),
        context_label=_title(context.get("label")),
        return_origin=origin_of(presentation.get("return_url")),
        locale=_title(presentation.get("locale"))[:20],
        custom=_custom(claims),
        for_user=_for_user(claims, is_required=message_type == REVIEW_REQUEST) if message_type in ABOUT_A_PERSON else "",
        is_administrator=bool(ADMINISTRATORS.intersection(claims[CLAIM + "roles"])),
    )


def _check_version(claims: dict) -> None:
    if CLAIM + "version" not in claims:
        raise LtiError("version_missing")
    if claims[CLAIM + "version"] != VERSION:
        raise LtiError("version_wrong")


def _message_type(claims: dict) -> str:
    message_type = claims.get(CLAIM + "message_type")
    if message_type is None or message_type == "":
        raise LtiError("message_type_missing")
    if message_type not in MESSAGE_TYPES if isinstance(message_type, str) else True:
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
    try:
        urlsplit(value)
    except ValueError as error:
        raise LtiError("target_foreign") from error
    return value


def _roles(claims: dict) -> tuple[Role, ...]:
    if CLAIM + "roles" not in claims:
        raise LtiError("roles_missing")
    value = claims[CLAIM + "roles"]
    if not isinstance(value, list) or len(value) > MAX_ROLES or not all(isinstance(role, str) for role in value):
        raise LtiError("roles_invalid")
    return known_roles(value)


def _sub(claims: dict, *, is_required: bool) -> str:
    """A deep linking request may come without one (Deep Linking 2.0, section 4.4): what it does is recorded for nobody."""
    if "sub" not in claims:
        if is_required:
            raise LtiError("sub_missing")
        return ""
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


def _may_name_link(claims: dict, message_type: str) -> bool:
    """A review is about a column of the gradebook, which need not belong to a link."""
    return message_type == REVIEW_REQUEST and claims.get(CLAIM + "resource_link") is not None


def _for_user(claims: dict, *, is_required: bool) -> str:
    """Submission Review 1.0, section 3.3: `user_id` alone is required, and more than that is not even parsed."""
    user = _object(claims, "for_user").get("user_id")
    if user is None or user == "":
        if is_required:
            raise LtiError("for_user_missing")
        return ""
    if not _is_id(user) or not user.isascii():
        raise LtiError("for_user_invalid")
    return user


def _context(claims: dict) -> dict:
    context = claims.get(CLAIM + "context")
    if context is None:
        return {}
    if not isinstance(context, dict) or not _is_id(context.get("id")):
        raise LtiError("context_invalid")
    return context


def _services(claims: dict) -> Services:
    """Never an error: a lesson opens without any of them. What is not an address is left out."""
    scores, people = claims.get(AGS_ENDPOINT), claims.get(NRPS_SERVICE)
    scores, people = scores if isinstance(scores, dict) else {}, people if isinstance(people, dict) else {}
    scopes = scores.get("scope")
    named = [scope for scope in scopes if isinstance(scope, str) and SCOPE.fullmatch(scope)] if isinstance(scopes, list) else []
    return Services(
        line_items_url=service_url(scores.get("lineitems")),
        line_item_url=service_url(scores.get("lineitem")),
        score_scopes=tuple(sorted(set(named[:MAX_SCOPES]))),
        memberships_url=service_url(people.get("context_memberships_url")),
        notices_url=notices_url(_object(claims, "platformnotificationservice")),
    )


def _ids(text: str) -> tuple[str, ...]:
    """What no database holds (a NUL, half a character) is no id of ours and left out."""
    named = (each.strip()[:MAX_ID] for each in text.split(",")[:MAX_HISTORY])
    return tuple(each for each in named if each and each.isprintable())


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
