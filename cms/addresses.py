"""Browsers' addresses, told apart without keeping any. Rate limits and log lines use these hashes, never the address."""

import hashlib
import hmac

from django.conf import settings
from django.http import HttpRequest


def address_hash(request: HttpRequest) -> str:
    """A keyed hash of the browser's address: tells two addresses apart in a log without keeping either."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY_HEADERS:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    return keyed_hash(address)


def keyed_hash(text: str) -> str:
    """Twelve hex digits that nobody without our secret can compute or turn back."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:12]
