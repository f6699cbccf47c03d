"""A deep linking request and its answer, as a platform sends and checks them (LTI checklist, part 4)."""

import html
import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import jwt

from lti.models import ToolKey
from tests.fake_platform import ABSENT, CLAIM, DEEP_LINKING, INSTRUCTOR, FakePlatform, without_absent

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RETURN_URL = "https://lms.example/deep/return?course=7&sesskey=abc%2Fd"
DATA = 'opaque "data" <&> ünverändert'


def settings_claim(**changes: object) -> dict:
    """The settings of a request that every tool must accept."""
    settings = {
        "deep_link_return_url": RETURN_URL,
        "accept_types": ["ltiResourceLink", "link"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": True,
        "data": DATA,
    }
    return without_absent(settings | changes)


def ask(platform: FakePlatform, client, *, settings: object = None, **changes: object):
    """A deep linking launch; `settings` replaces the claim."""
    said = {"message_type": "LtiDeepLinkingRequest", "resource_link": ABSENT, "custom": ABSENT, "roles": [INSTRUCTOR]}
    said[DEEP_LINKING] = settings_claim() if settings is None else settings
    return platform.launch(client, **said | changes)


@dataclass(frozen=True)
class Sent:
    """What the page that goes back to the platform posts."""

    action: str
    token: str
    claims: dict
    header: dict

    @property
    def items(self) -> list[dict]:
        return self.claims[DL + "content_items"]


def picker_path(response) -> str:
    """The path of the picker that a launch led to."""
    assert response.status_code == 303, response.content
    return urlsplit(response["Location"]).path


def sent_by(platform: FakePlatform, response) -> Sent:
    """The answer on this page, its signature checked with the keys that the tool publishes."""
    assert response.status_code == 200, response.content
    page = response.content.decode()
    token = html.unescape(re.search(r'name="JWT" value="([^"]+)"', page)[1])
    action = html.unescape(re.search(r'<form method="post" action="([^"]+)"', page)[1])
    header = jwt.get_unverified_header(token)
    key = jwt.PyJWK(ToolKey.objects.published().get(kid=header["kid"]).public_jwk).key
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=platform.issuer, issuer=platform.client_id, leeway=0)
    assert claims["iat"] <= time.time()
    return Sent(action, token, claims, header)


def lti(name: str) -> str:
    return CLAIM + name
