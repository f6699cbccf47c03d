"""Joining, marking, leaving: by one's own yes, for oneself alone, and gone when one says so."""

import json
import re
from datetime import date, timedelta
from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from cms.models import User
from lti.models import Context, Launch, PlatformUser
from lti.services.learner_record import erase_everybody, erase_person
from pd_tracks.models import Enrolment, Participation
from pd_tracks.models.people import end_of_school_year
from pd_tracks.services import Mark, join_track, leave_track, mark_module, pause_track
from tests.fake_platform import INSTRUCTOR, LEARNER

pytestmark = pytest.mark.django_db
SUB = "teacher-4711"


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def inside(location: str, path: str) -> str:
    return "/".join(location.split("/")[:3]) + path


@pytest.fixture
def launched(client, staff_course, track):
    """A teacher opened the track in a staff course: the prefix of the launch."""
    location, response = staff_course(client, track, sub=SUB)
    assert "Would you like to join?" in text(response)
    return "/".join(location.split("/")[:3])


@pytest.fixture
def joined(client, launched, track):
    """… and joined."""
    answer = client.post(f"{launched}/learning/{track.launch_key}/join/", secure=True)
    assert answer.status_code == 302
    return launched


def tables_with(*words: str) -> set[str]:
    there = connection.introspection.table_names()
    return {
        model._meta.label
        for model in apps.get_models()
        if model._meta.db_table in there
        for row in model._base_manager.values()
        if any(word in str(value) for value in row.values() for word in words)
    }


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


def mark(client, prefix, module, which: str, on: str):
    return client.post(f"{prefix}/learning/{module.launch_key}/marks/", {"mark": which, "on": on}, secure=True)


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


# Leaving ---------------------------------------------------------------------------------------------------------------


def test_leaving_asks_and_keeping_keeps(client, joined, track, module):
    mark(client, joined, module, "done", "1")
    address = f"{joined}/learning/{track.launch_key}/leave/"
    assert track.title in text(client.get(address, secure=True))
    assert "Choose one of the two." in text(client.post(address, {}, secure=True))
    assert Enrolment.objects.get().left_at is None
    assert "What you did is kept" in text(client.post(address, {"what": "keep"}, secure=True))
    assert Enrolment.objects.get().left_at is not None
    assert mark(client, joined, module, "tried", "1").status_code == 403
    page = text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert "You left this track" in page
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    assert Enrolment.objects.get().left_at is None
    assert Participation.objects.get().done_at, "what was there is there again"


def test_deleting_leaves_no_trace_of_having_joined(client, joined, track, module):
    mark(client, joined, module, "done", "1")
    person = PlatformUser.objects.get(sub=SUB).person
    before = tables_with(person.username, track.launch_key) - {"wagtailcore.Page", "lti.ResourceLink", "pd_tracks.ModuleVersion"}
    assert {"cms.User", "pd_tracks.Enrolment"} <= before
    page = text(client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True))
    assert "It is deleted, now and whole." in page
    assert "1 track" in page
    assert "1 module" in page
    assert tables_with(person.username) == set()
    assert not Enrolment.objects.exists()
    assert not Participation.objects.exists()
    assert PlatformUser.objects.get(sub=SUB).person is None
    assert "Would you like to join?" in text(client.get(f"{joined}{track.get_url()}", secure=True))


def test_a_form_of_another_site_changes_nothing(client, joined, track):
    for path, data in ((f"{track.launch_key}/leave/", {"what": "delete"}), ("mine/delete/", {"sure": "1"})):
        for site in ("cross-site", "same-site", "none"):
            answer = client.post(f"{joined}/learning/{path}", data, secure=True, headers={"Sec-Fetch-Site": site})
            assert answer.status_code == 403
    assert Enrolment.objects.exists()


@pytest.mark.parametrize("password", ["a long enough password", None])
def test_an_account_of_their_own_stays_when_somebody_leaves(track, password):
    """Also one without a password, as a district's single sign-on makes them."""
    person = User.objects.create_user("pat", "pat@example.org", password)
    join_track(person=person, track_key=track.translation_key)
    assert not leave_track(person=person, track_key=track.translation_key, keep=False).account
    assert User.objects.filter(pk=person.pk).exists()


