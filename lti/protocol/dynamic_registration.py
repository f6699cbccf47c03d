"""LTI Dynamic Registration 1.0: what a platform says about itself, what we say about us, and its answer. No rows here.

A platform's words are checked before anything is sent to it: the registration token goes only to the platform that the
invitation's holder named, never to an address on a stranger's host.
"""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from cms.outgoing import FetchError, send

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
SPEC = "https://purl.imsglobal.org/spec/"
SCOPES = (
    f"{SPEC}lti-ags/scope/lineitem",
    f"{SPEC}lti-ags/scope/result.readonly",
    f"{SPEC}lti-ags/scope/score",
    f"{SPEC}lti-nrps/scope/contextmembership.readonly",
)
NOTICES = f"{SPEC}lti/scope/noticehandlers"
CLAIMS, CLAIMS_FOR_STAFF = ("iss", "sub"), ("name", "given_name", "family_name", "email")
CUSTOM = {"context_history": "$Context.id.history", "link_history": "$ResourceLink.id.history", "actual_user": "$ActualUser.id"}
PLACEMENTS = {"canvas": ("ContentArea", "assignment_selection", "link_selection"), "sakai": ("ContentArea", "RichTextEditor")}
ANY_PLACEMENTS = ("ContentArea",)
# Asked for only where the platform says that it knows them.
ABOUT_PEOPLE = ("LtiSubmissionReviewRequest", "DataPrivacyLaunchRequest")
# Vendors whose services are on another name than their issuer. For everybody else a stranger's host is refused.
VENDOR_HOSTS = {"instructure.com": ("canvaslms.com", "instructure.com"), "brightspace.com": ("brightspace.com", "d2l.com")}
MAX_URL, MAX_ID, MAX_TOKEN = 500, 255, 8_000


class RegistrationProblem(Exception):
    """A registration that cannot be made. `code` is a key of `lti.mends.REGISTRATION`; `is_told`: the platform was sent our request."""

    def __init__(self, code: str, *, is_told: bool = False):
        super().__init__(code)
        self.code, self.is_told = code, is_told


@dataclass(frozen=True)
class PlatformConfiguration:
    """What a platform said about itself, checked (checklist 9.2)."""

    issuer: str
    auth_login_url: str
    auth_token_url: str
    jwks_url: str
    registration_url: str
    token_audience: str
    family: str
    scopes: tuple[str, ...] | None
    placements: tuple[str, ...] | None
    """Where the platform offers to place links; None where it does not say."""
    messages: tuple[str, ...] = ()
    """The kinds of messages it can send, as far as it says."""


@dataclass(frozen=True)
class ToolFacts:
    """What we tell of ourselves."""

    name: str
    description: str
    home_url: str
    login_url: str
    launch_url: str
    jwks_url: str
    logo_url: str
    is_for_staff: bool


@dataclass(frozen=True)
class Registered:
    """What the platform gave us."""

    client_id: str
    deployment_id: str
    """"" where the platform names it only at the first launch."""


def fetch_configuration(url: str, token: str, *, allow_loopback: bool) -> PlatformConfiguration:
    """The platform's configuration. Raises RegistrationProblem."""
    if not url or len(url) > 2_000 or not url.isprintable() or len(token) > MAX_TOKEN or not (token.isascii() and token.isprintable()):
        raise RegistrationProblem("request_bad")
    if not _is_safe(url, allow_loopback):
        raise RegistrationProblem("configuration_not_https")
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        answer = send("GET", url, headers=headers, allow_loopback=allow_loopback)
        if answer.status != 200:
            raise RegistrationProblem("configuration_unreachable")
        said = answer.json()
    except FetchError as error:
        raise RegistrationProblem("configuration_unreachable") from error
    return read_configuration(said, url, allow_loopback=allow_loopback)


def read_configuration(said: object, url: str, *, allow_loopback: bool) -> PlatformConfiguration:
    """The configuration in a document that was fetched from `url`. Raises RegistrationProblem."""
    if not isinstance(said, dict):
        raise RegistrationProblem("configuration_unreadable")
    issuer = said.get("issuer")
    if not isinstance(issuer, str) or len(issuer) > MAX_ID or not _is_safe(issuer, allow_loopback):
        raise RegistrationProblem("issuer_bad")
    if _host(issuer) != _host(url):
        raise RegistrationProblem("issuer_elsewhere")
    for name, needed, code in (
        ("id_token_signing_alg_values_supported", "RS256", "no_rs256"),
        ("token_endpoint_auth_methods_supported", "private_key_jwt", "no_private_key_jwt"),
        ("response_types_supported", "id_token", "no_id_token"),
    ):
        if needed not in (_texts(said.get(name)) or ()):
            raise RegistrationProblem(code)
    endpoints = [
        _endpoint(said.get(name), issuer, allow_loopback)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
    ]
    platform = said.get(PLATFORM) if isinstance(said.get(PLATFORM), dict) else {}
    family, audience = platform.get("product_family_code"), said.get("authorization_server")
    said_messages = platform.get("messages_supported")
    messages = [each for each in said_messages if isinstance(each, dict)] if isinstance(said_messages, list) else []
    deep_linking = [each for each in messages if each.get("type") == "LtiDeepLinkingRequest"]
    return PlatformConfiguration(
        issuer,
        *endpoints,
        token_audience=audience if isinstance(audience, str) and len(audience) <= MAX_URL and _is_safe(audience, allow_loopback) else "",
        family=family.lower() if isinstance(family, str) else "",
        scopes=_texts(said.get("scopes_supported")),
        placements=_texts(deep_linking[0].get("placements")) if deep_linking else None,
        messages=tuple(each["type"] for each in messages if isinstance(each.get("type"), str)),
    )


