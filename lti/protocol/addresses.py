"""Addresses that a platform sends."""

import re
from urllib.parse import urlsplit

MAX_URL, MAX_ORIGIN = 2_000, 255
CONTROL = re.compile(r"[\x00-\x20\x7f]")


def origin_of(url: object) -> str:
    """The https or http origin of an address, "" for anything else. Never the rest: return URLs carry session keys."""
    if not isinstance(url, str) or len(url) > MAX_URL:
        return ""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:]+", host):
        return ""
    origin = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    return origin if len(origin) <= MAX_ORIGIN else ""


def service_url(value: object) -> str:
    """An address that a service may be asked at, "" for anything else."""
    return value if origin_of(value) and not CONTROL.search(value) else ""
