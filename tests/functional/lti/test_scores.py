"""Completions on their way to a gradebook, through everything that can go wrong: at the end each student has exactly one score."""

from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from cms import outgoing
from curriculum.models import LessonPage
from lti.models import Completion, Context, Launch, PlatformUser, QueuedScore, ResourceLink
from lti.services import scores
from lti.services.scores import send_due
from tests.fake_platform import INSTRUCTOR, LEARNER, TEST_USER
from tests.functional.lti.test_links import decide, launch, text, the
from tests.gradebook import SCOPE

pytestmark = pytest.mark.django_db
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ALL = [SCOPE + name for name in ("lineitem", "result.readonly", "score")]


def student(platform, client, endpoint: object, *, sub: str = "s-1", link: str = "link-1", **changes):
    """A student opens a link that returns completion; (location, page)."""
    custom = changes.pop("custom", {"completion": "1"})
    return launch(platform, client, link=link, roles=changes.pop("roles", [LEARNER]), custom=custom, sub=sub, **{AGS: endpoint}, **changes)


def finish(client, location: str, **fields: str):
    token = "/".join(location.split("/")[:3])
    return client.post(f"{token}/course/finish/", fields or {"done": "1"}, secure=True)


def finished(platform, client, endpoint: object, *, sub: str = "s-1", **changes) -> QueuedScore:
    location, _page = student(platform, client, endpoint, sub=sub, **changes)
    assert finish(client, location).status_code == 303
    return QueuedScore.objects.get(completion__user__sub=sub, link__id_on_platform=changes.get("link", "link-1"))


def until_quiet(rounds: int = 30) -> None:
    """Workers come and go until nothing waits any more: time is moved, not waited for."""
    for _round in range(rounds):
        past = timezone.now() - timedelta(seconds=1)
        QueuedScore.objects.filter(state="waiting").update(next_attempt_at=past, leased_until=None)
        ResourceLink.objects.update(line_item_leased_until=None)
        send_due()
        if not QueuedScore.objects.filter(state="waiting").exists():
            return


def states() -> list[str]:
    return sorted(QueuedScore.objects.values_list("state", flat=True))


# ---- finishing -----------------------------------------------------------------------------------------------------


def test_nothing_is_offered_or_kept_unless_a_teacher_asked(platform, client, endpoint):
    location, page = student(platform, client, endpoint, custom={})
    assert "I have finished this lesson" not in text(page)
    assert finish(client, location).status_code == 404
    assert not Completion.objects.exists()


def test_a_teachers_copied_address_finishes_nothing(platform, client, endpoint):
    """It shows the student's page, and its launch is a teacher's."""
    location, _page = student(platform, client, endpoint, roles=[INSTRUCTOR], sub="t-1")
    assert finish(type(client)(), location).status_code == 404
    assert not Completion.objects.exists()


def test_finishing_is_kept_and_queued_and_twice_is_once(platform, client, endpoint):
    location, page = student(platform, client, endpoint)
    assert "I have finished this lesson" in text(page)
    for _time in range(2):
        answer = finish(client, location, done="1", language="en")
        assert (answer.status_code, answer["Location"].endswith("#finished")) == (303, True)
    assert (Completion.objects.count(), states()) == (1, ["waiting"])
    assert "It is on its way to your gradebook." in text(client.get(location, secure=True))


def test_finishing_asks_the_platform_nothing(platform, client, book, endpoint):
    location, _page = student(platform, client, endpoint)
    finish(client, location)
    assert book.asked == []


def test_it_can_be_taken_back_until_it_was_tried(platform, client, book, endpoint):
    location, _page = student(platform, client, endpoint)
    finish(client, location)
    assert "Not finished after all" in text(client.get(location, secure=True))
    finish(client, location, done="0")
    assert not Completion.objects.exists()
    finish(client, location)
    until_quiet()
    finish(client, location, done="0")
    assert states() == ["sent"], "what the gradebook has is not taken out of it"
    assert "Not finished after all" not in text(client.get(location, secure=True))


@pytest.mark.parametrize(
    "changes", [{"roles": [LEARNER, TEST_USER]}, {"custom": {"completion": "1", "actual_user": "an-administrator"}}, {"roles": []}]
)
def test_visits_kept_for_nobody_finish_nothing(platform, client, endpoint, changes):
    location, page = student(platform, client, endpoint, **changes)
    assert "This visit is recorded for nobody" in text(page)
    assert finish(client, location).status_code == 303
    assert not Completion.objects.exists()


def test_a_teacher_finishes_nothing(platform, client, endpoint):
    location, page = student(platform, client, endpoint, roles=[INSTRUCTOR])
    assert "I have finished this lesson" not in text(page)
    assert "I have finished this lesson" not in text(client.get(f"{location}?as=student", secure=True))
    assert finish(client, location).status_code == 404


def test_without_the_launchs_cookie_it_can_be_said_but_is_not_told(platform, client, endpoint):
    location, _page = student(platform, client, endpoint)
    finish(client, location)
    client.cookies.clear()
    page = text(client.get(location, secure=True))
    assert "It is on its way" not in page
    assert "Pressing it again does no harm." in page
    assert finish(client, location).status_code == 303
    assert states() == ["waiting"]


