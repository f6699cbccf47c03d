"""One trip to the provider and back: authorization code with PKCE, state and nonce (RFC 6749 section 4.1, RFC 7636, RFC 9207).

What we must remember until somebody comes back lies in their session, for ten minutes, and is taken out with the first answer to it.
"""

import secrets
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict
from django.urls import reverse

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from cms.outgoing import Answer, FetchError, send
from cms.public_url import public_url
from cms.signin.oidc.errors import SingleSignOnError
from cms.signin.oidc.provider import Provider, provider
from cms.signin.oidc.token import check_required, subject_of, verified_claims

SESSION_KEY = "single_sign_on"
SECONDS, MOST_TRIPS = 600, 3
MOST_CHARS = 4_096


@dataclass(frozen=True)
class Trip:
    """What we remember of somebody on their way. `account`: whose account is to be linked, None for signing in."""

    state: str
    nonce: str
    verifier: str
    since: float
    path: str
    account: int | None = None


def set_out(session: SessionBase, *, path: str, account: int | None = None) -> str:
    """The provider's address to send the browser to. Raises SingleSignOnError where the provider cannot be asked for it."""
    found = provider()
    trip = Trip(*(secrets.token_urlsafe(32) for _each in range(3)), since=time.time(), path=path, account=account)
    # A few, so that two tabs do not undo each other.
    session[SESSION_KEY] = [*session.get(SESSION_KEY, []), asdict(trip)][-MOST_TRIPS:]
    return prepare_grant_uri(
        found.authorization,
        client_id=settings.OIDC.client_id,
        response_type="code",
        redirect_uri=back_address(),
        scope=" ".join(settings.OIDC.scopes),
        state=trip.state,
        nonce=trip.nonce,
        code_challenge=create_s256_code_challenge(trip.verifier),
        code_challenge_method="S256",
        # Linking shows the person which of their accounts there it is about.
        prompt="select_account" if account else None,
    )


def come_home(session: SessionBase, answer: QueryDict) -> tuple[Trip, str]:
    """The trip that this answer belongs to, and who it was. Raises SingleSignOnError."""
    trip = _take(session, answer.get("state", ""))
    if "iss" in answer and answer["iss"] != settings.OIDC.issuer:
        raise SingleSignOnError("issuer_mixed_up")
    if "error" in answer:
        raise SingleSignOnError("access_denied" if answer["error"] == "access_denied" else "provider_error")
    code = answer.get("code", "")
    if not code or len(code) > MOST_CHARS:
        raise SingleSignOnError("code_missing")
    found = provider()
    tokens = _exchange(found, code, trip.verifier)
    access_token = tokens.get("access_token")
    claims = verified_claims(
        tokens.get("id_token"), found=found, nonce=trip.nonce, access_token=access_token if isinstance(access_token, str) else ""
    )
    subject = subject_of(claims)
    check_required(claims)
    return trip, subject


def back_address() -> str:
    """Where the provider sends people back to: to be entered there, to the letter."""
    return public_url(reverse("sign_in_single_back"))


def _take(session: SessionBase, state: str) -> Trip:
    """The trip with this state, which then is over. Raises SingleSignOnError: state_unknown, state_expired."""
    trips = [Trip(**noted) for noted in session.get(SESSION_KEY, [])]
    mine = next((trip for trip in trips if secrets.compare_digest(trip.state.encode(), state.encode(errors="replace"))), None)
    if mine is None:
        raise SingleSignOnError("state_unknown")
    session[SESSION_KEY] = [asdict(trip) for trip in trips if trip != mine]
    session.save()  # now: an answer of 503 would not save it, and the trip could be made again
    if mine.since < time.time() - SECONDS:
        raise SingleSignOnError("state_expired")
    return mine


def _exchange(found: Provider, code: str, verifier: str) -> dict:
    """What the provider gives for the code. Raises SingleSignOnError: code_refused, client_refused, provider_unreachable, token_missing."""
    body = prepare_token_request("authorization_code", redirect_uri=back_address(), code=code, code_verifier=verifier)
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    how = "client_secret_post" if found.sends_secret_in_body else "client_secret_basic"
    auth = ClientAuth(settings.OIDC.client_id, settings.OIDC.client_secret, how)
    url, headers, body = auth.prepare("POST", found.token, headers, body)
    try:
        answer = send("POST", url, headers=headers, body=body.encode(), allow_loopback=settings.OIDC_ALLOW_LOOPBACK_HTTP)
        return _tokens(answer)
    except FetchError as error:
        raise SingleSignOnError("provider_unreachable") from error


def _tokens(answer: Answer) -> dict:
    if answer.status >= 500:
        raise SingleSignOnError("provider_unreachable")
    document = answer.json()
    if not isinstance(document, dict):
        raise SingleSignOnError("token_missing")
    if answer.status != 200:
        is_ours = answer.status == 401 or document.get("error") in ("invalid_client", "unauthorized_client")
        raise SingleSignOnError("client_refused" if is_ours else "code_refused")
    return document


def provider_host() -> str:
    """For people: where the button leads."""
    return urlsplit(settings.OIDC.issuer).hostname or ""
