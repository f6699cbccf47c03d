"""Calling a platform's services: a token for the scopes, the call, and what an error means for trying again. Never inside a page request."""

import hashlib
import logging
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.core.cache import cache

from cms.outgoing import Answer, FetchError, send
from lti.errors import LtiError
from lti.models import Deployment
from lti.protocol.access import FORM, AccessToken, assertion_claims, read_token, token_request
from lti.protocol.pages import next_page
from lti.protocol.seal import decrypt, encrypt
from lti.services.keys import signed

logger = logging.getLogger("lti.services")
AGAIN = {408, 425, 429, 500, 502, 503, 504}
MOST_RETRY_AFTER = 24 * 3_600
MOST_PAGES, PAGES_SECONDS = 50, 60


class ServiceError(Exception):
    """A service did not do what was asked. `code` is short and safe to store; it holds nothing that the platform wrote."""

    def __init__(self, code: str, *, may_try_again: bool, retry_after: int = 0, status: int = 0):
        super().__init__(code)
        self.code, self.may_try_again, self.retry_after, self.status = code, may_try_again, retry_after, status


@dataclass(frozen=True)
class Service:
    """A platform's services as one deployment may use them."""

    deployment: Deployment
    until: float = math.inf
    """When whoever waits for it stops waiting, on time.monotonic's clock: no request goes on longer."""
    most_pages: int = MOST_PAGES

    def call(
        self, method: str, url: str, *, scopes: tuple[str, ...], accept: str = "", content_type: str = "", body: bytes | None = None
    ) -> Answer:
        """The answer, of any 2xx status. Raises ServiceError; a refused token is exchanged for a new one, once."""
        headers = {name: value for name, value in {"Accept": accept, "Content-Type": content_type}.items() if value}
        answer = self._send(method, url, headers=headers | self._authorization(scopes), body=body)
        if answer.status == 401:
            cache.delete(self._cache_key(scopes))
            answer = self._send(method, url, headers=headers | self._authorization(scopes), body=body)
        if not 200 <= answer.status < 300:
            raise _error(answer)
        return answer

    def pages(self, url: str, *, scopes: tuple[str, ...], accept: str) -> Iterator[object]:
        """The documents of all pages, one request each. Raises ServiceError; "too_many_pages" rather than end early: whoever looks for
        something must not take the first half for the whole."""
        until = time.monotonic() + PAGES_SECONDS
        for _page in range(self.most_pages):
            answer = self.call("GET", url, scopes=scopes, accept=accept)
            try:
                yield answer.json()
            except FetchError as error:
                raise ServiceError("unreadable_answer", may_try_again=True) from error
            url = next_page(answer.headers.get("link", ""), asked=url)
            if not url:
                return
            if time.monotonic() > until:
                raise ServiceError("too_slow", may_try_again=True)
        raise ServiceError("too_many_pages", may_try_again=False)

    def _authorization(self, scopes: tuple[str, ...]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(scopes).value}"}

    def token(self, scopes: tuple[str, ...]) -> AccessToken:
        """An access token for these scopes, from the cache (encrypted there) while it is good. Raises ServiceError."""
        scopes, key = tuple(sorted(scopes)), self._cache_key(scopes)
        if kept := cache.get(key):
            try:
                value, given = decrypt("access-token", kept, max_age=24 * 3_600)
                return AccessToken(value, tuple(given), 0)
            except LtiError:
                cache.delete(key)
        token = self._new_token(scopes)
        if token.seconds:
            cache.set(key, encrypt("access-token", [token.value, token.scopes]), token.seconds)
        return token

    def _new_token(self, scopes: tuple[str, ...]) -> AccessToken:
        registration = self.deployment.registration
        url = registration.auth_token_url
        claims = assertion_claims(
            client_id=registration.client_id, audience=registration.token_audience or url, deployment_id=self.deployment.id_on_platform
        )
        body = token_request(signed(claims, registration), scopes)
        answer = self._send("POST", url, headers={"Content-Type": FORM, "Accept": "application/json"}, body=body)
        if answer.status != 200:
            error = _error(answer)
            # Without the status: that is the token's address speaking, not the service that was to be called.
            raise ServiceError(f"token_{error.code}", may_try_again=error.may_try_again, retry_after=error.retry_after)
        try:
            return read_token(answer, scopes)
        except FetchError as error:
            raise ServiceError("token_unreadable", may_try_again=True) from error

    def _send(self, method: str, url: str, *, headers: dict[str, str], body: bytes | None) -> Answer:
        left = self.until - time.monotonic()
        if left <= 0:
            raise ServiceError("too_slow", may_try_again=True)
        try:
            return send(
                method,
                url,
                headers=headers,
                body=body,
                allow_loopback=settings.LTI_ALLOW_LOOPBACK_HTTP,
                seconds=left if left < math.inf else None,
            )
        except FetchError as error:
            logger.info("service of registration %s did not answer: %s", self.deployment.registration_id, error)
            raise ServiceError("no_answer", may_try_again=True) from error

    def _cache_key(self, scopes: tuple[str, ...]) -> str:
        digest = hashlib.sha256(" ".join(sorted(scopes)).encode()).hexdigest()[:24]
        return f"access-token:{self.deployment.registration_id}:{self.deployment.pk}:{digest}"


def _error(answer: Answer) -> ServiceError:
    return ServiceError(
        f"status_{answer.status}",
        may_try_again=answer.status in AGAIN,
        retry_after=min(_seconds(answer.headers.get("retry-after", "")), MOST_RETRY_AFTER),
        status=answer.status,
    )


def _seconds(retry_after: str) -> int:
    """What Retry-After asks for: seconds, or a date (RFC 9110, section 10.2.3). 0 for what is neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return int(retry_after[:9])
    try:
        return max(0, int(parsedate_to_datetime(retry_after).timestamp() - time.time()))
    except (TypeError, ValueError, OverflowError):
        return 0
