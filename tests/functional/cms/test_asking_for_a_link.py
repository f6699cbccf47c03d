"""Asking for a sign-in link by e-mail: nobody learns who has an account, and the work is done once the answer is out."""

import threading
from queue import Queue
from smtplib import SMTPRecipientsRefused

from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wagtail.users.models import UserProfile

import pytest
import time_machine
from gunicorn.config import Config

from cms.gunicorn import Logger
from cms.later import later
from cms.models import User
from tests.factories.people import PASSWORD, make_person
from tests.functional.cms.link_steps import ASK, OPEN, SENT, ask, get_link, is_inside, press


@pytest.fixture
def lead(db):
    return make_person()


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
