"""Signing in by an e-mail link: nobody learns who has an account, a link counts once, and opening it is not signing in."""

import re
import threading
from queue import Queue
from smtplib import SMTPRecipientsRefused

from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wagtail.users.models import UserProfile

import pytest
import time_machine
from gunicorn.config import Config

from cms.gunicorn import Logger
from cms.later import later
from cms.models import SignIn, SpentLink, User
from cms.signin.links import make_link, read_link, spend
from tests.factories.people import PASSWORD, give_phone, make_person, require_second_factor

ASK, SENT, OPEN = "/admin/sign-in/link/", "/admin/sign-in/link/sent/", "/admin/sign-in/link/open/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def lead(db):
    return make_person()


def ask(client, email="lead@example.org", **data):
    return client.post(ASK, {"email": email, **data}, headers={"user-agent": FIREFOX})


def link_in(message) -> str:
    """The address in an e-mail, without its host."""
    return re.search(r"https://testserver(/admin/sign-in/link/open/\?link=\S+)", message.body)[1]


def get_link(client, **data) -> str:
    ask(client, **data)
    return link_in(mail.outbox[-1])


def press(client, address, **data):
    """Opens the link and presses the button on its page."""
    client.get(address)
    return client.post(OPEN, data)


def is_inside(client) -> bool:
    return client.get("/admin/").status_code == 200


# Asking ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def own_cache(settings):
    """One that may be emptied (Redis is shared)."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sign-in"}}
    cache.clear()


def test_a_link_opens_the_door(client, lead):
    assert "Send me a link by e-mail instead" in client.get("/admin/login/").content.decode()
    assert press(client, get_link(client))["Location"] == "/admin/"
    assert is_inside(client)
    assert client.cookies["known-browser"].value


def test_the_letter_says_who_asked_and_what_to_do(client, lead):
    ask(client)
    message = mail.outbox[0]
    assert (message.to, message.subject) == (["lead@example.org"], "Your link to sign in to Waymark")
    assert "as lead." in message.body
    assert "They used: Firefox on Windows." in message.body
    assert "within 15 minutes" in message.body


@pytest.mark.parametrize("email", ["nobody@example.org", "off@example.org", "joined@example.org", "single@example.org"])
def test_nobody_learns_who_has_an_account(client, lead, email):
    make_person("off", is_active=False)
    joined = User.for_joining()
    joined.email = "joined@example.org"
    joined.is_active = True
    joined.set_password(PASSWORD)
    joined.save()
    single = User(username="single", email="single@example.org")
    single.set_unusable_password()
    single.save()
    known, unknown = ask(client), ask(Client(), email)
    assert len(mail.outbox) == 1
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, SENT)
    assert set(known.cookies) == set(unknown.cookies) == {"link-browser"}


def test_nobody_learns_it_from_what_the_request_asks_the_database(client, lead, monkeypatch):
    """Whoever has an account or not: everything that differs happens after the answer."""
    waiting = []
    monkeypatch.setattr("cms.signin.link_views.later", waiting.append)
    counted = []
    for email in ("lead@example.org", "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(Client(), email)
        counted.append([query["sql"] for query in queries])
    assert counted == [[], []]
    assert mail.outbox == []
    for work in waiting:
        work()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("email", ["LEAD@Example.org", " lead@example.org "])
def test_how_one_writes_ones_address_does_not_matter(client, lead, email):
    ask(client, email)
    assert mail.outbox[0].to == ["lead@example.org"]


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "lead@example.org\nBcc: x@evil.example", "lead@example.org,x@evil.example", "x" * 300 + "@example.org"]
)
def test_what_is_no_address(client, lead, email):
    assert ask(client, email).status_code == 200
    assert mail.outbox == []


def test_a_mailbox_that_only_looks_the_same_gets_nothing(client, lead):
    User.objects.filter(pk=lead.pk).update(email="mike@example.org")
    ask(client, "mıke@example.org")
    assert mail.outbox == []


def test_two_accounts_with_one_address_get_a_letter_each(client, lead):
    User.objects.create_user("second", "lead@example.org", PASSWORD)
    ask(client)
    assert sorted("as second." in message.body for message in mail.outbox) == [False, True]


def test_letters_are_counted_whoever_has_an_account(client, lead):
    with time_machine.travel("2026-11-26T09:10:30Z", tick=False):
        for email in ("lead@example.org", "nobody@example.org"):
            answers = [ask(Client(), email) for _number in range(6)]
            assert [answer.status_code for answer in answers] == [302] * 5 + [200]
            assert "Please wait 50 minutes" in answers[-1].content.decode()
        assert len(mail.outbox) == 5


def test_and_from_one_address_whoever_is_asked_for(client, db):
    with time_machine.travel("2026-11-26T09:10:30Z", tick=False):
        answers = [ask(client, f"person-{number}@example.org").status_code for number in range(301)]
    assert answers[299:] == [302, 200]


def test_a_mail_server_that_refuses_is_nobodys_business(client, lead, monkeypatch, caplog):
    def refuse(self):
        raise SMTPRecipientsRefused({"lead@example.org": (550, b"no")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert ask(client)["Location"] == SENT
    assert "SMTPRecipientsRefused" in caplog.text
    assert "lead@" not in caplog.text


def test_the_letter_is_in_the_language_of_the_page_or_of_the_person(client, lead):
    client.post(ASK, {"email": "lead@example.org"}, headers={"accept-language": "es"})
    assert mail.outbox[0].subject == "Su enlace para entrar en Waymark"
    UserProfile.objects.create(user=lead, preferred_language="en")
    client.post(ASK, {"email": "lead@example.org"}, headers={"accept-language": "es"})
    assert mail.outbox[1].subject == "Your link to sign in to Waymark"


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


# Logs, and the thread -------------------------------------------------------------------------------------------------


def test_no_link_in_gunicorns_logs(client, lead, capfd):
    address = get_link(client)
    logger = Logger(Config())
    logger.error("Error handling request GET %s", address)
    logger.error("Error handling request GET /admin/sign-in/single-sign-on/back/?code=abc&state=def")
    heard = "".join(capfd.readouterr())
    assert f"{OPEN}?[parameters]" in heard
    assert "/admin/sign-in/single-sign-on/back/?[parameters]" in heard
    assert "link=" not in heard
    assert "abc" not in heard


def test_the_work_is_done_by_a_thread_once_the_answer_is_out(client, db, settings, monkeypatch):
    settings.LATER_IN_THREADS = True
    monkeypatch.setattr("cms.later.PAUSE_SECONDS", 0.3)
    done = Queue()
    monkeypatch.setattr("cms.signin.link_views.send_links", lambda wish: done.put((wish.email, threading.current_thread().name)))
    assert ask(client)["Location"] == SENT
    assert done.empty()
    email, thread = done.get(timeout=10)
    assert (email, thread.startswith("later")) == ("lead@example.org", True)


def test_too_much_is_dropped_and_a_fault_is_logged(settings, monkeypatch, caplog):
    settings.LATER_IN_THREADS = True
    monkeypatch.setattr("cms.later.PAUSE_SECONDS", 0)
    monkeypatch.setattr("cms.later._room", threading.BoundedSemaphore(1))
    go_on, begun = threading.Event(), threading.Event()

    def work():
        begun.set()
        go_on.wait(5)
        raise RuntimeError("on purpose")

    assert later(work)
    assert begun.wait(5)
    assert not later(work)
    go_on.set()
    for _try in range(100):
        if "something that was to be done later failed" in caplog.text:
            break
        threading.Event().wait(0.05)
    assert "on purpose" in caplog.text
