"""Outgoing requests to a platform: public https addresses only, short, small, never redirected.

A platform's addresses are typed by people and by other servers, so each request resolves the host once, refuses private and
reserved ranges, and connects to that very address (no second look-up to lie in). Development may allow http and loopback.
"""

import json
import time

import requests
from requests_hardened import Config, Manager
from urllib3.exceptions import HTTPError

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 3, 5, 8
MAX_BYTES = 512 * 1024


class FetchError(Exception):
    """The address did not give a usable answer. The text is for the log and holds no body."""


def fetch_json(url: str, *, allow_loopback: bool = False) -> tuple[object, dict[str, str]]:
    """GET a JSON document. Returns (document, headers with lower-case names).

    Raises FetchError for: anything but https (http to loopback in development), a private address, a redirect, a status
    other than 200, more than 512 KB, more than 8 seconds, or text that is not JSON.
    """
    if not url.startswith("https://") and not (allow_loopback and url.startswith("http://")):
        raise FetchError("not https")
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        with _manager(allow_loopback).get_session() as session:
            session.trust_env = False
            with session.get(url, stream=True, headers={"Accept": "application/json"}) as response:
                if response.status_code != 200:
                    raise FetchError(f"status {response.status_code}")
                body = _read(response, deadline)
                headers = {name.lower(): value for name, value in response.headers.items()}
        return json.loads(body), headers
    except (requests.RequestException, HTTPError, OSError, ValueError, RecursionError) as error:
        raise FetchError(type(error).__name__) from error


def _manager(allow_loopback: bool) -> Manager:
    return Manager(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=allow_loopback,
            never_redirect=True,
            default_timeout=(CONNECT_SECONDS, READ_SECONDS),
            user_agent_override="Waymark",
        )
    )


def _read(response: requests.Response, deadline: float) -> bytes:
    body = b""
    # read1 returns after each network read, so a server that sends one byte at a time meets the deadline too.
    while chunk := response.raw.read1(16 * 1024, decode_content=True):
        body += chunk
        if len(body) > MAX_BYTES:
            raise FetchError("too big")
        if time.monotonic() > deadline:
            raise FetchError("too slow")
    return body
