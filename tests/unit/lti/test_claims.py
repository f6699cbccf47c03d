"""What is read from a launch: the key of the content, the version, and nothing that breaks a database."""

import uuid

import pytest

from lti.protocol.addresses import origin_of
from lti.protocol.claims import LaunchMessage

KEY = uuid.UUID("6f1d3a52-2c0e-4b57-9d7a-6d6c1f0e7a11")
OTHER = uuid.UUID("0f1d3a52-2c0e-4b57-9d7a-6d6c1f0e7a11")
TARGET = "https://tool.example/lti/launch/"


def message(target: str = TARGET, **custom: str) -> LaunchMessage:
    return LaunchMessage(
        issuer="i", client_id="c", deployment_id="d", nonce="n", sub="s", roles=(), target_link_uri=target,
        resource_link_id="r", resource_link_title="", custom=custom,
    )  # fmt: skip


def test_custom_wins_over_the_address_and_the_address_stands_in_for_custom():
    assert message(launch_key=str(KEY)).launch_key == KEY
    assert message(f"{TARGET}?launch_key={KEY}").launch_key == KEY
    assert message(f"{TARGET}?launch_key={OTHER}", launch_key=str(KEY)).launch_key == KEY
    assert message(f"{TARGET}?launch_key={KEY}", launch_key="").launch_key == KEY


def test_no_key_and_a_broken_key_are_told_apart():
    assert not message().has_launch_key
    assert message(launch_key="not-a-key").has_launch_key
    assert message(launch_key="not-a-key").launch_key is None


@pytest.mark.parametrize(
    ("text", "version"), [("3", 3), ("0", None), ("-1", None), ("3.5", None), ("", None), ("٣", None), ("9" * 9, None)]
)
def test_version_is_a_small_whole_number(text, version):
    assert message(version=text).version == version


def test_an_administrator_logged_in_as_somebody_is_noticed():
    assert message(actual_user="admin").actual_user_is_another
    assert not message(actual_user="s").actual_user_is_another
    assert not message().actual_user_is_another


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://lms.example/return?sesskey=secret", "https://lms.example"),
        ("http://localhost:8001/x", "http://localhost:8001"),
        ("https://[::1]:8443/x", "https://[::1]:8443"),
        ("javascript:alert(1)", ""),
        ("https://lms.example; script-src *", ""),
        ("https://lms.example:notaport/", ""),
        ("https://" + "x" * 3_000, ""),
        (None, ""),
        (7, ""),
    ],
)
def test_only_the_origin_of_a_return_address_is_kept(url, origin):
    assert origin_of(url) == origin
