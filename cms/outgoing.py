"""Outgoing requests to platforms and to the district's single sign-on: public https addresses only, short, small, never redirected.

Such addresses are typed by people and sent by other servers, so each request resolves the host once, refuses private and
reserved ranges, and connects to that very address (no second look-up to lie in). Development may allow http and loopback.
"""

import json
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import requests
from requests_hardened import Config, Manager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 3, 5, 8
MAX_BYTES = 512 * 1024


class FetchError(Exception):
    """The address did not give a usable answer. The text is for the log and holds no body."""


@dataclass(frozen=True)
class Answer:
    """What an address answered; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> object:
        """The body as JSON, whatever type it says it is (Moodle sends tokens as text/html). Raises FetchError."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise FetchError("not JSON") from error


def send(
    method: str, url: str, *, headers: dict[str, str], body: bytes | None = None, allow_loopback: bool = False, seconds: float | None = None
) -> Answer:
    """One request, and whatever status it got.

    Raises FetchError for: anything but https (http to loopback in development), a private address, a redirect, more than 512 KB,
    more than 8 seconds (or fewer, where `seconds` says so), or no answer at all.
    """
    if not url.startswith("https://") and not (allow_loopback and url.startswith("http://")):
        raise FetchError("not https")
    try:
        with _session(allow_loopback) as session, _deadline(min(TOTAL_SECONDS, seconds or TOTAL_SECONDS)) as cut:
            with session.request(method, url, stream=True, headers=headers, data=body) as response:
                content = _read(response)
                answered = {name.lower(): value for name, value in response.headers.items()}
            if cut.is_set():
                raise FetchError("too slow")
        return Answer(response.status_code, answered, content)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise FetchError(type(error).__name__) from error


def fetch_json(url: str, *, allow_loopback: bool = False) -> tuple[object, dict[str, str]]:
    """GET a JSON document. Returns (document, headers with lower-case names). Raises FetchError as `send` does, and for a status other
    than 200 or text that is not JSON."""
    answer = send("GET", url, headers={"Accept": "application/json"}, allow_loopback=allow_loopback)
    if answer.status != 200:
        raise FetchError(f"status {answer.status}")
    return answer.json(), answer.headers


_open = threading.local()
"""The sockets that the current thread opened for the fetch it is in."""


@contextmanager
def _deadline(seconds: float):
    """Cuts this thread's connections after this time, whatever they are waiting for: timeouts of single reads do not stop a
    server that sends a header line every few seconds."""
    _open.sockets = sockets = []
    cut = threading.Event()

    def cut_off():
        cut.set()
        for sock in sockets:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    except (requests.RequestException, HTTPError, OSError) as error:
        if cut.is_set():
            raise FetchError("too slow") from error
        raise
    finally:
        timer.cancel()
        del _open.sockets


class _Noted:
    """A connection that tells `_deadline` about its socket."""

    def connect(self):
        super().connect()
        _open.sockets.append(self.sock)


class _NotedHTTP(_Noted, HTTPConnection):
    pass


class _NotedHTTPS(_Noted, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _NotedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _NotedHTTPS


def _session(allow_loopback: bool) -> requests.Session:
    """A session that resolves, refuses and pins (requests-hardened), without proxies from the environment."""
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=allow_loopback,
        never_redirect=True,
        default_timeout=(CONNECT_SECONDS, READ_SECONDS),
        user_agent_override="Waymark",
    )
    session = Manager(config).get_session()
    session.trust_env = False
    for adapter in session.adapters.values():
        adapter.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
    return session


def _read(response: requests.Response) -> bytes:
    body = b""
    while chunk := response.raw.read1(16 * 1024, decode_content=True):
        body += chunk
        if len(body) > MAX_BYTES:
            raise FetchError("too big")
    return body
