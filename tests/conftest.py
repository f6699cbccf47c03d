"""What holds for every test: no network but this computer, an empty cache, and one answer to "is there a browser?"."""

import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.utils import translation

import pytest

BROWSER_TESTS = Path(__file__).parent / "browser"
REQUIRE_BROWSER = os.environ.get("REQUIRE_BROWSER") == "1"
NO_BROWSER = "no Chromium found: install one, or name it in CHROMIUM; REQUIRE_BROWSER=1 makes this an error"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", None}  # noqa: S104  (compared with, never bound)


def find_chromium() -> str | None:
    """Path of a Chromium, or None. CHROMIUM names one that is not on the path."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else None
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


# Network ------------------------------------------------------------------------------------------------------------


def _service_hosts() -> set[str]:
    """Hosts of the database and the cache that this run was told to use; in some CI systems they have names."""
    return {urlsplit(os.environ.get(name, "")).hostname for name in ("DATABASE_URL", "CACHE_URL")} - {None}


class NetworkIsClosed(ConnectionError):
    """A test tried to leave this computer. Use `responses`, or the fake platform."""


@pytest.fixture(autouse=True, scope="session")
def _closed_network():
    """Sockets connect to this computer only, and names outside it are unknown, as on a machine without a network."""
    allowed = LOOPBACK | _service_hosts()
    patch = pytest.MonkeyPatch()
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
    seen = set()  # addresses of the services, once their names were resolved

    def check(sock, address):
        is_inside = sock.family == socket.AF_UNIX or str(address[0]).startswith("127.") or address[0] in allowed | seen
        if not is_inside:
            raise NetworkIsClosed(f"tests may not connect to {address!r}")

    def guarded_connect(sock, address):
        check(sock, address)
        return connect(sock, address)

    def guarded_connect_ex(sock, address):
        check(sock, address)
        return connect_ex(sock, address)

    def guarded_getaddrinfo(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if name in allowed or _is_address(name):
            found = getaddrinfo(host, *args, **kwargs)
            if name in _service_hosts():
                seen.update(entry[4][0] for entry in found)
            return found
        raise socket.gaierror(socket.EAI_NONAME, f"tests may not look up {name!r}")

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()


def _is_address(name: str) -> bool:
    """Reading an address that is already a number asks nobody."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, name)
        except OSError:
            continue
        return True
    return False


# Cache --------------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _nobody_empties_redis():
    """It would empty the other process's cache as well, in the middle of a test that counts statements."""

    def refuse(self):
        raise AssertionError("Redis may be shared with other test processes: never cleared (each test begins without memory)")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RedisCache, "clear", refuse)
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """Key sets, rate limits and views are remembered there; each test starts without memory.

    A Redis may be shared with other test processes, so it is never emptied: each test has a prefix of its own there, which
    the settings know too, for threads.
    """
    if "Redis" in settings.CACHES["default"]["BACKEND"]:
        cache.key_prefix = settings.CACHES["default"]["KEY_PREFIX"] = f"test-{uuid4()}"
    else:
        cache.clear()


@pytest.fixture(autouse=True)
def _main_language():
    """The language of the last answer stays with the thread, in tests as in a server; there each request begins by choosing one."""
    translation.activate(settings.LANGUAGE_CODE)


# Browser ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of the Chromium that browser tests drive."""
    path = find_chromium()
    if path is None:
        (pytest.fail if REQUIRE_BROWSER else pytest.skip)(NO_BROWSER)
    return path


def pytest_collection_modifyitems(items):
    """Everything below tests/browser carries the marker, and is skipped as one where there is no Chromium."""
    missing = find_chromium() is None
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker("browser")
        if missing and not REQUIRE_BROWSER and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_report_header() -> str:
    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    store = settings.CACHES["default"]["BACKEND"].rsplit(".", 1)[-1]
    return f"database: {engine}; cache: {store}; browser: {find_chromium() or NO_BROWSER}"


def pytest_terminal_summary(terminalreporter):
    """Said at the end too, where it is read."""
    if find_chromium() is None:
        terminalreporter.write_line(f"Browser tests did not run: {NO_BROWSER}", yellow=True)


# Requests -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def client_https(client):
    """A test client that speaks https, as everybody does to an installation."""
    client.defaults |= {"wsgi.url_scheme": "https", "SERVER_PORT": "443"}
    return client
