"""Leaving, one's own page, and what others can find out: gone when one says so, and nobody else's before."""

import json
import re
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from cms.models import User
from lti.models import Context, Launch, PlatformUser
from lti.services.learner_record import erase_everybody, erase_person
from pd_tracks.models import Enrolment, Participation
from pd_tracks.services import Mark, Worked, join_track, leave_track, mark_module, pause_track
from tests.functional.pd_tracks.steps import SUB, mark, tables_with, text

pytestmark = pytest.mark.django_db


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
    asked = {
        "person": person,
        "track_key": track.translation_key,
        "module_key": module.translation_key,
        "mark": Mark.DONE,
        "worked": Worked("T", 1, 40),
    }
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
    asked = {
        "person": person,
        "track_key": track.translation_key,
        "module_key": module.translation_key,
        "mark": Mark.DONE,
        "worked": Worked("T", 1, 40),
    }
    assert not mark_module(**asked, is_on=True)
    pause_track(person=person, track_key=track.translation_key, is_on=True)
    assert leave_track(person=person, track_key=track.translation_key, keep=False).enrolments == 0
    assert not Enrolment.objects.exists()
