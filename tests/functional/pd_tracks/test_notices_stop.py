"""One click switches an e-mail off: by the mailbox's own button (RFC 8058), and by the page behind the link. Without a sign-in."""

from datetime import timedelta

from django.core import mail, signing
from django.test import Client
from django.utils import timezone

import pytest

from cms.models import User
from pd_tracks.models import NoticeChoice
from pd_tracks.models.notices import Every, Kind
from pd_tracks.notices.links import SALT, stop_url
from tests.functional.pd_tracks.steps import ask, send_notices, text

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stranger() -> Client:
    """No cookies, no sign-in, and form tokens are asked for as in a server."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def digest(client, joined, module, coach):
    """A digest as it lies in a mailbox."""
    ask(client, joined, module, coach)
    send_notices()
    return mail.outbox[-1]


@pytest.fixture
def reminder(at_the_teachers, teacher):
    NoticeChoice.objects.create(user=teacher, kind=Kind.REMINDER, every=Every.TWO_WEEKS, next_on=timezone.localdate())
    send_notices()
    return mail.outbox[-1]


def header_of(message) -> str:
    """The path in the header, as a mail server reads it."""
    sent = message.message()
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent["List-Unsubscribe"]
    assert address.startswith("<https://testserver/")
    assert address.endswith(">")
    assert address[1:-1] in message.body, "and the same link for people"
    return address[1:-1].removeprefix("https://testserver")


def is_off(user) -> bool:
    return NoticeChoice.objects.filter(user=user, kind=Kind.COACH).exists()


def test_the_mailboxs_button_switches_a_digest_off(digest, coach, stranger, time_machine):
    for _ in range(2):
        answer = stranger.post(header_of(digest), ONE_CLICK, secure=True)
        assert answer.status_code == 200, "RFC 8058: no redirect"
        assert "no-store" in answer["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
        assert not answer.cookies
    assert is_off(coach)
    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    send_notices()
    assert len(mail.outbox) == 1


def test_the_mailboxs_button_switches_reminders_off(reminder, teacher, stranger):
    for _ in range(2):
        assert stranger.post(header_of(reminder), ONE_CLICK, secure=True).status_code == 200
    assert not NoticeChoice.objects.exists()


def test_looking_switches_nothing_off_and_the_page_has_a_button(digest, coach, stranger):
    """Mail servers open every link."""
    path = header_of(digest)
    for method in (stranger.get, stranger.head):
        answer = method(path, secure=True)
        assert answer.status_code == 200
        assert not is_off(coach)
    page = text(stranger.get(path, secure=True))
    assert '<form method="post"><button class="btn" type="submit">Switch it off</button></form>' in page
    assert "coach@" not in page
    assert "Noor" not in page
    assert "It is switched off" in text(stranger.post(path, secure=True))
    assert is_off(coach)


def test_only_who_got_it_may_switch_it_on_again(digest, coach, stranger, at_the_coachs, at_the_teachers):
    path = header_of(digest)
    for other in (stranger, at_the_teachers):
        assert "Switch it on again" not in text(other.post(path, secure=True))
    assert "Switch it on again" in text(at_the_coachs.post(path, secure=True))
    stranger.post(path, {"on": "1"}, secure=True)
    assert is_off(coach), "the link can do nothing else"
    at_the_coachs.post("/learning/coach/e-mail/", {"on": "1"}, secure=True)
    assert not is_off(coach)


def test_reminders_are_switched_on_again_as_they_were(reminder, teacher, at_the_teachers):
    path = header_of(reminder)
    assert 'name="every" value="two_weeks">Switch it on again' in text(at_the_teachers.post(path, secure=True))
    assert 'name="every" value="monthly">Switch it on again' in text(at_the_teachers.post(path, secure=True)), "it was off already"


@pytest.mark.parametrize("path", ["/learning/coach/e-mail/", "/learning/mine/reminders/"])
def test_the_other_switches_take_a_form_token(coach, path):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(coach)
    assert browser.post(path, {"on": "0", "every": "monthly"}, secure=True).status_code == 403
    assert not NoticeChoice.objects.exists()


def test_one_kind_alone(digest, coach, stranger):
    NoticeChoice.objects.create(user=coach, kind=Kind.REMINDER, every=Every.MONTHLY, next_on=timezone.localdate())
    stranger.post(header_of(digest), ONE_CLICK, secure=True)
    assert set(NoticeChoice.objects.values_list("kind", "every")) == {("coach", "never"), ("reminder", "monthly")}


def test_it_works_for_a_year(coach, stranger, time_machine):
    path = stop_url(coach.pk, Kind.COACH).removeprefix("https://testserver")
    time_machine.move_to(timezone.now() + timedelta(days=364), tick=False)
    assert stranger.get(path, secure=True).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    answer = stranger.post(path, ONE_CLICK, secure=True)
    assert answer.status_code == 404
    assert "older than a year" in text(answer)
    assert not is_off(coach)


def test_an_account_that_is_gone_is_no_trouble(coach, stranger):
    paths = [stop_url(coach.pk, kind).removeprefix("https://testserver") for kind in Kind]
    User.objects.filter(pk=coach.pk).delete()
    for path in paths:
        assert stranger.get(path, secure=True).status_code == 200
        assert stranger.post(path, ONE_CLICK, secure=True).status_code == 200
    assert not NoticeChoice.objects.exists()


GARBAGE = {
    "words": "x",
    "three parts": "a:b:c",
    "NUL": "a%00b",
    "bad UTF-8": "%ff%fe:%c3:x",
    "long": "a" * 5_000,
    "letters": "ñandú:1:2",
    "dots": "..%2f..",
    "colons": ":::::",
}


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("language", ["", "/es"])
def test_garbage_is_told_so(stranger, name, language):
    for method in (stranger.get, stranger.post):
        assert method(f"{language}/learning/e-mail/{GARBAGE[name]}/", secure=True).status_code == 404
    assert not NoticeChoice.objects.exists()


@pytest.mark.parametrize("said", [[], [1], [1, "other"], ["x", "coach"], [None, None], {"a": 1}, 7, [1, "coach", 2]])
def test_signed_by_us_and_still_not_one(stranger, said):
    token = signing.dumps(said, salt=SALT)
    assert stranger.post(f"/learning/e-mail/{token}/", secure=True).status_code == 404


def test_signed_for_something_else(stranger, coach):
    token = signing.dumps([coach.pk, "coach"], salt="something.else")
    assert stranger.post(f"/learning/e-mail/{token}/", secure=True).status_code == 404
    assert not is_off(coach)


def test_it_does_not_exist_inside_a_launch(client, joined, coach):
    path = stop_url(coach.pk, Kind.COACH).removeprefix("https://testserver")
    assert client.post(f"{joined}{path}", ONE_CLICK, secure=True).status_code in {404, 405}
    assert not is_off(coach)
