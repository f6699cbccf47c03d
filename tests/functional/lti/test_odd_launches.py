"""Launches that are genuine and strange, and administrators who change their mind."""

from django.test import Client
from django.urls import reverse

import pytest

from cms.models import User
from curriculum.models import LessonPage
from lti.models import Deployment, Launch, Membership, Registration
from tests.fake_platform import INSTRUCTOR, LEARNER


@pytest.fixture
def admin(db):
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.org", "a long enough password"))
    return client


def test_a_long_return_address_is_dropped(platform):
    presentation = {"return_url": "https://" + "a" * 300 + ".org/x"}
    response = platform.launch(Client(), launch_presentation=presentation)
    assert response.status_code == 303
    assert Launch.objects.get().return_origin == ""


def test_cookies_with_names_nobody_should_send(platform):
    odd = "; ".join(f"{prefix}({letter}=1.x" for prefix in ("__Host-wm-", "__Host-wml-") for letter in "abcdefghijkl")
    client = Client()
    login = platform.login(client, headers={"Cookie": odd})
    assert login.response.status_code == 302
    own = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    assert platform.launch(client, login=login, headers={"Cookie": f"{odd}; {own}"}).status_code == 303


def test_switching_a_deployment_off_ends_its_launches(platform):
    client = Client()
    address = platform.launch(client)["Location"]
    assert client.get(address, secure=True).status_code == 200
    Deployment.objects.update(status="disabled")
    assert client.get(address, secure=True).status_code == 403


def test_marking_a_context_as_staff_forgets_its_memberships(platform, admin):
    platform.launch(Client())
    membership = Membership.objects.get()
    edit = reverse("lti_contexts:edit", args=[membership.context_id])
    assert admin.post(edit, {"audience": "student"}, secure=True).status_code == 302
    assert Membership.objects.exists()
    assert admin.post(edit, {"audience": "staff"}, secure=True).status_code == 302
    assert not Membership.objects.exists()
    client = Client()
    page = client.get(platform.launch(client, roles=[LEARNER])["Location"], secure=True).content.decode()
    assert "Teacher only" in page


def test_nobody_types_a_context(admin):
    assert admin.post(reverse("lti_contexts:add"), {"audience": "student"}, secure=True).status_code in {302, 403}


@pytest.mark.parametrize("address", ["https://[bad", "https://x:99999999/", "https://a:b/"])
def test_an_address_nobody_could_reach_is_an_error_of_its_field(admin, address):
    values = {
        "name": "x",
        "issuer": "i",
        "client_id": "c",
        "auth_login_url": address,
        "auth_token_url": "https://a.example/",
        "jwks_url": "https://a.example/",
    }
    response = admin.post(reverse("lti_registrations:add"), values, secure=True)
    assert response.status_code == 200
    assert "Enter a full address" in response.content.decode()
    assert not Registration.objects.exists()


def test_a_lesson_that_came_back_opens_from_the_old_tombstone(platform, lesson_key):
    lesson = LessonPage.objects.get(translation_key=lesson_key)
    lesson.withdrawal_note = "We found a mistake."
    lesson.save_revision()
    lesson.unpublish()
    client = Client()
    address = platform.launch(client, roles=[INSTRUCTOR])["Location"]
    assert address.endswith(f"/gone/{lesson_key}/")
    gone = client.get(address, secure=True)
    assert gone.status_code == 410
    assert "We found a mistake." in gone.content.decode()
    lesson.save_revision().publish()
    assert "Trace the Claim" in client.get(address, secure=True, follow=True).content.decode()


@pytest.mark.parametrize("path", ["course/", "gone/"])
def test_head_is_answered(platform, path):
    client = Client()
    address = platform.launch(client)["Location"]
    assert client.head(address[:47] + path, secure=True).status_code in {200, 410}
