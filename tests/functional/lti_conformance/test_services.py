"""Access tokens and Assignment and Grade Services (LTI checklist, parts 5 and 6; names begin with the number there)."""

import json
import time
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

import pytest

from cms.outgoing import Answer, FetchError
from lti.models import QueuedScore, ToolKey
from lti.protocol.access import read_token
from lti.protocol.scores import completed_score
from lti.services.access import Service, ServiceError
from tests.functional.lti.test_links import the
from tests.functional.lti.test_scores import ALL, finished, student, until_quiet
from tests.gradebook import LINE_ITEM, LINE_ITEMS, RESULTS, SCOPE, SCORE

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(platform, book):
    return Service(platform.registration.deployments.get())


def test_5_1_and_5_2_the_token_request(platform, service, book):
    service.token((SCOPE + "score",))
    (said,) = book.assertions
    assert (said["iss"], said["sub"]) == (platform.client_id, platform.client_id)
    assert said["aud"] == f"{book.url}/token"
    assert said["iat"] <= time.time() - 20
    assert time.time() < said["exp"] <= said["iat"] + 300
    assert said["header"]["kid"] == ToolKey.objects.published().last().kid
    assert said["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] == platform.deployment_id
    assert said["scope"] == SCOPE + "score"
    cache.delete(service._cache_key((SCOPE + "score",)))
    service.token((SCOPE + "score",))
    assert book.assertions[0]["jti"] != book.assertions[1]["jti"]


def test_5_2_the_platforms_own_audience_where_it_has_one(platform, service, book):
    platform.registration.token_audience = "https://audience.example/oauth"
    platform.registration.save()
    Service(platform.registration.deployments.get()).token((SCOPE + "score",))
    assert book.assertions[0]["aud"] == "https://audience.example/oauth"


def test_5_3_tokens_are_kept_by_scope_and_not_in_the_clear(service, book):
    for _time in range(2):
        service.token((SCOPE + "score",))
    service.token((SCOPE + "result.readonly",))
    assert book.count("token") == 2
    assert "token-1" not in str(cache.get(service._cache_key((SCOPE + "score",))))


def test_5_3_a_refused_token_is_exchanged_once(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    until_quiet()
    book.tokens.clear()
    finished(platform, client, endpoint, sub="s-2")
    until_quiet()
    assert [score["userId"] for score in book.scores] == ["s-1", "s-2"]
    book.faults["results"] = [401, 401]
    asked = book.count("results")
    with pytest.raises(ServiceError):
        Service(platform.registration.deployments.get()).call(
            "GET", book.item_url.replace("?", "/results?"), scopes=(ALL[1],), accept=RESULTS
        )
    assert book.count("results") == asked + 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"access_token": 7}',
        b'{"access_token": ""}',
        b'{"access_token": "a\\nb"}',
        b"<html>",
        b"[" * 5_000,
        b'{"access_token": "\xc3\xa9"}',
    ],
)
def test_5_3_an_answer_without_a_token_is_no_token(body):
    with pytest.raises(FetchError):
        read_token(Answer(200, {}, body), ())


@pytest.mark.parametrize("life", ["3600", None, -1, True, 1e300, "soon"])
def test_5_3_odd_lifetimes_are_bounded(life):
    answer = Answer(200, {}, json.dumps({"access_token": "t", "expires_in": life}).encode())
    assert 0 <= read_token(answer, ()).seconds <= 86_400


