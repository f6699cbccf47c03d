"""Where somebody is signed in: listed without an address, ended one by one or all, and over by themselves after a while."""

from django.core.checks import run_checks
from django.test import Client

import pytest
import time_machine

from cms.models import SignIn
from cms.signin.devices import device_words
from tests.factories.people import PASSWORD, make_person, permissions

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
ACCOUNT = "/admin/account/"


@pytest.fixture
def lead(db):
    return make_person()


def sign_in(client, **headers):
    return client.post("/admin/login/", {"username": "lead", "password": PASSWORD}, headers=headers)


@pytest.fixture
def here(client, lead):
    sign_in(client, user_agent=FIREFOX)
    return client


@pytest.fixture
def there(lead):
    client = Client()
    sign_in(client)
    return client


def is_inside(client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
            "Chrome on Chromebook",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
            "Safari on Mac",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8.5.0", "Another program"),
        ("", "Another program"),
    ],
)
def test_a_browser_in_two_words(user_agent, words):
    assert device_words(user_agent) == words


def test_the_account_page_lists_them_and_marks_this_one(here, there):
    page = here.get(ACCOUNT).content.decode()
    assert "Firefox on Windows" in page
    assert "Another program" in page
    assert page.count("This device") == 1
    assert page.count("Sign out there: Another program") == 1
    assert "Sign out there: Firefox on Windows" not in page


def test_nothing_says_where_on_earth(here):
    assert {field.name for field in SignIn._meta.get_fields()} == {
        *("id", "key", "user", "device", "password_mark", "has_second_factor", "started_at", "last_seen_at", "confirmed_at")
    }


def test_one_other_device_is_signed_out(here, there):
    other = SignIn.objects.get(device="Another program")
    assert "Sign out there?" in here.get(f"/admin/sign-in/end/{other.key}/").content.decode()
    here.post(f"/admin/sign-in/end/{other.key}/")
    assert (is_inside(here), is_inside(there)) == (True, False)


def test_all_others_are_signed_out(here, there):
    here.post("/admin/sign-in/end/")
    assert (is_inside(here), is_inside(there)) == (True, False)


def test_nobody_ends_somebody_elses(here):
    other = Client()
    other.force_login(make_person("other"))
    here.post(f"/admin/sign-in/end/{SignIn.objects.get(user__username='other').key}/")
    assert is_inside(other)


def test_who_manages_accounts_ends_them(here, there):
    manager, lead = make_person("manager"), SignIn.objects.first().user
    manager.user_permissions.add(*permissions("change_user"))
    client = Client()
    client.force_login(manager)
    address = f"/admin/sign-in/people/{lead.pk}/"
    assert "Firefox on Windows" in client.get(address).content.decode()
    client.post(f"{address}end/{SignIn.objects.get(device='Another program', user=lead).key}/")
    assert (is_inside(here), is_inside(there)) == (True, False)
    client.post(f"{address}end/")
    assert not is_inside(here)


def test_a_changed_password_ends_the_others_and_keeps_this_one(here, there):
    new = "another-long-password-9"
    fields = {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}
    here.post(ACCOUNT, {**fields, "name_email-first_name": "L", "name_email-last_name": "L", "name_email-email": "l@example.org", **OTHER})
    assert (is_inside(here), is_inside(there)) == (True, False)
    assert here.get(ACCOUNT).content.decode().count("This device") == 1
    assert "Another program" not in here.get(ACCOUNT).content.decode()


OTHER = {
    "locale-preferred_language": "",
    "locale-current_time_zone": "",
    "theme-theme": "system",
    "theme-contrast": "system",
    "theme-density": "default",
    "theme-keyboard_shortcuts": "on",
}


def test_signing_out_leaves_nothing(here):
    here.post("/admin/logout/")
    assert not SignIn.objects.exists()
    assert not is_inside(here)


def test_signing_in_again_in_the_same_browser_is_one_sign_in(here):
    sign_in(here)
    assert SignIn.objects.count() == 1


@pytest.mark.parametrize(("hours_of_use", "hours_away", "stays"), [(0, 3.9, True), (0, 4.1, False), (11.9, 0, True), (12.1, 0, False)])
def test_a_sign_in_ends_by_itself(client, lead, hours_of_use, hours_away, stays):
    with time_machine.travel("2026-11-26T08:00:00Z", tick=False) as clock:
        sign_in(client)
        for _part in range(10):
            clock.shift(hours_of_use * 360)
            inside = is_inside(client)
        clock.shift(hours_away * 3_600)
        assert is_inside(client) is stays
        assert inside is (hours_of_use < 12)


def test_what_is_over_is_forgotten_with_the_next_sign_in(client, lead):
    with time_machine.travel("2026-11-25T08:00:00Z"):
        sign_in(client)
    sign_in(client)
    assert SignIn.objects.count() == 1


def test_a_session_without_its_row_is_nobodys(here):
    SignIn.objects.all().delete()
    assert not is_inside(here)


def test_a_sign_in_costs_one_statement(here, django_assert_num_queries):
    """Session and user are Django's, the profile Wagtail's. Ours is the row, and for an account without a second factor two questions more."""
    SignIn.objects.update(has_second_factor=True)
    with django_assert_num_queries(4):
        assert here.get("/admin/jsi18n/").status_code == 200
    SignIn.objects.update(has_second_factor=False)
    with django_assert_num_queries(6):
        here.get("/admin/jsi18n/")


def test_pages_that_ask_nobody_load_no_session(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/healthz", headers={"cookie": "sessionid=x"})


@pytest.mark.parametrize("place", ["last", "missing"])
def test_an_installation_without_the_gate_does_not_start(settings, place):
    order = [name for name in settings.MIDDLEWARE if "SignInMiddleware" not in name]
    settings.MIDDLEWARE = [*order, "cms.signin.middleware.SignInMiddleware"] if place == "last" else order
    assert [problem.id for problem in run_checks(tags=["cms"])] == ["cms.E002"]
