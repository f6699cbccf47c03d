"""Access to a platform's services (Security Framework 1.0, "Using JSON Web Tokens with OAuth 2.0 Client-Credentials Grant")."""

import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from cms.outgoing import Answer, FetchError

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEPLOYMENT = "https://purl.imsglobal.org/spec/lti/claim/deployment_id"
FORM = "application/x-www-form-urlencoded"
# In the past, since some platforms allow no clock a second ahead of theirs; the whole stays within five minutes.
ISSUED_BEFORE_SECONDS, LIFE_SECONDS = 30, 240
DEFAULT_TOKEN_SECONDS, MARGIN_SECONDS, LONGEST_TOKEN_SECONDS = 3_600, 60, 24 * 3_600


@dataclass(frozen=True)
class AccessToken:
    """Opaque, for the scopes it was given, which may be fewer than were asked for."""

    value: str
    scopes: tuple[str, ...]
    seconds: int
    """How long it may be kept."""


def assertion_claims(*, client_id: str, audience: str, deployment_id: str) -> dict:
    """Claims by which this tool shows who it is; for one use."""
    issued = int(time.time()) - ISSUED_BEFORE_SECONDS
    return {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": issued,
        "exp": issued + ISSUED_BEFORE_SECONDS + LIFE_SECONDS,
        "jti": secrets.token_urlsafe(24),
        DEPLOYMENT: deployment_id,
    }


def token_request(assertion: str, scopes: tuple[str, ...]) -> bytes:
    """The form to post."""
    fields = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion,
        "scope": " ".join(scopes),
    }
    return urlencode(fields).encode()


def read_token(answer: Answer, scopes: tuple[str, ...]) -> AccessToken:
    """The token in an answer of status 200. Raises FetchError where there is none."""
    said = answer.json()
    value = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(value, str) or not value or not value.isascii() or len(value) > 16_000 or not value.isprintable():
        raise FetchError("no access token")
    life, given = said.get("expires_in"), said.get("scope")
    seconds = int(life) if isinstance(life, int | float) and not isinstance(life, bool) and 0 <= life <= 10**9 else DEFAULT_TOKEN_SECONDS
    return AccessToken(
        value=value,
        scopes=tuple(given.split()) if isinstance(given, str) and given else scopes,
        seconds=min(max(0, seconds - MARGIN_SECONDS), LONGEST_TOKEN_SECONDS),
    )