# One's own page --------------------------------------------------------------------------------------------------------


def test_ones_own_page_has_all_of_it_and_deletes_all_of_it(client, joined, track, module):
    mark(client, joined, module, "tried", "1")
    page = text(client.get(f"{joined}/learning/mine/", secure=True))
    assert track.title in page
    assert module.title in page
    answer = client.get(f"{joined}/learning/mine/?as=json", secure=True)
    assert "no-store" in answer.headers["Cache-Control"]
    (own,) = json.loads(answer.content)["tracks"]
    assert own["modules"][0]["tried"]
    # Every column about a person is in it.
    columns = {field.name for model in (Enrolment, Participation) for field in model._meta.concrete_fields}
    assert columns == {
        *("id", "user", "track_key", "joined_at", "agreed_until", "paused_at", "left_at"),
        *("enrolment", "module_key", "tried_at", "done_at"),
    }
    refused = client.post(f"{joined}/learning/mine/delete/", {}, secure=True)
    assert refused.status_code == 422
    assert "tick the box first" in text(refused)
    assert Enrolment.objects.exists()
    assert "It is deleted" in text(client.post(f"{joined}/learning/mine/delete/", {"sure": "1"}, secure=True))
    assert not Enrolment.objects.exists()


def test_on_the_public_site_with_an_account(track, module):
    client = Client(enforce_csrf_checks=True)
    stranger = text(client.get(track.get_url(), secure=True))
    assert f'href="/_util/login/?next={track.get_url()}"' in stranger
    assert "csrfmiddlewaretoken" not in stranger
    assert text(client.get("/learning/mine/", secure=True)).count("Sign in") == 1
    client.force_login(User.objects.create_user("pat", "pat@example.org", "a long enough password"))
    page = client.get(track.get_url(), secure=True).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    address = f"/learning/{track.launch_key}/join/"
    assert client.post(address, secure=True, headers={"Referer": "https://testserver/"}).status_code == 403
    data = {"csrfmiddlewaretoken": token}
    assert client.post(address, data, secure=True, headers={"Referer": "https://testserver/"}).status_code == 302
    assert Enrolment.objects.get().user.username == "pat"
    assert "I am done with this module" in text(client.get(module.get_url(), secure=True))


def test_nobody_signed_in_to_the_site_is_anybody_inside_a_launch(client, launched, track):
    """A signed-in account's cookie must not act under a launch's address."""
    client.force_login(User.objects.create_user("pat", "pat@example.org", "a long enough password"))
    client.post(f"{launched}/learning/{track.launch_key}/join/", secure=True)
    assert Enrolment.objects.get().user.username.startswith("learner-")


@pytest.mark.parametrize("path", ["join/", "pause/", "leave/", "marks/"])
def test_without_an_account_nothing_happens(client_https, track, module, path):
    key = module.launch_key if path == "marks/" else track.launch_key
    answer = client_https.post(f"/learning/{key}/{path}", {"what": "delete", "mark": "done", "on": "1"})
    assert answer.status_code == 403
    assert not Enrolment.objects.exists()


# What others can find out ----------------------------------------------------------------------------------------------


def test_the_administration_lists_no_enrolments(admin_client, joined, track):
    home = text(admin_client.get(reverse("wagtailadmin_home"), secure=True))
    assert "enrolment" not in home.casefold()
    for app in ("enrolment", "participation"):
        assert admin_client.get(f"/django-admin/pd_tracks/{app}/", secure=True).status_code == 404
        assert admin_client.get(f"/admin/snippets/pd_tracks/{app}/", secure=True).status_code == 404


def test_a_persons_record_for_the_district_does_not_tell_that_they_joined(admin_client, joined):
    person = PlatformUser.objects.get(sub=SUB)
    page = text(admin_client.get(reverse("learner_record", args=[person.key]), secure=True))
    assert SUB in page
    assert person.person.username not in page
    assert "joined" not in page.casefold()


# With the rest of what is kept -----------------------------------------------------------------------------------------


