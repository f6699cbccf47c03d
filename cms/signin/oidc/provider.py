"""What the provider says about itself: its addresses and its keys (OpenID Connect Discovery 1.0, section 4).

Both are kept in the cache, so a sign-in asks the provider for the exchange of the code only. A key that is not among the kept ones makes us
ask again, once a minute at most. While the provider cannot be asked, what is kept goes on for a day.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from cms.addresses import keyed_hash
from cms.outgoing import FetchError, fetch_json
from cms.signin.oidc.errors import SingleSignOnError

logger = logging.getLogger(__name__)
FRESH_SECONDS, KEPT_SECONDS = 3_600, 24 * 3_600
ASK_AGAIN_SECONDS, TROUBLE_SECONDS = 60, 15
MOST_KEYS = 100
MOST_CHARS = 2_000


@dataclass(frozen=True)
class Provider:
    """The addresses of the one provider."""

    authorization: str
    token: str
    keys: str
    sends_secret_in_body: bool


def display_name() -> str:
    """What its button is called."""
    return settings.OIDC.name or _("your district")


def provider() -> Provider:
    """Raises SingleSignOnError: provider_unreachable, provider_unusable (it calls itself something else, or lacks an address)."""
    address = f"{settings.OIDC.issuer.rstrip('/')}/.well-known/openid-configuration"
    document = _kept(address, lambda found: found.get("issuer") == settings.OIDC.issuer, or_else="provider_unreachable")
    methods = document.get("token_endpoint_auth_methods_supported")
    sends_in_body = isinstance(methods, list) and "client_secret_post" in methods and "client_secret_basic" not in methods
    addresses = (_address(document.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"))
    return Provider(*addresses, sends_secret_in_body=sends_in_body)


def keys_of(found: Provider, kid: object) -> list[dict]:
    """The provider's keys that may have made a signature: those with this `kid`, all where the token names none.

    Raises SingleSignOnError: keys_unreachable, provider_unusable (what it sends is no set of keys).
    """
    for is_stale in (False, True):
        document = _kept(found.keys, lambda sent: isinstance(sent.get("keys"), list), or_else="keys_unreachable", is_stale=is_stale)
        keys = [key for key in document["keys"][:MOST_KEYS] if isinstance(key, dict) and (kid is None or key.get("kid") == kid)]
        if keys:
            break
    return keys


def _kept(address: str, is_good: Callable[[dict], bool], *, or_else: str, is_stale: bool = False) -> dict:
    """The document at this address, from the cache while it is fresh. `is_stale`: what is kept was of no use, so ask anew, if it is our turn.

    Raises SingleSignOnError: `or_else`, or provider_unusable for a document that is not good. Such a one is never kept.
    """
    key = f"oidc:{keyed_hash(address)}"
    kept = cache.get(key)
    if kept and not is_stale and kept["fresh_until"] > time.time():
        return kept["document"]
    if kept and not cache.add(f"{key}:turn", 1, ASK_AGAIN_SECONDS):
        return kept["document"]
    if not kept and (trouble := cache.get(f"{key}:trouble")):
        raise SingleSignOnError(trouble)
    try:
        document, _headers = fetch_json(address, allow_loopback=settings.OIDC_ALLOW_LOOPBACK_HTTP)
        trouble = "" if isinstance(document, dict) and is_good(document) else "provider_unusable"
    except FetchError as error:
        logger.warning("the single sign-on could not be asked: %s", error)
        trouble = or_else
    if not trouble:
        cache.set(key, {"document": document, "fresh_until": time.time() + FRESH_SECONDS}, KEPT_SECONDS)
        cache.set(f"{key}:turn", 1, ASK_AGAIN_SECONDS)
        return document
    if kept:
        return kept["document"]
    cache.set(f"{key}:trouble", trouble, TROUBLE_SECONDS)
    raise SingleSignOnError(trouble)


def _address(value: object) -> str:
    """An address of the provider: https, or http where development allows it. Raises SingleSignOnError provider_unusable."""
    schemes = ("https://", "http://") if settings.OIDC_ALLOW_LOOPBACK_HTTP else ("https://",)
    if not isinstance(value, str) or not value.startswith(schemes) or len(value) > MOST_CHARS or not value.isprintable() or " " in value:
        raise SingleSignOnError("provider_unusable")
    return value
