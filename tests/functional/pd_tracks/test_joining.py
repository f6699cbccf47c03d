"""Joining and marking: by one's own yes, for oneself alone."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

import pytest

from cms.models import User
from lti.models import PlatformUser
from pd_tracks.models import Enrolment, Participation
from pd_tracks.models.people import end_of_school_year
from tests.fake_platform import INSTRUCTOR, LEARNER
from tests.functional.pd_tracks.steps import SUB, inside, mark, text

pytestmark = pytest.mark.django_db


# Joining ---------------------------------------------------------------------------------------------------------------


def test_looking_makes_nobody(client, launched):
    assert not User.objects.filter(username__startswith="learner-").exists()
    assert PlatformUser.objects.get(sub=SUB).person is None
    assert not Enrolment.objects.exists()


def test_joining_makes_a_person_without_a_name_or_a_password(client, joined, track):
    person = PlatformUser.objects.get(sub=SUB).person
    assert person.username.startswith("learner-")
    assert SUB not in person.username
    assert (person.first_name, person.last_name, person.email) == ("", "", "")
    assert not person.has_usable_password()
    assert not person.is_active, "a password that somebody sets opens nothing"
    assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)
    page = text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert "You are in this track" in page
    assert "0 modules of 4 are done" in page


def test_joining_twice_is_joining_once(client, joined, track):
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    assert Enrolment.objects.count() == 1
    assert User.objects.filter(username__startswith="learner-").count() == 1


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 11, 27), date(2027, 6, 30)),
        (date(2027, 5, 1), date(2027, 6, 30)),
        (date(2027, 5, 2), date(2028, 6, 30)),
        (date(2027, 7, 1), date(2028, 6, 30)),
    ],
)
def test_a_yes_lasts_to_the_end_of_a_school_year(today, until):
    assert end_of_school_year(today) == until


def test_a_yes_that_ended_is_asked_for_again_and_nothing_is_added_meanwhile(client, joined, track, module):
    Enrolment.objects.update(agreed_until=timezone.localdate() - timedelta(days=1))
    assert "Shall we go on?" in text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert client.post(f"{joined}/learning/{module.launch_key}/marks/", {"mark": "done", "on": "1"}, secure=True).status_code == 403
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    assert Enrolment.objects.get().is_current


@pytest.mark.parametrize(
    "changes",
    [
        {"custom": {"actual_user": "root"}},
        {"roles": ("http://purl.imsglobal.org/vocab/lti/system/person#TestUser", LEARNER)},
        {"roles": ("Administrator",)},
    ],
)
def test_who_may_not_join_becomes_nobody(client, staff_course, track, changes):
    staff_course(client, track, sub="first")
    changes = {**changes, "custom": {"launch_key": track.launch_key, **changes.get("custom", {})}}
    location, page = staff_course(client, track, **changes)
    assert "Join this track" not in text(page)
    assert client.post(inside(location, f"/learning/{track.launch_key}/join/"), secure=True).status_code == 403
    assert not Enrolment.objects.exists()
    assert not User.objects.filter(username__startswith="learner-").exists()


def test_in_a_course_for_students_nobody_joins(client, staff_course, track):
    location, _page = staff_course(client, track, course="course-1", is_staff=False, roles=(INSTRUCTOR,))
    answer = client.post(inside(location, f"/learning/{track.launch_key}/join/"), secure=True)
    assert answer.status_code == 403
    assert "This is for staff" in text(answer)
    assert not Enrolment.objects.exists()


def test_a_copied_address_joins_nobody_and_shows_nothing(client, joined, track, module):
    stranger = Client()
    assert stranger.post(f"{joined}/learning/{track.launch_key}/join/", secure=True).status_code == 403
    page = text(stranger.get(f"{joined}{track.get_url()}", secure=True))
    assert "You are in this track" not in page
    assert "open this track again from your course" in page
    assert "you have not joined a track, or this browser" in text(stranger.get(f"{joined}/learning/mine/", secure=True))
    for path in (f"{track.launch_key}/leave/", f"{module.launch_key}/marks/", "mine/delete/", f"{track.launch_key}/pause/"):
        data = {"what": "delete", "sure": "1", "mark": "done", "on": "1"}
        assert stranger.post(f"{joined}/learning/{path}", data, secure=True).status_code == 403, path
    assert Enrolment.objects.get().left_at is None


def test_an_administrator_who_acts_for_somebody_sees_nothing_of_theirs(client, joined, staff_course, track):
    location, page = staff_course(client, track, sub=SUB, custom={"launch_key": track.launch_key, "actual_user": "root"})
    assert "You are in this track" not in text(page)
    assert "you have not joined" in text(client.get(inside(location, "/learning/mine/"), secure=True))


def test_another_teacher_of_the_course_sees_their_own_alone(client, joined, staff_course, track, module):
    client.post(f"{joined}/learning/{module.launch_key}/marks/", {"mark": "done", "on": "1"}, secure=True)
    other = Client()
    location, page = staff_course(other, track, sub="another", roles=(INSTRUCTOR,))
    assert "Would you like to join?" in text(page)
    assert "You said you are done" not in text(page)
    other.post(inside(location, f"/learning/{track.launch_key}/join/"), secure=True)
    other.post(inside(location, f"/learning/{track.launch_key}/leave/"), {"what": "delete"}, secure=True)
    assert Participation.objects.count() == 1, "leaving takes nobody else's"


# Marks -----------------------------------------------------------------------------------------------------------------


def test_marks_are_kept_shown_and_taken_back(client, joined, track, module):
    for which in ("tried", "done"):
        assert mark(client, joined, module, which, "1").status_code == 302
    page = text(client.get(f"{joined}{module.get_url()}", secure=True))
    assert page.count('aria-pressed="true"') == 2
    page = text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert "1 module of 4 is done" in page
    assert page.count("You said you are done") == 1
    first = Participation.objects.get()
    mark(client, joined, module, "done", "1")
    assert Participation.objects.get().done_at == first.done_at, "saying it twice keeps the first day"
    mark(client, joined, module, "done", "0")
    again = Participation.objects.get()
    assert again.done_at is None
    assert again.tried_at == first.tried_at


def test_nothing_is_marked_without_joining_or_while_paused(client, launched, track, module):
    assert mark(client, launched, module, "done", "1").status_code == 403
    client.post(f"{launched}/learning/{track.launch_key}/join/", secure=True)
    client.post(f"{launched}/learning/{track.launch_key}/pause/", {"do": "pause"}, secure=True)
    assert "You paused this track" in text(client.get(f"{launched}{track.get_url()}", secure=True))
    assert mark(client, launched, module, "done", "1").status_code == 403
    client.post(f"{launched}/learning/{track.launch_key}/pause/", {"do": "resume"}, secure=True)
    assert mark(client, launched, module, "done", "1").status_code == 302


@pytest.mark.parametrize("odd", ["rating", "", "done\x00", "0"])
def test_odd_marks(client, joined, module, odd):
    assert client.post(f"{joined}/learning/{module.launch_key}/marks/", {"mark": odd, "on": "1"}, secure=True).status_code == 404
    assert not Participation.objects.exists()


def test_only_tracks_are_joined_and_only_modules_are_marked(client, joined, track, module):
    unknown = "0b7c1c36-0000-4000-8000-000000000000"
    for key, path in ((module.launch_key, "join"), (unknown, "join"), (track.launch_key, "marks"), (unknown, "marks")):
        answer = client.post(f"{joined}/learning/{key}/{path}/", {"mark": "done", "on": "1"}, secure=True)
        assert answer.status_code == 404, (key, path)
