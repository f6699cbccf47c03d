"""Several windows at one moment. Real rows and real connections, which are put away by hand: nothing here runs in a transaction."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Q
from django.utils import timezone

import pytest

from cms.groups import COACHES
from cms.models import User
from pd_tracks.models import (
    AccessLog,
    BadgeKey,
    BadgePlace,
    ChosenCoach,
    Conversation,
    Credential,
    Enrolment,
    HoursEntry,
    Participation,
    Publication,
    Reflection,
    Share,
)
from pd_tracks.participation.people import Choice, enrolments_of, rows_of
from pd_tracks.services import (
    Mark,
    Worked,
    agree,
    ask_for_conversation,
    choose_coach,
    claim,
    delete_reflection,
    join_track,
    leave_track,
    let_coach_go,
    look_at_choices,
    look_at_conversation,
    look_at_share,
    mark_module,
    save_reflection,
    share_reflection,
    take_back,
)
from pd_tracks.services.conversations import AlreadyOpen
from pd_tracks.services.joining import delete_past
from pd_tracks.services.linking import link
from pd_tracks.services.publishing import publish_counts
from pd_tracks.sharing import Onlooker, chose

# The mark makes the database; its own transaction, in this thread, sees nothing of what the threads do, and undoes nothing of it.
pytestmark = [pytest.mark.services, pytest.mark.django_db]
TRACK, MODULE = UUID(int=1), UUID(int=2)
AT_ONCE = 12
WORKED = Worked("A module", 1, 40)
SAID = {"name": "R.", "topic": "t", "times": "t", "note": ""}


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
    marks = [lambda: mark_module(person=person, track_key=TRACK, module_key=MODULE, mark=Mark.DONE, is_on=True, worked=WORKED)] * (
        AT_ONCE - 1
    )
    leave = lambda: leave_track(person=person, track_key=TRACK, keep=False)  # noqa: E731  (one of several calls)
    at_once(*marks[:4], leave, *marks[4:8], leave, *marks[8:])
    at_once(leave)
    assert count(Enrolment.objects.of(person)) == 0
    assert count(Participation.objects.filter(enrolment__user=person)) == 0
    assert count(HoursEntry.objects.of(person)) == 0


def test_marking_in_many_windows_counts_once(person):
    at_once(lambda: join_track(person=person, track_key=TRACK))
    done = lambda is_on: mark_module(  # noqa: E731  (one of several calls)
        person=person, track_key=TRACK, module_key=MODULE, mark=Mark.DONE, is_on=is_on, worked=WORKED
    )
    at_once(*[lambda: done(True)] * AT_ONCE)
    assert count(HoursEntry.objects.of(person)) == 1
    at_once(*[lambda: done(False)] * AT_ONCE)
    assert count(HoursEntry.objects.of(person)) == 2
    assert count(HoursEntry.objects.of(person).standing()) == 0


def test_certificates_that_are_claimed_at_once_have_places_of_their_own(person, settings):
    at_once(lambda: join_track(person=person, track_key=TRACK))
    where = {"person": person, "track_key": TRACK, "module_key": MODULE}
    at_once(lambda: mark_module(**where, mark=Mark.DONE, is_on=True, worked=WORKED))
    said = {"title": "T", "purpose": "P", "language": "en", "minutes_available": 40}
    settings.PUBLIC_URL = "https://waymark.example.org"
    at_once(lambda: claim(person=person, track_key=TRACK, name="first", **said))
    made = at_once(*[lambda n=n: claim(person=person, track_key=TRACK, name=f"{n}", **said) for n in range(AT_ONCE)])
    assert len({each.place_id for each in made}) == AT_ONCE
    at_once(lambda: leave_track(person=person, track_key=TRACK, keep=False))
    assert count(Credential.objects.filter(person=person)) == 0
    places = {each.place_id for each in made}
    assert count(BadgePlace.objects.filter(pk__in=places)) == AT_ONCE, "what is gone is still said to be taken back"
    at_once(BadgePlace.objects.all().delete, BadgeKey.objects.all().delete)


# Writing and sharing ---------------------------------------------------------------------------------------------------


@pytest.fixture
def coach(person):
    """Appointed, and put away."""

    def make():
        made = User.objects.create_user("racing-coach", "coach@example.org", "a long enough password")
        made.groups.add(Group.objects.get_or_create(name=COACHES)[0])
        return made

    (made,) = at_once(make)
    yield made
    at_once(User.objects.filter(pk=made.pk).delete)


def save(person, text: str, seen: int = 0):
    return save_reflection(person=person, track_key=TRACK, module_key=MODULE, question="Why?", text=text, seen=seen)


def texts(person) -> list[str]:
    return at_once(lambda: [each.text() for each in Reflection.objects.select_related("enrolment").filter(enrolment__user=person)])[0]


@pytest.fixture
def written(person):
    at_once(lambda: join_track(person=person, track_key=TRACK))
    return at_once(lambda: save(person, "first"))[0].reflection


def test_of_many_windows_one_saves_and_the_others_are_shown_what_it_saved(person):
    at_once(lambda: join_track(person=person, track_key=TRACK))
    saved = at_once(*[lambda n=n: save(person, f"window {n}") for n in range(AT_ONCE)])
    kept = [each for each in saved if each.is_kept]
    assert len(kept) == 1
    assert texts(person) == [kept[0].reflection.text()]
    assert {each.reflection.text() for each in saved} == set(texts(person)), "nobody loses: all are shown the one that is kept"


def test_two_windows_of_the_same_revision_do_not_overwrite_each_other(person, written):
    saved = at_once(*[lambda n=n: save(person, f"second {n}", seen=written.revision) for n in range(AT_ONCE)])
    assert sum(each.is_kept for each in saved) == 1


def test_sharing_while_deleting_leaves_no_share(person, written, coach):
    share = lambda: share_reflection(person=person, key=written.key, coach_id=coach.pk, name="R.")  # noqa: E731  (one of several calls)
    delete = lambda: delete_reflection(person=person, key=written.key)  # noqa: E731  (one of several calls)
    at_once(*[share] * 5, delete, *[share] * 5)
    assert count(Reflection.objects.filter(enrolment__user=person)) == 0
    assert count(Share.objects.filter(coach=coach)) == 0


def test_sharing_while_taking_back_ends_as_one_after_the_other(person, written, coach):
    share = lambda: share_reflection(person=person, key=written.key, coach_id=coach.pk, name="R.")  # noqa: E731  (one of several calls)
    back = lambda: take_back(person=person, key=written.key)  # noqa: E731  (one of several calls)
    at_once(*[share, back] * (AT_ONCE // 2))
    at_once(back)
    assert count(Share.objects.filter(coach=coach)) == 0


@pytest.mark.parametrize("end", ["take back", "delete", "leave"])
def test_looking_while_it_is_taken_away_ends_without_a_deadlock(person, written, coach, end):
    at_once(lambda: share_reflection(person=person, key=written.key, coach_id=coach.pk, name="R."))
    look = lambda: look_at_share(coach=coach, key=written.key)  # noqa: E731  (one of several calls)
    ends = {
        "take back": lambda: take_back(person=person, key=written.key),
        "delete": lambda: delete_reflection(person=person, key=written.key),
        "leave": lambda: leave_track(person=person, track_key=TRACK, keep=False),
    }
    at_once(*[look] * 5, ends[end], *[look] * 5)
    assert at_once(look) == [None]
    if end != "take back":
        assert count(AccessLog.objects.filter(owner=person)) == 0


def test_asking_in_many_windows_is_asking_once(person, written, coach):
    at_once(*[lambda: ask_for_conversation(person=person, track_key=TRACK, module_key=MODULE, coach_id=coach.pk, **SAID)] * AT_ONCE)
    assert count(Conversation.objects.filter(coach=coach)) == 1


@pytest.fixture
def asked(person, written, coach) -> Conversation:
    return at_once(lambda: ask_for_conversation(person=person, track_key=TRACK, module_key=MODULE, coach_id=coach.pk, **SAID))[0]


@pytest.mark.parametrize("end", ["leave", "purge"])
def test_opening_a_request_while_its_author_goes_fails_for_neither(person, asked, coach, end):
    looks = [lambda: look_at_conversation(coach=coach, key=asked.key)] * 5
    ends = {"leave": lambda: leave_track(person=person, track_key=TRACK, keep=False), "purge": lambda: delete_past(person, Q())}
    at_once(*looks, ends[end], *looks)
    assert count(Conversation.objects.filter(coach=coach)) == 0
    assert count(AccessLog.objects.filter(owner=person)) == 0


def test_an_answer_is_not_written_over_by_asking_at_the_same_moment(person, asked, coach):
    def again():
        with contextlib.suppress(AlreadyOpen):
            ask_for_conversation(person=person, track_key=TRACK, module_key=MODULE, coach_id=coach.pk, **SAID | {"topic": "else"})

    when = timezone.now() + timedelta(days=7)
    says_yes = lambda: agree(coach=coach, key=asked.key, begins_at=when, minutes=30, words="Room 12")  # noqa: E731  (one of several calls)
    done = at_once(*[again] * 5, says_yes, *[again] * 5)
    assert True in done
    kept = at_once(lambda: Conversation.objects.select_related("enrolment").get(pk=asked.pk))[0]
    assert (kept.state, kept.answer(), kept.request()["topic"]) == ("agreed", "Room 12", "t")


def test_a_yes_that_is_given_while_purging_is_kept(person):
    at_once(lambda: join_track(person=person, track_key=TRACK))
    long_ago = timezone.localdate() - timedelta(days=900)
    at_once(lambda: Enrolment.objects.of(person).update(agreed_until=long_ago))
    past = Q(agreed_until__lt=timezone.localdate() - timedelta(days=800))
    join, purge = (lambda: join_track(person=person, track_key=TRACK)), (lambda: delete_past(person, past))
    at_once(*[join, purge] * (AT_ONCE // 2))
    assert count(Enrolment.objects.of(person)) == 1


def test_answering_while_two_are_put_together_loses_nothing(person, coach):
    other = at_once(User.for_joining)[0]
    for each in (person, other):
        at_once(lambda each=each: join_track(person=each, track_key=TRACK))
    asked = at_once(lambda: ask_for_conversation(person=other, track_key=TRACK, module_key=MODULE, coach_id=coach.pk, **SAID))[0]
    when = timezone.now() + timedelta(days=7)
    says_yes = lambda: agree(coach=coach, key=asked.key, begins_at=when, minutes=30, words="Room 12")  # noqa: E731  (one of several calls)
    looks = [lambda: look_at_conversation(coach=coach, key=asked.key)] * 4
    done = at_once(*looks, lambda: link(person, other), says_yes, *looks)
    assert True in done
    kept = at_once(lambda: Conversation.objects.select_related("enrolment").get(pk=asked.pk))[0]
    assert (kept.state, kept.answer(), kept.enrolment.user_id) == ("agreed", "Room 12", person.pk)
    assert at_once(lambda: set(AccessLog.objects.filter(conversation=kept).values_list("owner", flat=True)))[0] <= {person.pk}


@pytest.fixture
def chosen(person, coach):
    """They let the coach see how far they are. What to do next: choose, let go, or look as the coach does."""
    at_once(lambda: join_track(person=person, track_key=TRACK))
    calls = {
        "choose": lambda: choose_coach(person=person, track_key=TRACK, coach_id=coach.pk, name="R."),
        "let_go": lambda: let_coach_go(person=person, track_key=TRACK),
        "look": lambda: look_at_choices(coach=coach, choices=chose(coach)),
        "list": lambda: rows_of(Onlooker(user=coach), list(enrolments_of(Onlooker(user=coach), Choice())), ()),
    }
    at_once(calls["choose"])
    return calls


def test_choosing_in_many_windows_is_choosing_once(person, chosen):
    at_once(*[chosen["choose"]] * AT_ONCE)
    assert count(ChosenCoach.objects.filter(enrolment__user=person)) == 1


def test_looking_while_it_is_taken_back_shows_all_of_it_or_nothing(person, chosen):
    for _round in range(3):
        *_, first, second = at_once(*[chosen["let_go"], chosen["choose"]] * 3, chosen["list"], chosen["list"])
        for rows in (first, second):
            assert [row.name for row in rows] in ([], ["R."])
            assert all(row.shows for row in rows)


@pytest.mark.parametrize("other_joined", [True, False])
def test_looking_while_two_are_put_together_fails_for_neither(person, chosen, other_joined):
    (other,) = at_once(User.for_joining)
    if other_joined:
        at_once(lambda: join_track(person=other, track_key=TRACK))
    at_once(*[chosen["look"]] * 3, lambda: link(other, person), *[chosen["list"]] * 3)
    assert count(AccessLog.objects.exclude(owner=person)) == 0
    assert count(ChosenCoach.objects.filter(enrolment__user=person)) == (0 if other_joined else 1)


def test_of_many_that_publish_a_week_one_does(person):
    try:
        made = at_once(*[publish_counts] * AT_ONCE)
        assert sum(each is not None for each in made) == 1
    finally:
        at_once(Publication.objects.all().delete)