def test_5_4_only_scopes_of_the_launch_are_asked_for(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    until_quiet()
    asked = {scope for said in book.assertions for scope in said["scope"].split()}
    assert asked == {SCOPE + "result.readonly", SCOPE + "score"}


@pytest.mark.parametrize("url", ["http://10.0.0.1/items/1", "https://169.254.169.254/items/1", "file:///etc/passwd", "https://localhost/x"])
def test_5_4_private_addresses_are_never_asked(platform, client, book, settings, url):
    settings.LTI_ALLOW_LOOPBACK_HTTP = False
    with pytest.raises(ServiceError):
        Service(platform.registration.deployments.get()).call("GET", url, scopes=(ALL[1],))


def test_6_3_one_media_type_each(platform, client, book):
    finished(platform, client, {"scope": ALL, "lineitems": f"{book.url}/items?type_id=7"})
    until_quiet()
    headers = {name: given for name, _path, given in book.asked}
    first = next(given for name, _path, given in book.asked if name == "items")
    assert first["Accept"] == LINE_ITEMS
    assert (headers["items"]["Accept"], headers["items"]["Content-Type"]) == (LINE_ITEM, LINE_ITEM)
    assert headers["results"]["Accept"] == RESULTS
    assert headers["scores"]["Content-Type"] == SCORE


def test_6_4_pages_are_followed_as_moodle_writes_them(platform, client, book):
    pages = {"": 0, "2": 2, "4": 4}
    book.items = [{"id": f"{book.url}/items/{n}?type_id=7", "resourceLinkId": "other", "tag": ""} for n in range(2, 7)]
    book.items.append({"id": book.item_url, "resourceLinkId": "link-1", "tag": "waymark-completion"})
    handler = book.RequestHandlerClass
    plain = handler._send

    def paged(self, status, body, kind, headers):
        if kind == LINE_ITEMS:
            start = pages[dict(part.split("=") for part in self.path.split("?")[1].split("&")).get("from", "")]
            body = json.dumps(book.items[start : start + 2]).encode()
            if start < 4:
                headers = {
                    "Link": f"<{book.url}/items?type_id=7&amp;amp;from={start + 2}>; rel=\u201cnext\u201d".encode().decode("latin-1")
                }
        plain(self, status, body, kind, headers)

    handler._send = paged
    try:
        finished(platform, client, {"scope": ALL, "lineitems": f"{book.url}/items?type_id=7"})
        until_quiet()
    finally:
        handler._send = plain
    assert the("link-1").found_line_item_url == book.item_url
    assert len(book.scores) == 1


def test_6_5_a_column_has_a_label_and_a_maximum(platform, client, book):
    finished(platform, client, {"scope": ALL, "lineitems": f"{book.url}/items?type_id=7"})
    until_quiet()
    (item,) = book.items
    assert item["label"] == "Link link-1"
    assert item["scoreMaximum"] > 0
    assert item["resourceLinkId"] == "link-1"
    assert item["resourceId"] == platform.launch_key


def test_6_6_a_column_that_is_there_is_reused(platform, client, book):
    container = {"scope": ALL, "lineitems": f"{book.url}/items?type_id=7"}
    book.items = [
        {"id": f"{book.url}/items/5?type_id=7", "resourceLinkId": "link-1", "tag": "something"},
        {"id": book.item_url, "resourceLinkId": "link-1", "tag": "waymark-completion"},
        {"id": f"{book.url}/items/6?type_id=7", "resourceLinkId": "another", "tag": "waymark-completion"},
    ]
    for number in range(3):
        finished(platform, client, container, sub=f"s-{number}")
    until_quiet()
    assert len(book.items) == 3, "none was made"
    assert QueuedScore.objects.filter(line_item_url=book.item_url, state="sent").count() == 3


def test_6_6_many_students_make_one_column(platform, client, book):
    container = {"scope": ALL, "lineitems": f"{book.url}/items?type_id=7"}
    book.faults["items"] = [500, 503]
    for number in range(4):
        finished(platform, client, container, sub=f"s-{number}")
    until_quiet()
    assert (len(book.items), len(book.scores)) == (1, 4)


def test_6_6_a_crash_after_making_a_column_finds_it_again(platform, client, book):
    book.faults["items"] = ["", "accept-close"]
    finished(platform, client, {"scope": ALL, "lineitems": f"{book.url}/items?type_id=7"})
    until_quiet()
    assert (len(book.items), len(book.scores)) == (1, 1)


def test_6_7_scores_and_results_go_on_the_path_before_the_query(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    until_quiet()
    paths = {name: path for name, path, _headers in book.asked}
    assert paths["scores"] == "/items/1/scores?type_id=7"
    assert paths["results"] == "/items/1/results?type_id=7&user_id=s-1"


def test_6_8_a_full_score_and_never_an_empty_one(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    until_quiet()
    (score,) = book.scores
    assert {"userId", "timestamp", "activityProgress", "gradingProgress", "scoreGiven", "scoreMaximum"} <= score.keys()
    assert score["scoreGiven"] == score["scoreMaximum"] > 0


def test_6_9_timestamps_have_an_offset_and_parts_of_a_second():
    score = json.loads(completed_score(sub="s", timestamp=datetime(2026, 3, 1, 12, tzinfo=UTC)))
    assert score["timestamp"] == "2026-03-01T12:00:00.000+00:00"


def test_6_9_a_retry_keeps_its_timestamp(platform, client, book, endpoint):
    book.faults["scores"] = ["accept-close"]
    finished(platform, client, endpoint)
    until_quiet(1)
    first = QueuedScore.objects.get().timestamp
    book.results.clear()  # as if the gradebook had not shown it yet: the score is sent again, and the platform knows its time
    until_quiet()
    score = QueuedScore.objects.get()
    assert (score.timestamp, len(book.scores)) == (first, 1)
    assert score.state in {"sent", "kept"}


def test_6_9_timestamps_of_one_person_and_column_only_grow(platform, client, book, endpoint):
    ahead = timezone.now().replace(microsecond=0) + timedelta(seconds=90)
    score = finished(platform, client, endpoint)
    student(platform, client, endpoint, link="second")
    other = QueuedScore.objects.create(
        completion=score.completion, link=the("second"), state="sent", timestamp=ahead, line_item_url=book.item_url
    )
    until_quiet()
    score.refresh_from_db()
    assert score.timestamp == ahead + timedelta(seconds=1)
    assert other.timestamp.microsecond == score.timestamp.microsecond == 0


def test_6_1_the_endpoint_is_read_anew_at_each_launch(platform, client, book, endpoint):
    student(platform, client, endpoint)
    student(platform, client, endpoint | {"lineitem": f"{book.url}/items/2?type_id=7", "scope": ALL[:1]})
    link = the("link-1")
    assert link.line_item_url.endswith("/items/2?type_id=7")
    assert link.context.score_scopes == ALL[0]


ODD_ENDPOINTS = [
    None,
    [],
    "x",
    {},
    {"scope": "x"},
    {"scope": [1, None, "a b"]},
    {"lineitems": 7, "lineitem": ["x"]},
    {"lineitems": "javascript:1"},
    {"lineitem": "https://x/" + "a" * 3_000},
]


@pytest.mark.parametrize("odd", ODD_ENDPOINTS, ids=str)
def test_a_lesson_opens_whatever_the_endpoint_is(platform, client, odd):
    _location, page = student(platform, client, odd)
    assert page.status_code == 200
    assert the("link-1").line_item_url == ""


def test_the_answer_of_the_token_endpoint_is_never_logged(platform, service, book, caplog):
    caplog.set_level("DEBUG")
    book.faults["token"] = [500, "close"]
    for _time in range(3):
        try:
            service.token((SCOPE + "score",))
        except ServiceError:
            continue
    assert "token-1" not in caplog.text
    assert "client_assertion" not in caplog.text