def test_who_joined_is_still_known_after_the_summer(client, joined, staff_course, track):
    Launch.objects.update(created_at=timezone.now() - timedelta(days=90))
    call_command("purge_expired", stdout=StringIO())
    assert not Launch.objects.exists()
    _location, page = staff_course(client, track, sub=SUB)
    assert "You are in this track" in text(page)


@pytest.mark.parametrize("erase", ["person", "everybody"])
def test_erasing_a_pseudonym_erases_what_it_joined(client, joined, erase):
    user = PlatformUser.objects.get(sub=SUB)
    receipt = erase_person(user) if erase == "person" else erase_everybody(user.registration)
    assert not Enrolment.objects.exists()
    assert not User.objects.filter(username__startswith="learner-").exists()
    assert "enrolment" not in str(receipt.counts)


def test_a_course_that_is_for_students_again_lets_everybody_leave(client, joined, track, module):
    Context.objects.update(audience="student")
    assert "This is for staff" in text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert "All that is kept of you here" in text(client.get(f"{joined}{track.get_url()}", secure=True))
    assert mark(client, joined, module, "done", "1").status_code == 403
    assert client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True).status_code == 403
    assert track.title in text(client.get(f"{joined}/learning/mine/", secure=True))
    assert "It is deleted" in text(client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True))


def test_who_was_deleted_in_another_window_is_nobody_and_nothing_fails(client, joined, track, module):
    person = PlatformUser.objects.get(sub=SUB).person
    leave_track(person=person, track_key=track.translation_key, keep=False)
    assert join_track(person=person, track_key=track.translation_key) is None
    assert leave_track(person=person, track_key=track.translation_key, keep=False).enrolments == 0
    asked = {"person": person, "track_key": track.translation_key, "module_key": module.translation_key, "mark": Mark.DONE}
    assert not mark_module(**asked, is_on=True)
    assert mark(client, joined, module, "done", "1").status_code == 403
    assert client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True).status_code == 403


def test_a_platform_that_is_deleted_leaves_no_accounts(admin_client, joined):
    PlatformUser.objects.get(sub=SUB).registration.delete()
    assert not User.objects.filter(came_by_joining=True).exists()
    assert not Enrolment.objects.exists()


def test_nobody_opens_or_deletes_an_account_that_was_made_by_joining(admin_client, joined):
    person = PlatformUser.objects.get(sub=SUB).person
    person.is_active = True
    person.set_password("somebody else's password")
    person.save()
    stranger = Client()
    stranger.force_login(person)
    assert "you have not joined" in text(stranger.get("/learning/mine/", secure=True))
    for address in (reverse("wagtailusers_users:delete", args=[person.pk]), f"/admin/bulk/cms/user/delete/?id={person.pk}"):
        answer = admin_client.post(address, secure=True, follow=True)
        assert "stands for somebody who joined" in text(answer), address
    assert Enrolment.objects.exists()


def test_what_waymark_keeps_leads_to_ones_own_page(client, joined):
    page = text(client.get(f"{joined}/course/privacy/", secure=True))
    assert f'href="{joined}/learning/mine/"' in page
    assert "your ID stays until you leave it" in page
    assert "your ID stays" not in text(Client().get(f"{joined}/course/privacy/", secure=True))


def test_pages_that_say_what_somebody_did_are_not_kept_by_browsers(client, track, module):
    assert "no-store" not in client.get(module.get_url(), secure=True).headers.get("Cache-Control", "")
    client.force_login(User.objects.create_user("pat", "pat@example.org", "a long enough password"))
    for page in (track, module):
        assert "no-store" in client.get(page.get_url(), secure=True).headers["Cache-Control"]


def test_services_refuse_what_views_would_not_ask(track, module):
    person = User.objects.create_user("pat", "pat@example.org", "a long enough password")
    asked = {"person": person, "track_key": track.translation_key, "module_key": module.translation_key, "mark": Mark.DONE}
    assert not mark_module(**asked, is_on=True)
    pause_track(person=person, track_key=track.translation_key, is_on=True)
    assert leave_track(person=person, track_key=track.translation_key, keep=False).enrolments == 0
    assert not Enrolment.objects.exists()
