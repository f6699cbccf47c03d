"""The picture that an authenticator app scans, drawn here: the secret in it must not travel to somebody else's service."""

from base64 import b32encode
from urllib.parse import quote, urlencode

from django.conf import settings

import segno


def app_url(*, name: str, secret: bytes) -> str:
    """What apps understand: whose code it is, and the shared secret."""
    issuer = settings.WAGTAIL_SITE_NAME
    query = urlencode({"secret": b32encode(secret).decode(), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{name}')}?{query}"


def qr_picture(text: str) -> str:
    """A data: address for an <img>. White behind it, so that cameras read it in the dark theme too."""
    return segno.make(text, error="m").svg_data_uri(scale=5, border=3, light="#fff")
