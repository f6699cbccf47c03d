"""What a refused person reads: one of four messages, by what can be done about it."""

import re

import pytest
from requests import exceptions

from tests.fake_platform import ABSENT

REOPEN = re.compile(r"open .{0,40}\bagain\b|reopen", re.IGNORECASE)
ADMINISTRATOR = re.compile(r"administrator", re.IGNORECASE)
ACCESS = re.compile(r"access|switched off|not allowed", re.IGNORECASE)
LATER = re.compile(r"minutes", re.IGNORECASE)


def _stale(client, platform):
    platform.launch(client)
    return platform.again(client)


def _expired(client, platform):
    return platform.launch(client, iat=11111, exp=22222)


def _wrong_claims(client, platform):
    return platform.launch(client, version="1.1")


def _unknown_key(client, platform):
    return platform.launch(client, header={"kid": "nobody's"})


def _unknown_platform(client, platform):
    return platform.login(client, client_id="stranger").response


def _field_missing(client, platform):
    return platform.login(client, login_hint=ABSENT).response


def _disabled(client, platform):
    platform.registration.is_active = False
    platform.registration.save()
    return platform.login(client).response


def _keys_out_of_reach(client, platform):
    platform.serve(body=exceptions.ConnectTimeout("timed out"))
    return platform.launch(client)


@pytest.mark.parametrize(("refuse", "message"), [
    pytest.param(_stale, REOPEN, id="U1-replay"),
    pytest.param(_expired, REOPEN, id="U1-expired"),
    pytest.param(_wrong_claims, ADMINISTRATOR, id="U2-claims"),
    pytest.param(_unknown_key, ADMINISTRATOR, id="U2-key"),
    pytest.param(_unknown_platform, ADMINISTRATOR, id="U2-platform"),
    pytest.param(_field_missing, ADMINISTRATOR, id="U2-field"),
    pytest.param(_disabled, ACCESS, id="U3-disabled"),
    pytest.param(_keys_out_of_reach, LATER, id="U4-keys"),
])  # fmt: skip
def test_message(client, platform, refuse, message):
    main = re.search(r"<main.*?</main>", refuse(client, platform).content.decode(), re.DOTALL)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0]))
    assert message.search(text), text
