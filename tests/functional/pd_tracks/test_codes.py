"""A code of one's own: an administrator of a platform who signs in there as a teacher does not read what the teacher wrote."""

import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import pytest

from cms.models import User
from lti.models import PlatformUser
from pd_tracks.models import Conversation, Enrolment, PersonalCode, Reflection
from tests.functional.pd_tracks.steps import REQUEST, SECRET, SUB, ask, inside, share, tables_with, text, write, written

pytestmark = pytest.mark.django_db
CODE = "seven blue herons"


def set_code(client, prefix, code: str = CODE, again: str = ""):
    return client.post(f"{prefix}/learning/mine/code/", {"code": code, "again": again or code}, secure=True)


def give(client, prefix, code: str = CODE, do: str = ""):
    return client.post(f"{prefix}/learning/mine/code/", {"code": code, "do": do}, secure=True)


@pytest.fixture
def reflection(client, joined, module) -> Reflection:
    found = written(client, joined, module)
    assert set_code(client, joined).status_code == 302
    return found


@pytest.fixture
def later(staff_course, track, reflection):
    """The same person opens the course again, or somebody who is signed in there as them: browser and prefix."""
    browser = Client()
    location, _page = staff_course(browser, track, sub=SUB)
    return browser, inside(location, "")


def test_it_is_offered_with_the_reason(client, joined):
    assert "A code of your own prevents that." in text(client.get(f"{joined}/learning/mine/", secure=True))
    assert "Nobody can look this code up or replace it." in text(client.get(f"{joined}/learning/mine/code/", secure=True))


def test_whoever_set_it_goes_on_reading_in_this_visit(client, joined, module, reflection):
    assert SECRET in text(client.get(f"{joined}{module.get_url()}", secure=True))
    assert CODE not in PersonalCode.objects.get().hashed
    assert tables_with(CODE) == set()


def test_in_another_visit_nothing_that_was_written_is_shown_anywhere(later, module, track, reflection, coach):
    browser, prefix = later
    for path in (module.get_url(), "/learning/mine/", "/learning/mine/?as=json", f"/learning/texts/{reflection.key}/delete/"):
        answer = browser.get(f"{prefix}{path}", secure=True)
        assert answer.status_code == 200
        assert SECRET not in text(answer), path
    for path in (f"/learning/texts/{reflection.key}/share/", f"/learning/{module.launch_key}/conversations/"):
        answer = browser.get(f"{prefix}{path}", secure=True)
        assert answer["Location"] == f"{prefix}/learning/mine/code/"
    with ZipFile(BytesIO(browser.get(f"{prefix}/learning/mine/?as=zip", secure=True).content)) as archive:
        assert all(SECRET not in archive.read(name).decode() for name in archive.namelist())
    assert json.loads(browser.get(f"{prefix}/learning/mine/?as=json", secure=True).content)["texts_are_closed"] is True


def test_nothing_is_shared_without_it(later, reflection, coach, at_the_coachs):
    browser, prefix = later
    assert share(browser, prefix, reflection, coach)["Location"] == f"{prefix}/learning/mine/code/"
    assert SECRET not in text(at_the_coachs.get("/learning/coach/", secure=True))


@pytest.mark.parametrize("words", ["not what was there", SECRET])
def test_nothing_is_written_or_guessed_without_it(later, module, reflection, words):
    """A save that said whether the text is the same would tell what it is."""
    browser, prefix = later
    for _ in range(2):
        answer = write(browser, prefix, module, words, question=reflection.question)
        assert answer.status_code == 403
        assert f"{words}</textarea>" in text(answer)
        assert "Give your code first" in text(answer)
        answer = write(browser, prefix, module, words, question=reflection.question, as_script=True)
        assert (answer.status_code, list(answer.json())) == (403, ["message"])
    reflection.refresh_from_db()
    assert reflection.text() == SECRET


def test_an_appointment_is_not_shown_or_changed_without_it(client, joined, module, coach, at_the_coachs, later):
    ask(client, joined, module, coach)
    talk = Conversation.objects.get()
    data = {"do": "agree", "begins_at": (timezone.now() + timedelta(days=7)).strftime("%Y-%m-%dT15:30"), "minutes": "30", "words": ""}
    at_the_coachs.post(f"/learning/coach/conversations/{talk.key}/", data, secure=True)
    browser, prefix = later
    address = f"/learning/conversations/{talk.key}/calendar.ics"
    assert client.get(f"{joined}{address}", secure=True).status_code == 200
    assert browser.get(f"{prefix}{address}", secure=True).status_code == 404
    assert ask(browser, prefix, module, coach, topic="not mine")["Location"] == f"{prefix}/learning/mine/code/"


