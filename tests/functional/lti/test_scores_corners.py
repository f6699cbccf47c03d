"""Platforms that answer in unusual ways, and what happens between two steps of a delivery: no human's grade is lost, no token strays."""

import json
from datetime import timedelta
from email.utils import format_datetime

from django.utils import timezone

import pytest
import responses
from requests import ConnectionError as NoConnection

from lti.models import Completion, QueuedScore, ResourceLink
from lti.services.line_items import TAG
from lti.services.scores import send_due
from tests.functional.lti.test_links import launch, the
from tests.functional.lti.test_scores import AGS, ALL, finish, until_quiet

pytestmark = pytest.mark.django_db
CONTAINER = "/items?type_id=7"


def item(platform, number: int = 1) -> str:
    return f"{platform.issuer}/items/{number}?type_id=7"


def below(platform, name: str, number: int = 1) -> str:
    return f"{platform.issuer}/items/{number}/{name}"


def answer(platform, method: str, url: str, *args, **answered) -> None:
    """This is what the platform says now."""
    platform.wire.remove(method, url)
    if callable(answered.get("callback")):
        platform.wire.add_callback(method, url, **answered)
    else:
        platform.wire.add(method, url, *args, **answered)


@pytest.fixture
def lms(platform):
    return willing(platform)


def willing(platform):
    """A platform that gives tokens, has an empty gradebook and takes every score."""
    answer(platform, responses.POST, platform.auth_token_url, json={"access_token": f"token of {platform.host}", "expires_in": 3600})
    for number in (1, 2):
        answer(platform, responses.GET, below(platform, "results", number), json=[])
        answer(platform, responses.POST, below(platform, "scores", number), status=204)
    return platform


def finished(platform, client, *, sub: str = "s-1", bound: bool = True, link: str = "link-1", **changes) -> QueuedScore:
    endpoint = {"scope": ALL, "lineitems": platform.issuer + CONTAINER} | ({"lineitem": item(platform)} if bound else {})
    location, _page = launch(
        platform, client, link=link, roles=["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"], custom={"completion": "1"},
        sub=sub, **{AGS: endpoint}, **changes,
    )  # fmt: skip
    finish(client, location)
    return QueuedScore.objects.get(completion__user__sub=sub, link__id_on_platform=link)


def asked(platform, method: str, part: str) -> list[responses.Call]:
    return [call for call in platform.wire.calls if call.request.method == method and part in call.request.url]


def ended(score: QueuedScore) -> tuple[str, str]:
    score.refresh_from_db()
    return score.state, score.reason


# ---- reading before sending ----------------------------------------------------------------------------------------


def test_a_grade_on_a_later_page_is_found_though_the_filter_is_ignored(lms, client):
    pages = [{"id": "r", "userId": "somebody else", "resultScore": 1, "resultMaximum": 1}]
    second = below(lms, "more")
    answer(lms, responses.GET, below(lms, "results"), json=pages, headers={"Link": f'<{second}>; rel="next"'})
    answer(lms, responses.GET, second, json=[{"id": "r", "userId": "s-1", "resultScore": 0.4, "resultMaximum": 1}])
    score = finished(lms, client)
    send_due()
    assert ended(score) == ("kept", "graded")
    assert asked(lms, "POST", "/scores") == []


def test_pages_without_an_end_are_not_taken_for_an_empty_gradebook(lms, client):
    results = below(lms, "results")
    answer(lms, responses.GET, results, json=[], headers={"Link": f'<{results}>; rel="next"'})
    score = finished(lms, client)
    send_due()
    assert ended(score) == ("failed", "too_many_pages")
    assert asked(lms, "POST", "/scores") == []


def test_our_own_score_is_known_again_without_a_maximum(lms, client):
    """Section 3.3.4: a result without a maximum is out of 1."""
    answer(lms, responses.POST, below(lms, "scores"), body=NoConnection())
    score = finished(lms, client)
    send_due()
    assert ended(score) == ("waiting", "no_answer")
    answer(lms, responses.GET, below(lms, "results"), json=[{"id": "r", "userId": "s-1", "resultScore": 1}])
    until_quiet()
    assert ended(score) == ("sent", "")


def test_a_conflict_that_cannot_be_looked_into_is_the_score_we_sent(lms, client):
    answer(lms, responses.POST, below(lms, "scores"), status=409)

    def only_once(_request):
        answer(lms, responses.GET, below(lms, "results"), status=403)
        return 200, {}, "[]"

    answer(lms, responses.GET, below(lms, "results"), callback=only_once)
    score = finished(lms, client)
    send_due()
    assert ended(score) == ("sent", "conflict")


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refused_token_is_not_an_unreadable_gradebook(lms, client, status):
    """Else a teacher would be asked to send unread, for a reason that has nothing to do with reading."""
    answer(lms, responses.POST, lms.auth_token_url, status=status)
    score = finished(lms, client)
    send_due()
    assert ended(score) == ("failed", f"token_status_{status}")


# ---- columns -------------------------------------------------------------------------------------------------------


def test_a_column_at_another_host_gets_no_token(lms, client):
    foreign = "https://elsewhere.example/items/1"
    row = {"id": foreign, "resourceLinkId": "link-1", "tag": TAG, "label": "x", "scoreMaximum": 1}
    answer(lms, responses.GET, lms.issuer + "/items", json=[row])
    score = finished(lms, client, bound=False)
    send_due()
    assert ended(score) == ("failed", "column_elsewhere")
    assert not [call for call in lms.wire.calls if "elsewhere.example" in call.request.url]
    assert asked(lms, "POST", "/items") == [], "and no second column"


