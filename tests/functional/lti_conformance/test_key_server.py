"""K14 to K18: the platform's key server is slow, down, hostile, or has new keys."""

import io
import json

from django.core.cache import cache
from django.test import Client

import pytest
import responses
import time_machine
from requests import exceptions

from tests.fake_platform import rs_signer, rsa_jwk, rsa_key
from tests.functional.lti_conformance.support import assert_launched, cases

METADATA = "http://169.254.169.254/latest/meta-data/"
MONDAY = "2026-09-07T09:00:00Z"


@pytest.fixture
def clock(settings, platform):
    """A clock that stands still until it is moved, and a cache that lives by it (Redis has a clock of its own)."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "clock"}}
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller
    cache.clear()


def _unreachable(examiner, response) -> None:
    assert int(response.headers["Retry-After"]) > 0
    examiner.refused(response, 503, "jwks_unreachable")


@cases(
    {
        "K14-no-such-name": {"body": exceptions.ConnectionError("Name or service not known")},
        "K14-refused": {"body": exceptions.ConnectionError("Connection refused")},
        "K14-tls": {"body": exceptions.SSLError("certificate verify failed")},
        "K14-connect-timeout": {"body": exceptions.ConnectTimeout("timed out")},
        "K14-read-timeout": {"body": exceptions.ReadTimeout("timed out")},
        "K14-cut-off": {"body": exceptions.ChunkedEncodingError("broken")},
        "K14-status-500": {"status": 500, "json": {"keys": []}},
        "K14-status-404": {"status": 404, "body": "not here"},
    }
)
def test_unreachable(client, platform, examiner, case):
    platform.serve(**case)
    _unreachable(examiner, platform.launch(client))


def test_K14_waits_five_seconds_at_most(client, platform):
    platform.launch(client)
    (call,) = platform.wire.calls
    timeout = call.request.req_kwargs["timeout"]
    assert max(timeout if isinstance(timeout, tuple) else (timeout,)) <= 5
    assert call.request.req_kwargs["verify"] is not False


def test_K15_cached_key_serves_while_the_server_is_down(client, platform, clock):
    assert_launched(platform.launch(client))
    platform.serve(body=exceptions.ConnectionError("Connection refused"))
    for _ in range(3):
        clock.shift(20 * 60)
        assert_launched(platform.launch(client))


def test_K15_not_beyond_the_hard_limit(client, platform, clock, examiner):
    assert_launched(platform.launch(client))
    platform.serve(body=exceptions.ConnectionError("Connection refused"))
    clock.shift(30 * 24 * 3600)
    examiner.look()
    _unreachable(examiner, platform.launch(client))


class Endless(io.RawIOBase):
    """A body without end. Whoever reads a hundred times the sensible size has no cap."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.given += len(buffer)
        assert self.given < 20_000_000, "no size cap"
        buffer[:] = b" " * len(buffer)
        return len(buffer)


def _padded(platform) -> str:
    return json.dumps({"keys": platform.jwks(), "padding": "p" * 5_000_000})


@pytest.mark.parametrize("answer", [
    pytest.param(lambda p: {"body": "<!doctype html><title>Sign in</title>", "content_type": "text/html"}, id="K16-html"),
    pytest.param(lambda p: {"body": _padded(p)}, id="K16-5-MB"),
    pytest.param(lambda p: {"body": io.BufferedReader(Endless())}, id="K16-endless"),
    pytest.param(lambda p: {"json": {"keys": []}}, id="K16-no-keys"),
    pytest.param(lambda p: {"json": {}}, id="K16-empty-object"),
    pytest.param(lambda p: {"json": p.jwks()}, id="K16-list"),
    pytest.param(lambda p: {"json": {"keys": {"a": 1}}}, id="K16-keys-object"),
    pytest.param(lambda p: {"body": "[" * 100_000}, id="K16-nested"),
    pytest.param(lambda p: {"body": b"\xff\xfe\x00"}, id="K16-not-text"),
    pytest.param(lambda p: {"body": ""}, id="K16-empty"),
    pytest.param(lambda p: {"status": 302, "headers": {"Location": p.jwks_url}}, id="K16-redirect-loop"),
    pytest.param(lambda p: {"status": 302, "headers": {"Location": METADATA}}, id="K16-redirect-to-metadata"),
])  # fmt: skip
def test_useless_answer(client, platform, examiner, answer):
    platform.wire.add(responses.GET, METADATA, json={"keys": platform.jwks()})
    platform.serve(**answer(platform))
    _unreachable(examiner, platform.launch(client))
    assert METADATA not in {call.request.url for call in platform.wire.calls}
    assert len(platform.wire.calls) <= 6


def test_K16_entries_that_are_no_keys(client, platform, examiner):
    platform.serve(json={"keys": ["a", 1, None, []]})
    examiner.refused(platform.launch(client), {401, 503}, "kid_unknown", "jwks_unreachable")


def test_K17_random_kids_ask_the_platform_once_a_minute(client, platform, clock, examiner):
    assert_launched(platform.launch(client))
    clock.shift(61)
    login, known = platform.login(client), platform.jwks_calls()
    examiner.look()
    statuses = set()
    for number in range(400):
        client.defaults["REMOTE_ADDR"] = f"203.0.113.{number % 250}"
        statuses.add(platform.launch(client, login=login, header={"kid": f"random-{number}"}).status_code)

    assert statuses <= {401, 429}
    assert 401 in statuses
    assert platform.jwks_calls() - known <= 1


def test_K17_a_new_key_is_found_a_minute_later(client, platform, clock):
    """The brake must not outlast its minute, or a rotation would close the school."""
    assert_launched(platform.launch(client))
    clock.shift(61)
    assert platform.launch(Client(), header={"kid": "random"}).status_code in {400, 401}
    platform.launch(client, header={"kid": "random"})
    new = rsa_key("rotated")
    platform.serve([*platform.jwks(), rsa_jwk(new, "kid-new")])
    clock.shift(61)
    assert_launched(platform.launch(client, header={"kid": "kid-new"}, signer=rs_signer(new)))


def test_K18_revoked_key_is_refused_after_the_cache_expired(client, platform, clock, examiner):
    assert_launched(platform.launch(client))
    platform.serve([rsa_jwk(rsa_key("rotated"), "kid-new")])
    clock.shift(2 * 24 * 3600)
    examiner.look()
    examiner.refused(platform.launch(client), 401, "kid_unknown")


def test_key_set_is_remembered_between_launches(client, platform):
    for _ in range(3):
        assert_launched(platform.launch(client))
    assert platform.jwks_calls() == 1
