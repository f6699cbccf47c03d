"""Claims as no platform should write them: whatever stands in a message, it is read or refused with a reason, and never breaks us."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from lti.errors import LtiError
from lti.protocol.claims import AGS_ENDPOINT, CLAIM, MESSAGE_TYPES, NRPS_SERVICE, LaunchMessage, parse_launch_message
from lti.protocol.placing import DEEP_LINKING_SETTINGS
from tests.unit.lti.test_pages_and_scores import JSON

GOOD = {
    "iss": "https://lms.example",
    "nonce": "n-1",
    "sub": "s-1",
    CLAIM + "message_type": "LtiResourceLinkRequest",
    CLAIM + "version": "1.3.0",
    CLAIM + "deployment_id": "1",
    CLAIM + "target_link_uri": "https://tool.example/lti/launch/",
    CLAIM + "resource_link": {"id": "rl-1", "title": "A link"},
    CLAIM + "roles": ["Learner"],
    CLAIM + "context": {"id": "c-1", "title": "A course"},
    CLAIM + "custom": {"launch_key": "0b7c1c36-0000-4000-8000-000000000000", "version": "2", "link_history": "a,b"},
    CLAIM + "launch_presentation": {"return_url": "https://lms.example/c/1", "locale": "es"},
    CLAIM + "for_user": {"user_id": "s-1"},
    CLAIM + "platformnotificationservice": {"notice_types_supported": ["LtiContextCopyNotice"]},
    AGS_ENDPOINT: {"scope": ["a"], "lineitems": "https://lms.example/items", "lineitem": "https://lms.example/items/1"},
    NRPS_SERVICE: {"context_memberships_url": "https://lms.example/members"},
    DEEP_LINKING_SETTINGS: {
        "deep_link_return_url": "https://lms.example/back",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
    },
}
# The issuer and the nonce were compared with what we know before anything is parsed.
NAMES = st.sampled_from(sorted(GOOD.keys() - {"iss", "nonce"}))
TYPES = st.sampled_from(sorted(MESSAGE_TYPES))
INSIDE = st.sampled_from(["id", "title", "user_id", "scope", "lineitem", "custom", "launch_key", "version", "return_url", "accept_types"])

ODD = st.sampled_from(
    [
        "https://[bad",
        "//",
        "https://x:99999/",
        "https://a:b@c/",
        " ",
        "\x00",
        "\ud800",
        "https://tool.example/?launch_key=%ff",
        "$Context.id",
        "9" * 400,
    ]
)


def read(claims: dict) -> LaunchMessage | None:
    """The message, or None where it was refused for a reason that has a page. Any other error fails the test."""
    try:
        return parse_launch_message(claims, client_id="client")
    except LtiError:  # which can be raised only with a reason that has a page
        return None


def check(message: LaunchMessage | None) -> None:
    """What is read goes through a ticket and back unchanged, and what is asked of it answers."""
    if message is None:
        return
    again = LaunchMessage.from_json(json.loads(json.dumps(message.as_json())))
    assert again == message
    assert message.version is None or 0 < message.version < 10**6
    for text in (message.resource_link_title, message.context_title, message.context_label):
        assert len(text) <= 255
        assert text.isprintable() or not set(text) & set("\x00\n\r\u202e")
    for url in (message.services.line_item_url, message.services.memberships_url, message.return_origin):
        assert url == "" or url.startswith(("https://", "http://"))
    _ = message.launch_key, message.has_launch_key, message.link_history, message.context_history, message.asks_for_completion


def test_the_good_ones_are_read():
    for kind in MESSAGE_TYPES:
        assert read(GOOD | {CLAIM + "message_type": kind}) is not None, kind


@settings(deadline=None)
@given(TYPES, st.dictionaries(NAMES, JSON | ODD, max_size=4))
def test_any_value_of_any_claim(kind, changed):
    check(read(GOOD | {CLAIM + "message_type": kind} | changed))


@settings(deadline=None)
@given(TYPES, NAMES, st.dictionaries(INSIDE | st.text(max_size=20), JSON | ODD, max_size=5))
def test_any_object_as_a_claim(kind, name, value):
    usual = GOOD[name]
    check(read(GOOD | {CLAIM + "message_type": kind} | {name: (usual | value) if isinstance(usual, dict) else value}))


@settings(deadline=None)
@given(TYPES, st.sets(NAMES))
def test_any_claims_left_out(kind, left_out):
    claims = GOOD | {CLAIM + "message_type": kind}
    check(read({name: value for name, value in claims.items() if name not in left_out}))


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=30) | NAMES, JSON, max_size=8))
def test_any_object_as_a_message(claims):
    check(read({"iss": "https://lms.example", "nonce": "n-1", **claims}))
