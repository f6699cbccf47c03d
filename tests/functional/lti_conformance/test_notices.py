"""Platform Notification Service (LTI checklist, part 10; names begin with the number there)."""

import json
import time

from django.core.management import call_command

import pytest

from lti.models import Context, Deployment, SpentNonce
from tests.fake_platform import ABSENT, CLAIM, INSTRUCTOR, without_absent
from tests.functional.lti.test_links import decide, launch, lesson, newest, the  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
PNS = CLAIM + "platformnotificationservice"
SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"


def copied(platform, **changes: object) -> dict:
    """The claims of a notice that course-1 was copied to course-2."""
    now = int(time.time())
    claims = {
        "iss": platform.issuer,
        "aud": platform.client_id,
        "azp": platform.client_id,
        "iat": now,
        "exp": now + 300,
        "nonce": "nonce-of-the-notice",
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": platform.deployment_id,
        CLAIM + "notice": {"id": "notice-1", "timestamp": "2026-11-26T10:00:00Z", "type": "LtiContextCopyNotice"},
        CLAIM + "context": {"id": "course-2", "title": "Next year"},
        CLAIM + "origin_contexts": ["course-1"],
    }
    return without_absent(claims | changes)


def post(client, *tokens: str):
    body = json.dumps({"notices": [{"jwt": token} for token in tokens]})
    return client.post("/lti/notices/", body, content_type="application/json", secure=True)


def tell(platform, client, **changes: object):
    return post(client, platform.sign(copied(platform, **changes)))


def test_10_3_a_notice_is_taken_once(platform, client):
    assert tell(platform, client).status_code == 204
    assert tell(platform, client).status_code == 204, "again is no error"
    assert Context.objects.get().origin_ids == ["course-1"]
    assert SpentNonce.objects.count() == 1


def test_10_4_links_of_a_copy_keep_their_decisions_by_the_notice_alone(platform, client, lesson, newest):  # noqa: F811
    location, _page = launch(platform, client)
    decide(client, location, the("link-1"), do="stay", version=newest - 1)
    tell(platform, client)
    launch(platform, client, link="copy", course="course-2")
    assert (the("copy").pinned_version, the("copy").copied_from) == (newest - 1, the("link-1"))


def test_10_4_a_missed_notice_is_made_good_at_the_first_launch(platform, client, lesson, newest):  # noqa: F811
    location, _page = launch(platform, client)
    decide(client, location, the("link-1"), do="stay", version=newest - 1)
    launch(platform, client, link="copy", course="course-2", custom={"context_history": "course-1"})
    assert the("copy").pinned_version == newest - 1


def test_10_4_other_kinds_are_taken_and_change_nothing(platform, client):
    hello = {"id": "notice-2", "timestamp": "2026-11-26T10:00:00Z", "type": "LtiHelloWorldNotice"}
    assert (
        tell(platform, client, **{CLAIM + "notice": hello, CLAIM + "context": ABSENT, CLAIM + "origin_contexts": ABSENT}).status_code == 204
    )
    assert not Context.objects.exists()


REFUSED = {
    "another issuer": {"iss": "https://other.example"},
    "another tool": {"aud": "another-client"},
    "azp of another tool": {"azp": "another-client"},
    "expired": {"exp": 1, "iat": 0},
    "from the future": {"iat": int(time.time()) + 9_000, "exp": int(time.time()) + 9_300},
    "no nonce": {"nonce": ABSENT},
    "no version": {CLAIM + "version": ABSENT},
    "unknown deployment": {CLAIM + "deployment_id": "another"},
    "no deployment": {CLAIM + "deployment_id": ABSENT},
    "no notice": {CLAIM + "notice": ABSENT},
    "notice without id": {CLAIM + "notice": {"type": "LtiContextCopyNotice"}},
    "no context": {CLAIM + "context": ABSENT},
    "origins are a text": {CLAIM + "origin_contexts": "course-1"},
    "issuer is a number": {"iss": 7},
    "audience is an object": {"aud": {}},
}


@pytest.mark.parametrize("name", REFUSED)
def test_10_3_notices_are_checked_like_launches(platform, client, name):
    response = tell(platform, client, **REFUSED[name])
    assert 400 <= response.status_code < 500
    assert not Context.objects.exists()
    assert not SpentNonce.objects.exists()


def test_10_3_a_notice_that_somebody_else_signed(platform, other_platform, client):
    token = other_platform.sign(copied(platform))
    assert post(client, token).status_code in {400, 401}
    assert not Context.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"notices": []}',
        b'{"notices": [{}]}',
        b'{"notices": [{"jwt": 7}]}',
        b'{"notices": [{"jwt": "a.b.c"}]}',
        b"[" * 9_000,
        b"\xff",
    ],
)
def test_10_3_what_is_no_notice_is_refused(platform, client, body):
    assert client.post("/lti/notices/", body, content_type="application/json", secure=True).status_code == 400 or b"a.b.c" in body
    assert not Context.objects.exists()


def test_10_3_one_bad_notice_does_not_keep_out_a_good_one(platform, client):
    bad, good = platform.sign(copied(platform, nonce=ABSENT)), platform.sign(copied(platform))
    assert post(client, bad, good).status_code == 401
    assert Context.objects.get().origin_ids == ["course-1"]


def test_10_2_copies_are_asked_for_once_where_they_are_offered(platform, client, book, settings):
    offered = {
        "platform_notification_service_url": f"{book.url}/notice-handlers",
        "notice_types_supported": ["LtiContextCopyNotice"],
        "scope": [SCOPE],
    }
    platform.launch(client, roles=[INSTRUCTOR], **{PNS: offered})
    call_command("send_scores")
    call_command("send_scores")
    assert [(path, handler["notice_type"]) for path, handler in book.handlers] == [("/notice-handlers", "LtiContextCopyNotice")]
    assert book.handlers[0][1]["handler"] == f"{settings.PUBLIC_URL}/lti/notices/"
    assert [said["scope"] for said in book.assertions] == [SCOPE]
    assert Deployment.objects.get().notices_asked_at


@pytest.mark.parametrize(
    "odd",
    [
        None,
        {},
        [],
        "x",
        {"platform_notification_service_url": 7, "notice_types_supported": ["LtiContextCopyNotice"]},
        {"notice_types_supported": "LtiContextCopyNotice"},
    ],
    ids=str,
)
def test_10_1_a_lesson_opens_whatever_the_claim_is(platform, client, odd):
    assert platform.launch(client, **{PNS: odd}).status_code == 303
    assert Deployment.objects.get().notices_url == ""
