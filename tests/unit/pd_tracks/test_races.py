"""Several windows at one moment. Real rows and real connections, which are put away by hand: nothing here runs in a transaction."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.db import connection

import pytest

from cms.models import User
from pd_tracks.models import Enrolment, Participation
from pd_tracks.services import Mark, join_track, leave_track, mark_module

# The mark makes the database; its own transaction, in this thread, sees nothing of what the threads do, and undoes nothing of it.
pytestmark = [pytest.mark.services, pytest.mark.django_db]
TRACK, MODULE = UUID(int=1), UUID(int=2)
AT_ONCE = 12


@pytest.fixture
def person(db):
    if connection.vendor == "sqlite":
        pytest.skip("needs PostgreSQL: one writer at a time has no races")
    (person,) = at_once(lambda: User.objects.create_user("racing", "racing@example.org", "a long enough password"))
    yield person
    at_once(User.objects.filter(pk=person.pk).delete)


def at_once(*calls):
    """Each call in a thread and a connection of its own, committed; raises what one of them raised."""

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def count(rows) -> int:
    return at_once(rows.count)[0]


def test_joining_in_many_windows_is_joining_once(person):
    at_once(*[lambda: join_track(person=person, track_key=TRACK)] * AT_ONCE)
    assert count(Enrolment.objects.of(person)) == 1


@pytest.mark.parametrize("keep", [True, False])
def test_joining_while_leaving_ends_as_one_after_the_other(person, keep):
    at_once(lambda: join_track(person=person, track_key=TRACK))
    join, leave = (lambda: join_track(person=person, track_key=TRACK)), (lambda: leave_track(person=person, track_key=TRACK, keep=keep))
    at_once(*[join, leave] * (AT_ONCE // 2))
    assert count(Enrolment.objects.of(person)) <= 1


def test_marking_while_deleting_leaves_nothing_behind(person):
    at_once(lambda: join_track(person=person, track_key=TRACK))
    marks = [lambda: mark_module(person=person, track_key=TRACK, module_key=MODULE, mark=Mark.DONE, is_on=True)] * (AT_ONCE - 1)
    leave = lambda: leave_track(person=person, track_key=TRACK, keep=False)  # noqa: E731 - one of several calls
    at_once(*marks[:4], leave, *marks[4:8], leave, *marks[8:])
    at_once(leave)
    assert count(Enrolment.objects.of(person)) == 0
    assert count(Participation.objects.filter(enrolment__user=person)) == 0
