"""Budgets of design section 8, fixed at what was reached. A rise is a decision, not an accident: change the number with a reason."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.fake_platform import INSTRUCTOR, LEARNER

LOGIN, LAUNCH, LESSON_IN_LAUNCH, COURSE_HOME = 1, 8, 8, 3


def statements(do) -> int:
    with CaptureQueriesContext(connection) as queries:
        do()
    return len(queries)


def test_a_warm_launch(platform):
    client = Client()
    for _ in range(2):
        client.get(platform.launch(client)["Location"], secure=True)
    asked_before = platform.jwks_calls()
    login = None

    def do_login():
        nonlocal login
        login = platform.login(client)

    assert statements(do_login) == LOGIN
    response = None

    def do_launch():
        nonlocal response
        response = platform.launch(client, login=login)

    # The test's own transaction turns BEGIN and COMMIT into a savepoint and its release: the same number.
    assert statements(do_launch) <= LAUNCH
    assert platform.jwks_calls() == asked_before
    assert statements(lambda: client.get(response["Location"], secure=True)) <= LESSON_IN_LAUNCH


def test_the_teachers_lesson_costs_the_same(platform):
    client = Client()
    for _ in range(2):
        address = platform.launch(client, roles=[INSTRUCTOR])["Location"]
        client.get(address, secure=True)
    assert statements(lambda: client.get(address, secure=True)) <= LESSON_IN_LAUNCH


def test_the_course_home_costs_the_same_for_any_number_of_lessons(platform):
    client = Client()
    address = platform.launch(client, roles=[INSTRUCTOR], custom={})["Location"]
    assert address.endswith("/course/")
    assert "Choose a lesson" in client.get(address, secure=True).content.decode()
    assert statements(lambda: client.get(address, secure=True)) <= COURSE_HOME


def test_a_student_without_a_lesson_gets_a_note(platform):
    client = Client()
    address = platform.launch(client, roles=[LEARNER], custom={})["Location"]
    assert "You are in the right place" in client.get(address, secure=True).content.decode()
