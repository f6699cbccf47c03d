"""Deep Linking 2.0: what a platform asks when a teacher wants to place something, and the claims of our answer."""

import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from lti.errors import LtiError
from lti.protocol.addresses import MAX_URL, origin_of

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
DEEP_LINKING_SETTINGS = DEEP_LINKING + "deep_linking_settings"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
RESOURCE_LINK = "ltiResourceLink"
MAX_RETURN_URL, MAX_TYPES, MAX_WORD, MAX_DATA = 2 * MAX_URL, 50, 100, 32 * 1024
ICON_PIXELS = 64
# Platforms without leeway refuse a token issued a second ahead of their clock (Moodle); all allow one a little old.
ISSUED_BEFORE_SECONDS, LIFE_SECONDS = 60, 240
# A NUL or half a character: no database takes them.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\]")


@dataclass(frozen=True)
class DeepLinkingSettings:
    """The settings of a deep linking request (section 4.4.1)."""

    return_url: str
    accept_types: tuple[str, ...]
    accept_targets: tuple[str, ...] = ()
    accept_multiple: bool = False
    accept_line_item: bool | None = None
    """None where the platform does not say: absent is not "no"."""
    auto_create: bool = False
    data: str | None = None
    """Goes back unchanged; None where none was sent."""

    @classmethod
    def from_json(cls, values: dict) -> "DeepLinkingSettings":
        """The settings from `dataclasses.asdict` after a way through JSON."""
        return cls(**values | {name: tuple(values[name]) for name in ("accept_types", "accept_targets")})

    @property
    def takes_links(self) -> bool:
        """Whether a resource link may be placed at all."""
        return RESOURCE_LINK in self.accept_types

    @property
    def return_origin(self) -> str:
        """The origin that the answer goes to."""
        return _origin(self.return_url)


@dataclass(frozen=True)
class ContentItem:
    """One link to place (section 3.2). Its `url` and `custom` both name the content: each platform loses one of them."""

    url: str
    title: str
    text: str
    custom: dict[str, str]
    icon_url: str = ""
    frame: tuple[int, int] | None = None
    """Width and height that the content wants, in pixels; None where the platform takes no frames."""
    line_item: dict | None = None
    """Only where the teacher asked for completion in the gradebook."""

    def as_claim(self) -> dict:
        """The item as it is sent."""
        item = {"type": RESOURCE_LINK, "url": self.url, "title": self.title, "custom": self.custom}
        if self.text:
            item["text"] = self.text
        if self.icon_url:
            item["icon"] = {"url": self.icon_url, "width": ICON_PIXELS, "height": ICON_PIXELS}
        if self.frame:
            item["iframe"] = {"width": self.frame[0], "height": self.frame[1]}
        if self.line_item:
            item["lineItem"] = self.line_item
        return item


def parse_deep_linking_settings(value: object) -> DeepLinkingSettings:
    """Raises LtiError naming the setting; the return address must be one that a browser can post to."""
    if not isinstance(value, dict):
        raise LtiError("deep_linking_missing")
    return_url, data = value.get("deep_link_return_url"), value.get("data")
    if not isinstance(return_url, str) or len(return_url) > MAX_RETURN_URL or UNSAFE.search(return_url) or not _origin(return_url):
        raise LtiError("deep_linking_invalid", "deep_link_return_url")
    if data is not None and (not isinstance(data, str) or len(data) > MAX_DATA or UNSTORABLE.search(data)):
        raise LtiError("deep_linking_invalid", "data")
    line_item = value.get("accept_lineitem")
    return DeepLinkingSettings(
        return_url=return_url,
        accept_types=_words(value, "accept_types"),
        accept_targets=_words(value, "accept_presentation_document_targets"),
        accept_multiple=value.get("accept_multiple") is True,
        accept_line_item=line_item if isinstance(line_item, bool) else None,
        auto_create=value.get("auto_create") is True,
        data=data,
    )


def response_claims(
    *,
    client_id: str,
    issuer: str,
    deployment_id: str,
    nonce: str,
    settings: DeepLinkingSettings,
    items: list[dict],
    message: str = "",
    error: str = "",
) -> dict:
    """The claims of a LtiDeepLinkingResponse (section 4.5); no items means that nothing was chosen."""
    issued = int(time.time()) - ISSUED_BEFORE_SECONDS
    claims = {
        "iss": client_id,
        "aud": issuer,
        "iat": issued,
        "exp": issued + ISSUED_BEFORE_SECONDS + LIFE_SECONDS,
        "nonce": nonce,
        LTI + "message_type": "LtiDeepLinkingResponse",
        LTI + "version": "1.3.0",
        LTI + "deployment_id": deployment_id,
        DEEP_LINKING + "content_items": items,
    }
    if settings.data is not None:
        claims[DEEP_LINKING + "data"] = settings.data
    if message:
        claims[DEEP_LINKING + "msg"] = message
    if error:
        claims[DEEP_LINKING + "errormsg"] = error
    return claims


def _origin(url: str) -> str:
    """The origin of an address whose longer part `origin_of` would refuse by its length."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return origin_of(f"{parts.scheme}://{parts.netloc}")


def _words(settings: dict, name: str) -> tuple[str, ...]:
    """A required list of short texts."""
    value = settings.get(name)
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise LtiError("deep_linking_invalid", name)
    return tuple(word[:MAX_WORD] for word in value[:MAX_TYPES] if not UNSTORABLE.search(word))
