"""The Redis cache, made optional: reading a lesson needs no cache, so a cache that does not answer is an empty one.

Django's own backend raises when the server is gone, and every page that glances at it would fail with it. `/readyz` still
says that the cache is down, because what is put in does not come back.
"""

import logging

from django.core.cache.backends.redis import RedisCache

from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _or(missing):
    """Wraps one method: what it returns when the server does not answer."""

    def decorate(name: str):
        original = getattr(RedisCache, name)

        def method(self, *args, **kwargs):
            try:
                return original(self, *args, **kwargs)
            except RedisError as error:
                logger.warning("cache unavailable: %s", type(error).__name__)
                return missing(*args, **kwargs)

        return method

    return decorate


class ForgivingRedisCache(RedisCache):
    """Keeps nothing while Redis is away. A counter then never reaches its limit: rate limits fail open, lessons stay."""

    get = _or(lambda key, default=None, version=None: default)("get")
    get_many = _or(lambda *args, **kwargs: {})("get_many")
    set = _or(lambda *args, **kwargs: None)("set")
    set_many = _or(lambda *args, **kwargs: [])("set_many")
    add = _or(lambda *args, **kwargs: True)("add")
    incr = _or(lambda *args, **kwargs: 0)("incr")
    delete = _or(lambda *args, **kwargs: False)("delete")
    delete_many = _or(lambda *args, **kwargs: None)("delete_many")
    touch = _or(lambda *args, **kwargs: False)("touch")
    has_key = _or(lambda *args, **kwargs: False)("has_key")
