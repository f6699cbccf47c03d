"""A browser that keeps no cookies in frames: one button, a question, and only then the launch (design 4.2)."""

import re
import time

from django.test import Client

import pytest
import time_machine

from lti.models import Launch, SpentNonce
from tests.fake_platform import COURSE_TITLE, INSTRUCTOR

OPEN, CONTINUE = "/lti/open/", "/lti/open/continue/"
NOTE = "Students name tone, numbers and a citation"


def ticket_in(response) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', response.content.decode())[1]


@pytest.fixture
def button(platform):
    """The page with the button, in a frame without cookies."""
    frame = Client()
    login = platform.login(frame)
    frame.cookies.clear()
    response = platform.launch(frame, login=login, roles=[INSTRUCTOR])
    assert response.status_code == 400
    return response


def test_the_button_page_writes_nothing_and_says_nothing_about_the_person(button, platform):
    assert not Launch.objects.exists()
    assert not SpentNonce.objects.exists()
    text = button.content.decode()
    assert COURSE_TITLE not in text
    assert "subject-7f3c-quillon" not in text
    assert not [name for name in button.cookies if name.startswith("__Host-wml")]


def test_the_question_names_course_and_role_and_continue_opens(button):
    tab = Client()
    question = tab.post(OPEN, {"ticket": ticket_in(button)}, secure=True)
    assert COURSE_TITLE in question.content.decode()
    assert "Teacher" in question.content.decode()
    assert "frame-ancestors 'none'" in question["Content-Security-Policy"]
    assert not Launch.objects.exists()
    opened = tab.post(CONTINUE, {"ticket": ticket_in(question)}, secure=True)
    assert opened.status_code == 303
    assert NOTE in tab.get(opened["Location"], secure=True).content.decode()
    assert tab.post(CONTINUE, {"ticket": ticket_in(question)}, secure=True).status_code == 400
    assert Launch.objects.count() == 1


def test_a_victims_browser_cannot_be_made_to_continue(button):
    """An attacker goes as far as the question, then sends the ticket through somebody else's browser."""
    question = Client().post(OPEN, {"ticket": ticket_in(button)}, secure=True)
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}):
        victim = Client().post(CONTINUE, {"ticket": ticket_in(question)}, secure=True, headers=headers)
        assert victim.status_code == 400
    assert not Launch.objects.exists()


def test_a_browser_without_any_cookies_continues_from_our_own_form_and_sees_the_student_page(button):
    question = Client().post(OPEN, {"ticket": ticket_in(button)}, secure=True)
    tab = Client()
    opened = tab.post(CONTINUE, {"ticket": ticket_in(question)}, secure=True, headers={"Sec-Fetch-Site": "same-origin"})
    assert opened.status_code == 303
    assert not [name for name in opened.cookies if name.startswith("__Host-wml")]
    page = Client().get(opened["Location"], secure=True, headers={"Sec-Fetch-Dest": "document"}).content.decode()
    assert "Trace the Claim" in page
    assert NOTE not in page


def test_the_button_works_for_a_minute(button):
    with time_machine.travel(time.time() + 59, tick=False):
        assert Client().post(OPEN, {"ticket": ticket_in(button)}, secure=True).status_code == 200
    with time_machine.travel(time.time() + 65, tick=False):
        response = Client().post(OPEN, {"ticket": ticket_in(button)}, secure=True)
    assert response.status_code == 400
    assert "Please reopen from your course" in response.content.decode()


@pytest.mark.parametrize("ticket", ["", "x", "gAAAAA", "\x00", "é" * 40, "A" * 200_000])
def test_a_ticket_that_is_none_is_refused_kindly(db, ticket):
    for address in (OPEN, CONTINUE):
        assert Client().post(address, {"ticket": ticket}, secure=True).status_code == 400


def test_one_kind_of_ticket_does_not_pass_for_the_other(button):
    assert Client().post(CONTINUE, {"ticket": ticket_in(button)}, secure=True, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 400