def registration_request(facts: ToolFacts, platform: PlatformConfiguration) -> dict:
    """What we ask to be registered as (checklist 9.3 and 9.4)."""
    wanted = [scope for scope in SCOPES if platform.scopes is None or scope in platform.scopes]
    if platform.scopes and NOTICES in platform.scopes:
        wanted.append(NOTICES)
    places = [
        place for place in PLACEMENTS.get(platform.family, ANY_PLACEMENTS) if platform.placements is None or place in platform.placements
    ]
    placing = {"type": "LtiDeepLinkingRequest", "target_link_uri": facts.launch_url, "label": facts.name}
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["client_credentials", "implicit"],
        "initiate_login_uri": facts.login_url,
        "redirect_uris": [facts.launch_url],
        "client_name": facts.name,
        "jwks_uri": facts.jwks_url,
        "logo_uri": facts.logo_url,
        "client_uri": facts.home_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(wanted),
        TOOL: {
            # With its port: Moodle compares it with the host of the target.
            "domain": urlsplit(facts.launch_url).netloc,
            "description": facts.description,
            "target_link_uri": facts.launch_url,
            "custom_parameters": CUSTOM,
            "claims": [*CLAIMS, *(CLAIMS_FOR_STAFF if facts.is_for_staff else ())],
            "messages": [
                {"type": "LtiResourceLinkRequest", "target_link_uri": facts.launch_url, "label": facts.name},
                {**placing, "placements": places} if places else placing,
                *(
                    {"type": each, "target_link_uri": facts.launch_url, "label": facts.name}
                    for each in ABOUT_PEOPLE
                    if each in platform.messages
                ),
            ],
        },
    }


def send_registration(request: dict, platform: PlatformConfiguration, token: str, *, allow_loopback: bool) -> Registered:
    """Asks the platform to register us. Raises RegistrationProblem, from here on with `is_told`."""
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        answer = send("POST", platform.registration_url, headers=headers, body=json.dumps(request).encode(), allow_loopback=allow_loopback)
    except FetchError as error:
        raise RegistrationProblem("registration_unanswered", is_told=True) from error
    if answer.status not in {200, 201}:  # Moodle says 200
        raise RegistrationProblem("registration_refused", is_told=True)
    try:
        said = answer.json()
    except FetchError as error:
        raise RegistrationProblem("registration_unreadable", is_told=True) from error
    client_id = _id(said.get("client_id")) if isinstance(said, dict) else ""
    if not client_id:
        raise RegistrationProblem("registration_unreadable", is_told=True)
    tool = said.get(TOOL)
    return Registered(client_id, _id(tool.get("deployment_id") if isinstance(tool, dict) else "") or _id(said.get("deployment_id")))


def _endpoint(value: object, issuer: str, allow_loopback: bool) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_URL:
        raise RegistrationProblem("endpoint_missing")
    if not _is_safe(value, allow_loopback):
        raise RegistrationProblem("endpoint_not_https")
    host, home = urlsplit(value).hostname or "", urlsplit(issuer).hostname or ""
    vendors = next((allowed for ending, allowed in VENDOR_HOSTS.items() if _is_under(home, ending)), ())
    if not (_is_under(host, home) or any(_is_under(host, ending) for ending in vendors)):
        raise RegistrationProblem("endpoint_elsewhere")
    return value


def _is_under(host: str, parent: str) -> bool:
    return host == parent or host.endswith(f".{parent}")


def _is_safe(url: str, allow_loopback: bool) -> bool:
    try:
        parts = urlsplit(url)
        is_complete = bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        return False
    return is_complete and (parts.scheme == "https" or (allow_loopback and parts.scheme == "http"))


def _host(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    return parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _texts(value: object) -> tuple[str, ...] | None:
    """A list's texts; also of one text with spaces. None for what is neither."""
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else None


def _id(value: object) -> str:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text if len(text) <= MAX_ID and text.isprintable() else ""
