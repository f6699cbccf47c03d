"""The administrator's report of scores: counts by course and reason, no names, and one press to try again."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from cms.models import User
from lti.models import QueuedScore
from lti.views.score_report import reason_in_words
from tests.functional.lti.test_links import text, the
from tests.functional.lti.test_scores import finished, until_quiet

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(platform, client, book, endpoint):
    """Two scores that the platform refused, and one that arrived."""
    book.faults["scores"] = [422, 422]
    for number in range(3):
        finished(platform, client, endpoint, sub=f"s-{number}")
    until_quiet()


def report(client, name: str = "score_report", **query: str):
    return client.get(reverse(name), query, secure=True)


def test_it_counts_by_course_and_reason_and_names_nobody(admin, failed):
    response = report(admin)
    page = text(response)
    assert response.status_code == 200
    for word in ("The course course-1", "Link link-1", "LMS at lms.example", "Could not be sent", "status_422", "In the gradebook"):
        assert word in page
    rows = [(row["state"], row["people"]) for row in response.context["object_list"]]
    assert rows == [("failed", 2), ("sent", 1)], "what failed comes first"
    for user in QueuedScore.objects.values_list("completion__user__sub", "completion__user__key"):
        assert not [value for value in map(str, user) if f">{value}<" in page or (len(value) > 5 and value in page)]


def test_it_is_narrowed_by_state(admin, failed):
    assert [row["state"] for row in report(admin, state="sent").context["object_list"]] == ["sent"]
    assert [row["state"] for row in report(admin, "score_report_results", state="failed").context["object_list"]] == ["failed"]


def test_what_failed_is_sent_again(admin, failed, book):
    address = reverse("send_link_again", args=[the("link-1").pk])
    assert address in report(admin).content.decode()
    answer = admin.post(address, secure=True, follow=True)
    assert "2 scores are tried again." in text(answer)
    until_quiet()
    assert (set(QueuedScore.objects.values_list("state", flat=True)), len(book.scores)) == ({"sent"}, 3)
    assert address not in report(admin).content.decode()


def test_the_button_names_its_link_and_a_forged_press_does_nothing(admin, failed):
    page = report(admin).content.decode()
    assert 'aria-label="Send again: Link link-1, The course course-1"' in page
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="root"))
    assert strict.post(reverse("send_link_again", args=[the("link-1").pk]), secure=True).status_code == 403


def test_only_those_who_look_after_platforms(client, failed):
    author = Client()
    author.force_login(User.objects.create_user("author", "author@example.org", "a long enough password"))
    address = reverse("send_link_again", args=[the("link-1").pk])
    for who in (author, Client()):
        assert report(who).status_code in {302, 403}
        assert who.post(address, secure=True).status_code in {302, 403}
    assert QueuedScore.objects.filter(state="failed").count() == 2
    assert client.get(address, secure=True).status_code in {302, 405}


def test_a_sheet_has_the_same_rows(admin, failed):
    sheet = b"".join(report(admin, export="csv").streaming_content).decode()
    assert "The course course-1,Link link-1,LMS at lms.example,Could not be sent,status_422,2," in sheet
    assert sheet.count("\r\n") == 3


def test_the_cost_does_not_grow_with_the_rows(admin, failed, platform, client, endpoint):
    def statements() -> int:
        report(admin)
        with CaptureQueriesContext(connection) as seen:
            report(admin)
        return len(seen)

    before = statements()
    for number in range(5):
        finished(platform, client, endpoint, sub=f"more-{number}", link=f"link-{number + 2}")
    assert statements() == before


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", ""),
        ("status_422", "status_422"),
        ("no_answer", "The platform did not answer."),
        ("gave_up_no_answer", "Given up after many attempts. Last: The platform did not answer."),
        ("token_status_401", "The platform gave no access token (status_401): check its values and keys."),
    ],
)
def test_reasons_are_words_where_there_are_any(code, words):
    assert reason_in_words(code) == words