def test_a_column_that_a_copied_course_left_without_a_link_is_used_again(lms, client):
    row = {"id": item(lms, 2), "tag": TAG, "resourceId": lms.launch_key, "label": "x", "scoreMaximum": 1}
    answer(lms, responses.GET, lms.issuer + "/items", json=[row])
    score = finished(lms, client, bound=False)
    send_due()
    assert ended(score) == ("sent", "")
    assert len(asked(lms, "POST", "/items/2/scores")) == 1


def test_a_column_of_another_link_is_left_to_it(lms, client):
    row = {"id": item(lms, 2), "tag": TAG, "resourceId": lms.launch_key, "label": "x", "scoreMaximum": 1}
    answer(lms, responses.GET, lms.issuer + "/items", json=[row])
    answer(lms, responses.POST, lms.issuer + "/items", status=201, json={"id": item(lms, 1), "label": "x", "scoreMaximum": 1})
    finished(lms, client, bound=False, link="first")
    send_due()
    assert the("first").found_line_item_url == item(lms, 2)
    finished(lms, client, bound=False, link="second", sub="s-2")
    send_due()
    assert the("second").found_line_item_url == item(lms, 1)


def test_a_column_that_was_taken_away_is_looked_for_again(lms, client):
    score = finished(lms, client, bound=False)
    ResourceLink.objects.update(found_line_item_url=item(lms, 2))
    for url in (item(lms, 2), below(lms, "results", 2)):
        answer(lms, responses.GET, url, status=404)
    answer(lms, responses.GET, lms.issuer + "/items", json=[])
    answer(lms, responses.POST, lms.issuer + "/items", status=201, json={"id": item(lms, 1), "label": "x", "scoreMaximum": 1})
    send_due()
    assert ended(score) == ("waiting", "column_gone")
    until_quiet()
    assert ended(score) == ("sent", "")
    assert len(asked(lms, "POST", "/items/1/scores")) == 1


def test_waiting_for_another_workers_search_costs_no_attempt(lms, client):
    score = finished(lms, client, bound=False)
    ResourceLink.objects.update(line_item_leased_until=timezone.now() + timedelta(minutes=1))
    for _time in range(3):
        QueuedScore.objects.update(next_attempt_at=timezone.now())
        send_due()
    assert ended(score) == ("waiting", "column_busy")
    assert score.attempts == 0
    assert score.next_attempt_at - timezone.now() < timedelta(seconds=6)


# ---- between two steps ---------------------------------------------------------------------------------------------


def test_a_score_that_is_deleted_on_its_way_is_not_sent_and_stops_nobody(lms, client):
    def forget(_request):
        Completion.objects.filter(user__sub="s-1").delete()
        return 200, {}, "[]"

    finished(lms, client)
    other = finished(lms, client, sub="s-2")
    answer(lms, responses.GET, below(lms, "results"), callback=forget)
    assert send_due() == {"sent": 1}
    assert ended(other) == ("sent", "")
    sent = [json.loads(call.request.body)["userId"] for call in asked(lms, "POST", "/scores")]
    assert sent == ["s-2"]


def test_a_worker_that_was_too_slow_sends_nothing(lms, client):
    """Its lease ended, and another worker has the row: only that one may go on."""

    def another_worker(_request):
        QueuedScore.objects.update(leased_until=timezone.now() + timedelta(minutes=2))
        return 200, {}, "[]"

    score = finished(lms, client)
    answer(lms, responses.GET, below(lms, "results"), callback=another_worker)
    assert send_due() == {}
    assert asked(lms, "POST", "/scores") == []
    score.refresh_from_db()
    assert (score.state, score.leased_until > timezone.now()) == ("waiting", True), "the other one's lease stays"


# ---- many ----------------------------------------------------------------------------------------------------------


def test_a_platform_that_is_down_is_left_alone_and_holds_up_nobody(lms, other_platform, client):
    willing(other_platform)
    for number in range(8):
        finished(lms, client, sub=f"s-{number}")
    other = finished(other_platform, client, sub="o-1")
    answer(lms, responses.GET, below(lms, "results"), status=503)
    assert send_due() == {"waiting": 3, "sent": 1}
    assert ended(other) == ("sent", "")
    assert len(asked(lms, "GET", "https://lms.example/items/1/results")) == 3
    answer(lms, responses.GET, below(lms, "results"), json=[])
    until_quiet()
    assert set(QueuedScore.objects.values_list("state", flat=True)) == {"sent"}


def test_one_student_whom_the_platform_cannot_bear_holds_up_nobody(lms, client):
    def unlucky(request):
        return (500 if b'"s-0"' in request.body else 204), {}, ""

    answer(lms, responses.POST, below(lms, "scores"), callback=unlucky)
    for number in range(6):
        finished(lms, client, sub=f"s-{number}")
    assert send_due() == {"waiting": 1, "sent": 5}


def test_retry_after_may_be_a_date(lms, client):
    when = timezone.now() + timedelta(hours=3)
    answer(lms, responses.POST, below(lms, "scores"), status=429, headers={"Retry-After": format_datetime(when, usegmt=False)})
    score = finished(lms, client)
    send_due()
    assert ended(score) == ("waiting", "status_429")
    assert score.next_attempt_at > when - timedelta(minutes=1)


@pytest.mark.parametrize("text", ["soon", "-5", "Mon, 99 Foo 2026", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", "\u0663"])
def test_any_other_retry_after_does_no_harm(lms, client, text):
    answer(lms, responses.POST, below(lms, "scores"), status=429, headers={"Retry-After": text})
    score = finished(lms, client)
    send_due()
    assert ended(score) == ("waiting", "status_429")
    assert score.next_attempt_at - timezone.now() < timedelta(days=1, minutes=1)
