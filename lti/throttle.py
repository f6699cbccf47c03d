"""Counts per browser address and minute, in the cache. Fixed windows: exact enough to keep a flood from being useful."""

import time

from django.core.cache import cache
from django.http import HttpRequest

from cms.addresses import address_hash


def is_over(request: HttpRequest, what: str, *, limit: int) -> bool:
    """Counts one event and tells whether this address passed `limit` in the current minute."""
    key = f"lti:rate:{what}:{address_hash(request)}:{int(time.time() // 60)}"
    if cache.add(key, 1, 120):
        return limit < 1
    try:
        return cache.incr(key) > limit
    except ValueError:  # the window ended between the two calls
        return False