def test_all_links_of_the_course_to_this_lesson_are_told(platform, client, endpoint):
    student(platform, client, endpoint, link="second")
    location, _page = student(platform, client, endpoint)
    finish(client, location)
    assert states() == ["waiting", "waiting"]


def test_the_page_takes_one_more_statement_where_completion_is_on(platform, client, endpoint):
    def statements(location: str) -> int:
        client.get(location, secure=True)
        with CaptureQueriesContext(connection) as seen:
            client.get(location, secure=True)
        return len(seen)

    off = statements(student(platform, client, endpoint, link="off", custom={})[0])
    on = statements(student(platform, client, endpoint)[0])
    assert (off <= 8, on) == (True, off + 1)


# ---- sending -------------------------------------------------------------------------------------------------------


def test_what_is_sent(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    assert send_due() == {"sent": 1}
    (score,) = book.scores
    assert score["userId"] == "s-1"
    assert (score["activityProgress"], score["gradingProgress"]) == ("Completed", "FullyGraded")
    assert (score["scoreGiven"], score["scoreMaximum"]) == (1, 1)
    assert "comment" not in score
    assert score["https://canvas.instructure.com/lti/submission"] == {"new_submission": False}
    assert send_due() == {}, "once"


def test_a_humans_grade_is_never_replaced(platform, client, book, endpoint):
    book.type_over("s-1", resultScore=0.4, resultMaximum=1)
    book.type_over("s-2", resultScore=0, resultMaximum=1)
    book.type_over("s-3", comment="See me")
    book.type_over("s-4", resultScore=1, resultMaximum=1)
    for number in range(1, 6):
        finished(platform, client, endpoint, sub=f"s-{number}")
    send_due()
    assert [score["userId"] for score in book.scores] == ["s-5"]
    assert states() == ["kept", "kept", "kept", "kept", "sent"]
    location, page = student(platform, client, endpoint, sub="s-1")
    assert "That grade stays as it is." in text(page)


def test_an_unreadable_gradebook_asks_the_teacher_once(platform, client, book):
    endpoint = {"scope": [SCOPE + "score"], "lineitems": f"{book.url}/items", "lineitem": book.item_url}
    finished(platform, client, endpoint)
    until_quiet()
    assert (states(), book.scores) == (["asks"], [])
    assert "Your teacher has to allow it once." in text(student(platform, client, endpoint)[1])
    location, page = student(platform, client, endpoint, sub="t-1", roles=[INSTRUCTOR])
    assert "Send anyway?" in text(page)
    decide(client, location, the("link-1"), do="confirm_unread", back="lesson")
    until_quiet()
    finished(platform, client, endpoint, sub="s-2")
    until_quiet()
    assert (states(), len(book.scores)) == (["sent", "sent"], 2)


@pytest.mark.parametrize("status", [403, 404])
def test_results_that_are_refused_count_as_unreadable(platform, client, book, endpoint, status):
    book.faults["results"] = [status]
    finished(platform, client, endpoint)
    until_quiet()
    assert states() == ["asks"]


def test_no_scope_no_score(platform, client, book):
    finished(platform, client, {"scope": [SCOPE + "result.readonly"], "lineitem": book.item_url})
    until_quiet()
    assert (QueuedScore.objects.get().reason, book.asked) == ("not_allowed", [])


FAULTS = {
    "500": {"scores": [500]},
    "503 five times": {"scores": [503] * 5},
    "429": {"scores": [429, 429]},
    "closed before": {"scores": ["close"]},
    "closed after accepting": {"scores": ["accept-close"]},
    "closed after accepting, then 500": {"scores": ["accept-close", 500]},
    "results 500": {"results": [500, 502]},
    "results closed": {"results": ["close"]},
    "token 500": {"token": [500]},
    "token closed": {"token": ["close", "accept-close"]},
    "everything once": {"token": [500], "results": [500, "close"], "scores": ["close", 503, "accept-close"]},
}


@pytest.mark.parametrize("name", FAULTS)
def test_after_faults_each_student_has_exactly_one_score(platform, client, book, endpoint, name):
    for number in range(3):
        finished(platform, client, endpoint, sub=f"s-{number}")
    book.faults = {endpoint: list(faults) for endpoint, faults in FAULTS[name].items()}
    until_quiet()
    assert states() == ["sent"] * 3
    assert sorted(score["userId"] for score in book.scores) == ["s-0", "s-1", "s-2"]
    assert not any(book.faults.values()), "every fault was met"


def test_a_service_that_hangs_is_left_and_asked_again(platform, client, book, endpoint, monkeypatch):
    monkeypatch.setattr(outgoing, "READ_SECONDS", 0.5)
    book.faults["scores"] = ["hang"]
    finished(platform, client, endpoint)
    until_quiet()
    assert (states(), len(book.scores)) == (["sent"], 1)


def test_one_students_fault_does_not_stop_the_others(platform, client, book, endpoint):
    for number in range(3):
        finished(platform, client, endpoint, sub=f"s-{number}")
    book.faults["scores"] = [400]
    send_due()
    assert states() == ["failed", "sent", "sent"]


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_other_refusals_are_final_until_somebody_asks(platform, client, book, endpoint, status):
    book.faults["scores"] = [status]
    finished(platform, client, endpoint)
    until_quiet()
    score = QueuedScore.objects.get()
    assert (score.state, score.reason) == ("failed", f"status_{status}")
    assert "could not be reached" in text(student(platform, client, endpoint)[1])
    location, page = student(platform, client, endpoint, sub="t-1", roles=[INSTRUCTOR])
    assert "1 could not be sent" in text(page)
    assert decide(client, location, the("link-1"), do="again").status_code == 303
    until_quiet()
    assert (states(), len(book.scores)) == (["sent"], 1)


def test_it_waits_longer_each_time_and_as_long_as_it_is_told(platform, client, book, endpoint):
    book.faults["scores"] = [500, 500, 500, 429]
    score = finished(platform, client, endpoint)
    waits = []
    for _attempt in range(3):
        QueuedScore.objects.update(next_attempt_at=timezone.now())
        send_due()
        score.refresh_from_db()
        waits.append((score.next_attempt_at - timezone.now()).total_seconds())
    assert 9 <= waits[0] <= 31
    assert 19 <= waits[1] <= 61
    assert 39 <= waits[2] <= 121
    book.retry_after = "7200"
    QueuedScore.objects.update(next_attempt_at=timezone.now())
    send_due()
    score.refresh_from_db()
    assert (score.next_attempt_at - timezone.now()).total_seconds() > 7_100
    assert (score.state, score.reason) == ("waiting", "status_429")


def test_it_gives_up_after_about_a_week_and_says_so(platform, client, book, endpoint):
    score = finished(platform, client, endpoint)
    QueuedScore.objects.update(attempts=scores.MOST_ATTEMPTS)
    book.faults["scores"] = [500]
    send_due()
    score.refresh_from_db()
    assert (score.state, score.reason) == ("failed", "gave_up_status_500")


def test_a_grade_typed_between_two_attempts_stays(platform, client, book, endpoint):
    book.faults["scores"] = [500]
    finished(platform, client, endpoint)
    send_due()
    book.type_over("s-1", resultScore=0.2, resultMaximum=1, comment="Let us talk")
    until_quiet()
    assert (states(), book.scores) == (["kept"], [])


def test_switching_off_stops_what_waits_and_on_again_sends_it(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    location, _page = student(platform, client, endpoint, sub="t-1", roles=[INSTRUCTOR])
    decide(client, location, the("link-1"), do="return_no_more")
    until_quiet()
    assert (states(), book.scores) == (["stopped"], [])
    decide(client, location, the("link-1"), do="return")
    until_quiet()
    assert (states(), len(book.scores)) == (["sent"], 1)


def test_switching_on_later_tells_of_those_who_finished_before(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    student(platform, client, endpoint, link="later", custom={})
    location, _page = student(platform, client, endpoint, sub="t-1", roles=[INSTRUCTOR], link="later", custom={})
    decide(client, location, the("later"), do="return")
    assert QueuedScore.objects.filter(link=the("later")).count() == 1


def test_two_workers_take_each_score_once(platform, client, book, endpoint):
    score = finished(platform, client, endpoint)
    assert QueuedScore.objects.lease(score.pk) is True
    assert QueuedScore.objects.lease(score.pk) is False
    assert send_due() == {}
    QueuedScore.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert send_due() == {"sent": 1}, "a dead worker's lease ends"


def test_the_command_says_what_it_did(platform, client, book, endpoint, capsys):
    call_command("send_scores")
    finished(platform, client, endpoint)
    call_command("send_scores")
    assert capsys.readouterr().out == "Nothing to send.\n1 sent\n"


def test_a_copied_course_has_a_column_and_a_score_of_its_own(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    until_quiet()
    book.type_over("s-1", resultScore=0.1, resultMaximum=1)
    copy = endpoint | {"lineitem": f"{book.url}/items/9?type_id=7"}
    finished(platform, client, copy, link="copy", course="course-2", custom={"completion": "1", "link_history": "link-1"})
    until_quiet()
    assert book.results["s-1"] == {"resultScore": 0.1, "resultMaximum": 1}, "the override stays"


def test_forgetting_a_person_forgets_what_they_finished(platform, client, book, endpoint):
    finished(platform, client, endpoint)
    Launch.objects.update(created_at=timezone.now() - timedelta(days=400))
    call_command("purge_expired")
    assert states() == ["waiting"], "what is on its way is delivered first"
    until_quiet()
    call_command("purge_expired")
    assert not PlatformUser.objects.exists()
    assert not Completion.objects.exists()
    assert not QueuedScore.objects.exists()
    assert Context.objects.exists()
    assert LessonPage.objects.exists()
