"""Choosing a coach who sees how far one is; taken back as if it had never been."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

import pytest

from cms.groups import COACHES
from cms.models import User
from pd_tracks.models import AccessLog, ChosenCoach, Enrolment
from tests.functional.pd_tracks.steps import choose, mark, page_of, tables_with, text

pytestmark = pytest.mark.django_db
HOME = "/learning/coach/"
WHEN = timezone.localdate


@pytest.fixture
def chosen(client, joined, track, coach) -> ChosenCoach:
    answer = choose(client, joined, track, coach)
    assert answer["Location"] == f"{joined}{track.get_url()}#join"
    return ChosenCoach.objects.get()


def test_the_screen_before_says_what_it_means(client, joined, track, coach):
    shown = text(client.get(f"{joined}/learning/{track.launch_key}/coach/", secure=True))
    assert "Noor Haddad" in shown
    assert "coach@example.org" not in shown
    assert "Nothing you write goes along" in shown
    assert "You see when the coach looks." in shown


def test_the_coach_sees_how_far_and_the_teacher_that_they_looked(client, joined, track, module, chosen, at_the_coachs):
    mark(client, joined, module, "done", "1")
    shown = text(at_the_coachs.get(HOME, secure=True))
    assert "Ms. R." in shown
    assert "1 of " in shown
    assert f"{module.title}: done {WHEN().isoformat()}" in shown
    assert "AI for our staff" in shown, "the course in which they joined"
    assert "learner-" not in shown
    own = text(client.get(f"{joined}/learning/mine/", secure=True))
    assert "Noor Haddad looked at this" in own
    assert "Noor Haddad sees until" in own
    assert AccessLog.objects.count() == 1
    at_the_coachs.get(HOME, secure=True)
    assert AccessLog.objects.count() == 1, "the same look"
    assert tables_with("Ms. R.") == set(), "the name is closed"


def test_taking_it_back_looks_as_if_it_had_never_been(client, joined, track, coach, at_the_coachs):
    never = page_of(at_the_coachs, HOME)
    choose(client, joined, track, coach)
    at_the_coachs.get(HOME, secure=True)
    answer = client.post(f"{joined}/learning/{track.launch_key}/coach/", {"do": "let_go"}, secure=True)
    assert answer["Location"] == f"{joined}{track.get_url()}#join"
    assert page_of(at_the_coachs, HOME) == never
    assert not ChosenCoach.objects.exists()
    assert "Noor Haddad looked at this" in text(client.get(f"{joined}/learning/mine/", secure=True)), "the teacher's own log stays"


def test_another_coach_takes_the_place_of_the_one_before(client, joined, track, chosen, coach, at_the_coachs):
    other = User.objects.create_user("other", "o@example.org", "a long enough password")
    other.groups.add(coach.groups.get())
    choose(client, joined, track, other)
    assert ChosenCoach.objects.get().coach == other
    assert "Ms. R." not in text(at_the_coachs.get(HOME, secure=True))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "Ms. R."}, "Choose a coach."),
        ({"coach": "0", "name": "Ms. R."}, "Select a valid choice"),
        ({"coach": "{coach}", "name": ""}, "Write a name"),
        ({"coach": "{coach}", "name": "a\x00b"}, "Null characters"),
        ({"coach": "9" * 40, "name": "Ms. R."}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(client, joined, track, coach, data, words):
    data = {name: value.format(coach=coach.pk) for name, value in data.items()}
    answer = client.post(f"{joined}/learning/{track.launch_key}/coach/", data, secure=True)
    assert answer.status_code == 422
    assert words in text(answer)
    if data["name"] == "Ms. R.":
        assert 'value="Ms. R."' in text(answer)
    assert not ChosenCoach.objects.exists()


def test_who_paused_or_left_chooses_nobody(client, joined, track, coach):
    Enrolment.objects.update(paused_at=timezone.now())
    assert "Nothing was changed" in text(choose(client, joined, track, coach))
    Enrolment.objects.update(paused_at=None, left_at=timezone.now())
    assert choose(client, joined, track, coach)["Location"].endswith("#join")
    assert not ChosenCoach.objects.exists()


def test_leaving_ends_it_even_after_coming_back(client, joined, track, chosen, at_the_coachs):
    client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    assert not ChosenCoach.objects.exists()
    assert "Ms. R." not in text(at_the_coachs.get(HOME, secure=True))


def test_it_is_over_on_its_day_and_the_row_goes(client, joined, chosen, at_the_coachs):
    ChosenCoach.objects.update(until=WHEN())
    assert "Ms. R." in text(at_the_coachs.get(HOME, secure=True))
    ChosenCoach.objects.update(until=WHEN() - timedelta(days=1))
    assert "Ms. R." not in text(at_the_coachs.get(HOME, secure=True))
    call_command("purge_expired", stdout=StringIO())
    assert not ChosenCoach.objects.exists()


def test_a_coach_who_is_none_any_longer_sees_nothing_and_the_teacher_is_told(client, joined, track, chosen, coach, at_the_coachs):
    coach.groups.clear()
    assert at_the_coachs.get(HOME, secure=True).status_code == 403
    assert "Noor Haddad does not coach any longer" in text(client.get(f"{joined}{track.get_url()}", secure=True))
    coach.groups.add(coach.groups.model.objects.get(name=COACHES))
    assert "Ms. R." in text(at_the_coachs.get(HOME, secure=True))


def test_deleting_takes_all_of_it_along(client, joined, track, chosen, at_the_coachs):
    at_the_coachs.get(HOME, secure=True)
    client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True)
    assert not ChosenCoach.objects.exists()
    assert not AccessLog.objects.exists()


def test_a_name_that_cannot_be_opened_breaks_nothing(client, joined, track, chosen, at_the_coachs):
    ChosenCoach.objects.update(closed_name="not ours")
    assert "Without a name" in text(at_the_coachs.get(HOME, secure=True))
    assert client.get(f"{joined}{track.get_url()}", secure=True).status_code == 200
    assert client.get(f"{joined}/learning/mine/", secure=True).status_code == 200


def test_a_new_secret_closes_the_name_anew(client, joined, chosen, settings, at_the_coachs):
    settings.PRIVATE_TEXT_SECRET_FALLBACKS = [settings.PRIVATE_TEXT_SECRET or settings.SECRET_KEY]
    settings.PRIVATE_TEXT_SECRET = "another secret that is long enough to be one"
    call_command("rotate_keys", stdout=StringIO())
    settings.PRIVATE_TEXT_SECRET_FALLBACKS = []
    assert ChosenCoach.objects.get().name() == "Ms. R."
