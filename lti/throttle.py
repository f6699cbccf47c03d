"""Counts per browser address and minute, in the cache. Fixed windows: exact enough to keep a flood from being useful."""

import hashlib
import hmac
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address_hash(request: HttpRequest) -> str:
    """A keyed hash of the browser's address: tells two addresses apart in a log without keeping either."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY_HEADERS:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:12]


def is_over(request: HttpRequest, what: str, *, limit: int) -> bool:
    """Counts one event and tells whether this address passed `limit` in the current minute."""
    key = f"lti:rate:{what}:{address_hash(request)}:{int(time.time() // 60)}"
    if cache.add(key, 1, 120):
        return limit < 1
    try:
        return cache.incr(key) > limit
    except ValueError:  # the window ended between the two calls
        return False
