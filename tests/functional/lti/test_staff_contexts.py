"""A course for staff: a teacher of it asks, an administrator of Waymark decides, and roles of the platform decide nothing."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from lti.models import Context, Membership
from tests.fake_platform import ABSENT, INSTITUTION_STUDENT, INSTRUCTOR, LEARNER
from tests.functional.lti.test_links import launch, text

pytestmark = pytest.mark.django_db
NOTES = "Teacher only"


def ask(platform, client, **changes):
    location, _page = launch(platform, client, **changes)
    path = "/".join(location.split("/")[:3]) + "/course/"
    return client.post(f"{path}staff/", secure=True), path


def test_asking_changes_nothing_but_the_question(platform, client, admin):
    answer, path = ask(platform, client)
    assert answer["Location"].endswith("/course/links/#for-staff")
    first = Context.objects.get()
    assert first.audience == "student"
    assert f"Asked on {timezone.localtime(first.staff_asked_at):%Y-%m-%d}" in text(client.get(f"{path}links/", secure=True))
    ask(platform, client, sub="another teacher")
    assert Context.objects.get().staff_asked_at == first.staff_asked_at
    assert NOTES not in text(launch(platform, Client(), roles=[LEARNER], sub="s-1")[1])
    assert "The course course-1" in text(admin.get(reverse("lti:connect"), secure=True))
    assert "The course course-1" in text(admin.get(reverse("lti_contexts:index"), {"asks": "true"}, secure=True))
    assert "The course course-1" not in text(admin.get(reverse("lti_contexts:index"), {"asks": "false"}, secure=True))


@pytest.mark.parametrize(("answer", "sees_notes"), [("staff", True), ("student", False)])
def test_the_administrator_answers(platform, client, admin, answer, sees_notes):
    _answer, path = ask(platform, client)
    context = Context.objects.get()
    assert Membership.objects.exists()
    admin.post(reverse("lti_contexts:edit", args=[context.pk]), {"audience": answer}, secure=True)
    context.refresh_from_db()
    assert context.staff_asked_at is None
    assert Membership.objects.exists() is not sees_notes, "earlier memberships are deleted where it became another kind of course"
    assert (NOTES in text(launch(platform, Client(), roles=[LEARNER], sub="s-1")[1])) is sees_notes
    assert NOTES not in text(launch(platform, Client(), roles=[LEARNER, INSTITUTION_STUDENT], sub="s-2")[1])
    page = text(client.get(f"{path}links/", secure=True))
    assert ("Everybody in it sees what teachers see." in page) is sees_notes
    assert ("Ask for it to be for staff" in page) is not sees_notes
    assert "Courses that ask to be for staff" not in text(admin.get(reverse("lti:connect"), secure=True))


def test_taking_it_back_ends_what_learners_see_in_open_launches(platform, client, admin):
    launch(platform, client)
    Context.objects.update(audience="staff")
    learner = Client()
    location, page = launch(platform, learner, roles=[LEARNER], sub="s-1")
    teachers, _page = launch(platform, client)
    assert NOTES in text(page)
    admin.post(reverse("lti_contexts:edit", args=[Context.objects.get().pk]), {"audience": "student"}, secure=True)
    assert NOTES not in text(learner.get(location, secure=True))
    assert NOTES in text(client.get(teachers, secure=True))


def test_a_course_that_is_for_staff_already_asks_nothing(platform, client):
    launch(platform, client)
    Context.objects.update(audience="staff")
    ask(platform, client)
    assert Context.objects.get().staff_asked_at is None


@pytest.mark.parametrize("roles", [[LEARNER], []])
def test_learners_do_not_ask(platform, client, roles):
    answer, _path = ask(platform, client, roles=roles)
    assert answer.status_code == 403
    assert Context.objects.get().staff_asked_at is None


def test_a_strangers_page_does_not_ask(platform, client):
    location, _page = launch(platform, client, roles=[INSTRUCTOR])
    path = "/".join(location.split("/")[:3]) + "/course/staff/"
    answer = Client().post(path, secure=True, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"})
    assert answer.status_code == 403
    assert Context.objects.get().staff_asked_at is None


def test_without_a_course_there_is_nothing_to_ask(platform, client):
    response = platform.launch(client, context=ABSENT, roles=[INSTRUCTOR])
    path = "/".join(response["Location"].split("/")[:3]) + "/course/"
    assert client.post(f"{path}staff/", secure=True).status_code == 303
    assert "Is this a course for staff?" not in text(client.get(f"{path}links/", secure=True))
