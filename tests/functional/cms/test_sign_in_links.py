"""Opening a sign-in link: a link counts once, opening it is not signing in, and it leads nowhere else."""

from django.core.cache import cache
from django.test import Client

import pytest
import time_machine

from cms.models import SignIn, SpentLink, User
from cms.signin.links import make_link, read_link, spend
from tests.factories.people import PASSWORD, give_phone, make_person, require_second_factor
from tests.functional.cms.link_steps import OPEN, get_link, is_inside, press


@pytest.fixture
def lead(db):
    return make_person()


@pytest.fixture
def own_cache(settings):
    """One that may be emptied (Redis is shared)."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sign-in"}}
    cache.clear()


# Opening --------------------------------------------------------------------------------------------------------------


def test_opening_it_signs_nobody_in(client, lead):
    address = get_link(client)
    for browser in (Client(), client):  # a program that looks through mail; the browser that asked
        for method in (browser.get, browser.head, browser.get):
            assert method(address, follow=True).status_code == 200
    assert not SignIn.objects.exists()
    assert not SpentLink.objects.exists()
    assert press(client, address).status_code == 302
    assert is_inside(client)


def test_the_link_leaves_the_address_at_once(client, lead):
    address = get_link(client)
    answer = client.get(address)
    assert (answer["Location"], answer["Referrer-Policy"]) == (OPEN, "no-referrer")
    assert "no-store" in answer["Cache-Control"]
    page = client.get(OPEN)
    assert page.status_code == 200
    assert address.partition("link=")[2] not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_another_browser_asks_first(client, lead):
    address = get_link(client)
    phone = Client()
    page = phone.get(address, follow=True).content.decode()
    assert "<strong>lead</strong>" in page
    assert "in another browser (Firefox on Windows)" in page
    assert "Continue" in page
    assert phone.post(OPEN).status_code == 200  # not the button of that page
    assert not SignIn.objects.exists()
    assert phone.post(OPEN, {"elsewhere": "1"}).status_code == 302
    assert is_inside(phone)
    assert not is_inside(client)


def test_the_browser_that_asked_is_known_by_its_cookie(client, lead):
    address = get_link(client)
    assert "another browser" not in client.get(address, follow=True).content.decode()
    stranger = Client()
    stranger.cookies["link-browser"] = "x" * 43
    assert "another browser" in stranger.get(address, follow=True).content.decode()


def test_the_button_needs_our_own_page(lead):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["link"] = make_link(lead, browser="x", device="", path="")
    assert browser.post(OPEN, {"elsewhere": "1"}).status_code == 403


def test_a_link_counts_once(client, lead):
    address = get_link(client)
    press(client, address)
    again = Client()
    assert press(again, address, elsewhere="1").status_code == 400
    assert "no longer works" in again.get(address).content.decode()
    assert SignIn.objects.count() == 1


def test_of_two_presses_one_counts(lead):
    link, _person = read_link(make_link(lead, browser="x", device="", path=""))
    assert [spend(link), spend(link)] == [True, False]


def test_a_press_that_comes_between_reading_and_spending(client, lead, monkeypatch):
    address = get_link(client)
    monkeypatch.setattr("cms.signin.link_views.spend", lambda link: spend(link) and spend(link))
    assert press(client, address).status_code == 400
    assert not SignIn.objects.exists()


def test_what_was_spent_is_forgotten_after_a_while(lead):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        spend(read_link(make_link(lead, browser="x", device="", path=""))[0])
        clock.shift(3_600)
        spend(read_link(make_link(lead, browser="x", device="", path=""))[0])
        assert SpentLink.objects.count() == 1


def test_a_link_lasts_fifteen_minutes(client, lead):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        address = get_link(client)
        clock.shift(899)
        assert client.get(address).status_code == 302
        clock.shift(2)
        assert client.get(address).status_code == 400
        assert client.post(OPEN).status_code == 400


def change_password(lead):
    lead.set_password("another-password-9")


def change_email(lead):
    lead.email = "new@example.org"


def switch_off(lead):
    lead.is_active = False


def make_joined(lead):
    lead.came_by_joining = True


@pytest.mark.parametrize("change", [change_password, change_email, switch_off, make_joined])
def test_what_ends_a_link(client, lead, change):
    address = get_link(client)
    client.get(address)
    change(lead)
    lead.save()
    assert client.post(OPEN).status_code == 400
    assert not SignIn.objects.exists()


def test_so_does_signing_in_another_way(client, lead):
    address = get_link(client)
    Client().post("/admin/login/", {"username": "lead", "password": PASSWORD})
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("link", ["", "x", "a:b:c", "ü", "x" * 9_000, "%00", "%ff"])
def test_what_is_no_link(client, db, link):
    assert client.get(f"{OPEN}?link={link}").status_code == 400
    client.cookies["link"] = link.replace("%", "")
    assert client.get(OPEN).status_code == 400
    assert client.post(OPEN, {"elsewhere": "1"}).status_code == 400


def test_a_link_that_was_changed(client, lead):
    address = get_link(client)
    for position in (-1, -30, 60):
        letter = "A" if address[position] != "A" else "B"
        changed = list(address)
        changed[position] = letter
        assert client.get("".join(changed)).status_code == 400


# Where to, and the second factor --------------------------------------------------------------------------------------


def test_one_goes_on_to_where_one_wanted(client, lead):
    page = client.get("/admin/login/?next=/learning/%3Fa%3D1").content.decode()
    assert "/admin/sign-in/link/?next=%2Flearning%2F%3Fa%3D1" in page
    assert press(client, get_link(client, next="/learning/?a=1"))["Location"] == "/learning/?a=1"


@pytest.mark.parametrize(
    "wanted",
    [
        *("https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "https:evil.example"),
        *("/s/token/x/", "/s", "/./s/t/", "/x/../s/t/", "/%73/t/", "/%2573/t/", "/x/%2e%2e/s/t/", "/es/../s/t/", "//s/t/", "/\ts/t/"),
        "/" + "x" * 600,
    ],
)
def test_but_never_elsewhere_and_never_into_a_launch(client, lead, wanted, own_cache):
    assert press(client, get_link(client, next=wanted))["Location"] == "/admin/"
    cache.clear()
    assert client.post("/admin/login/", {"username": "lead", "password": PASSWORD, "next": wanted})["Location"] == "/admin/"


def test_who_may_not_open_the_administration_is_not_sent_there(client, db):
    User.objects.create_user("teacher", "teacher@example.org", PASSWORD)
    assert press(client, get_link(client, email="teacher@example.org"))["Location"] == "/"
    assert client.post("/admin/login/", {"username": "teacher", "password": PASSWORD, "next": "/admin/"})["Location"] == "/"


def test_the_second_factor_is_asked_as_ever(client, lead):
    phone = give_phone(lead)
    assert press(client, get_link(client, next="/admin/reports/"))["Location"] == "/admin/sign-in/code/"
    assert not is_inside(client)
    assert not SignIn.objects.exists()
    assert client.post("/admin/sign-in/code/", {"code": phone.code()})["Location"] == "/admin/reports/"
    assert is_inside(client)


def test_who_must_have_one_and_has_none_sets_it_up_first(client, lead):
    require_second_factor("Editors")
    press(client, get_link(client))
    assert client.get("/admin/")["Location"].startswith("/admin/sign-in/second-factor/")