def test_requests_to_coaches_are_closed_too(client, joined, module, coach, staff_course, track):
    ask(client, joined, module, coach)
    set_code(client, joined)
    browser = Client()
    location, _page = staff_course(browser, track, sub=SUB)
    for path in (module.get_url(), "/learning/mine/", "/learning/mine/?as=json"):
        assert REQUEST["note"] not in text(browser.get(inside(location, path), secure=True))
        assert REQUEST["topic"] not in text(browser.get(inside(location, path), secure=True))


def test_the_code_opens_them_in_this_visit_alone(later, module, staff_course, track, reflection):
    browser, prefix = later
    assert give(browser, prefix).status_code == 302
    assert SECRET in text(browser.get(f"{prefix}{module.get_url()}", secure=True))
    another = Client()
    location, _page = staff_course(another, track, sub=SUB)
    assert SECRET not in text(another.get(inside(location, module.get_url()), secure=True))


def test_a_wrong_one_opens_nothing_and_ten_close_it_for_an_hour(later, module, reflection):
    browser, prefix = later
    for _ in range(10):
        answer = give(browser, prefix, "eight blue herons")
        assert answer.status_code == 422
        assert "This is not the code." in text(answer)
    assert "Too many wrong tries" in text(give(browser, prefix))
    assert SECRET not in text(browser.get(f"{prefix}{module.get_url()}", secure=True))
    PersonalCode.objects.update(tried_at=timezone.now() - timedelta(minutes=61))
    assert give(browser, prefix).status_code == 302
    assert PersonalCode.objects.get().wrong_tries == 0


def test_a_second_one_is_not_set_over_the_first(client, joined, reflection):
    answer = client.post(f"{joined}/learning/mine/code/", {"code": "another code", "again": "another code"}, secure=True)
    assert answer.status_code == 422
    assert "This is not the code." in text(answer)
    assert give(client, joined).status_code == 302


def test_it_is_taken_away_with_itself(later, module, reflection):
    browser, prefix = later
    assert give(browser, prefix, "wrong one", do="remove").status_code == 422
    assert PersonalCode.objects.exists()
    assert give(browser, prefix, do="remove").status_code == 302
    assert not PersonalCode.objects.exists()
    assert SECRET in text(browser.get(f"{prefix}{module.get_url()}", secure=True))


def test_who_forgot_it_may_still_delete_and_leave(later, track, reflection):
    browser, prefix = later
    assert browser.post(f"{prefix}/learning/texts/{reflection.key}/delete/", secure=True).status_code == 302
    assert not Reflection.objects.exists()
    browser.post(f"{prefix}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True)
    assert not PersonalCode.objects.exists()
    assert PlatformUser.objects.get(sub=SUB).person is None


@pytest.mark.parametrize(
    ("code", "again", "words"),
    [
        ("short", "short", "at least 6 characters"),
        ("", "", "Write a code."),
        ("long enough", "long enougH", "This is not the same."),
        ("x" * 65, "x" * 65, "at most 64 characters"),
        ("with \x00 in it", "with \x00 in it", "Null characters"),
    ],
)
def test_what_cannot_be_a_code(client, joined, code, again, words):
    answer = client.post(f"{joined}/learning/mine/code/", {"code": code, "again": again}, secure=True)
    assert answer.status_code == 422
    assert words in text(answer)
    assert not PersonalCode.objects.exists()


def test_nobody_sets_one_who_did_not_join(client, launched):
    assert set_code(client, launched).status_code == 403


def test_on_the_site_itself_it_is_asked_for_in_each_sign_in(track, module):
    """Whoever manages accounts could give this one another password."""
    person = User.objects.create_user("pat", "pat@example.org", "a long enough password")
    first, second = Client(), Client()
    for browser in (first, second):
        browser.force_login(person)
    first.post(f"/learning/{track.launch_key}/join/", secure=True)
    written(first, "", module)
    set_code(first, "")
    assert SECRET in text(first.get(module.get_url(), secure=True))
    assert SECRET not in text(second.get(module.get_url(), secure=True))
    give(second, "")
    assert SECRET in text(second.get(module.get_url(), secure=True))


def test_a_code_goes_with_the_last_enrolment_that_is_purged(later, reflection):
    Enrolment.objects.update(agreed_until=timezone.localdate() - timedelta(days=3_000))
    call_command("purge_expired", stdout=StringIO())
    assert not PersonalCode.objects.exists()
