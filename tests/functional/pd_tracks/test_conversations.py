"""Asking a coach, and what becomes of it. That it was held is kept, and nothing of what was said."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

import pytest
from icalendar import Calendar

from cms.models import User
from pd_tracks.models import AccessLog, Conversation, ConversationState, Enrolment
from tests.functional.pd_tracks.steps import REQUEST, ask, tables_with, text

pytestmark = pytest.mark.django_db
HOME = "/learning/coach/"
NEXT_WEEK = (timezone.now() + timedelta(days=7)).strftime("%Y-%m-%dT15:30")


@pytest.fixture
def talk(client, joined, module, coach) -> Conversation:
    answer = ask(client, joined, module, coach)
    found = Conversation.objects.get()
    assert answer["Location"] == f"{joined}/learning/mine/#conversation-{found.key}"
    return found


def answered(browser, talk, **data):
    return browser.post(f"{HOME}conversations/{talk.key}/", data, secure=True)


def agreed(browser, talk, **changes):
    return answered(browser, talk, **{"do": "agree", "begins_at": NEXT_WEEK, "minutes": "30", "words": "Room 12", **changes})


def state(talk) -> str:
    talk.refresh_from_db()
    return talk.state


def test_what_is_asked_reaches_the_coach_and_is_closed_in_the_database(talk, at_the_coachs, module):
    home = text(at_the_coachs.get(HOME, secure=True))
    assert "Ms. R." in home
    assert module.title in home
    assert "waiting for an answer" in home
    shown = text(at_the_coachs.get(f"{HOME}conversations/{talk.key}/", secure=True))
    for words in REQUEST.values():
        assert words in shown
    assert "Ways to begin" in shown
    assert tables_with(REQUEST["note"], REQUEST["topic"], REQUEST["name"]) == set()


def test_the_teacher_sees_who_looked_and_the_answer(client, joined, module, talk, at_the_coachs):
    at_the_coachs.get(f"{HOME}conversations/{talk.key}/", secure=True)
    assert agreed(at_the_coachs, talk).status_code == 302
    for path in (module.get_url(), "/learning/mine/"):
        shown = text(client.get(f"{joined}{path}", secure=True))
        assert "Noor Haddad looked at this" in shown
        assert "Room 12" in shown
        assert "a time is agreed" in shown
        assert "for your calendar" in shown.casefold()


def test_the_same_again_is_one_request_and_something_else_waits(client, joined, module, coach, talk):
    assert ask(client, joined, module, coach).status_code == 302
    answer = ask(client, joined, module, coach, topic="Something else")
    assert answer.status_code == 422
    assert "There is an open request to this coach already." in text(answer)
    assert "Something else" in text(answer)
    assert Conversation.objects.get().request()["topic"] == REQUEST["topic"]
    client.post(f"{joined}/learning/conversations/{talk.key}/take-back/", secure=True)
    assert ask(client, joined, module, coach, topic="Something else").status_code == 302
    assert Conversation.objects.count() == 2


def test_a_track_may_be_asked_about(client, joined, track, coach):
    ask(client, joined, track, coach)
    assert Conversation.objects.get().module_key is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"topic": ""}, "Say in a few words"),
        ({"times": ""}, "Name a time or two"),
        ({"name": ""}, "Write a name"),
        ({"topic": "t" * 201}, "at most 200 characters"),
        ({"note": "n" * 4_001}, "at most 4000 characters"),
        ({"note": "a\x00b"}, "Null characters"),
        ({"coach": ""}, "Choose a coach."),
        ({"coach": "99999999999999999999"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(client, joined, module, coach, changes, words):
    answer = ask(client, joined, module, coach, **changes)
    assert answer.status_code == 422
    assert words in text(answer)
    for name in {"topic", "times"} - set(changes):
        assert REQUEST[name] in text(answer)
    assert not Conversation.objects.exists()


def test_nobody_asks_without_joining(client, launched, module, coach):
    assert ask(client, launched, module, coach).status_code == 403


def test_a_paused_track_asks_nobody(client, joined, track, module, coach):
    client.post(f"{joined}/learning/{track.launch_key}/pause/", {"do": "pause"}, secure=True)
    answer = ask(client, joined, module, coach)
    assert answer.status_code == 422
    assert "cannot be sent just now" in text(answer)


# The answer ------------------------------------------------------------------------------------------------------------


def test_held_declined_and_what_follows_on_what(talk, at_the_coachs):
    answered(at_the_coachs, talk, do="hold")
    assert state(talk) == ConversationState.ASKED, "nothing was agreed yet"
    agreed(at_the_coachs, talk)
    moved = text(at_the_coachs.get(f"{HOME}conversations/{talk.key}/", secure=True))
    assert "Room 12</textarea>" in moved, "another time keeps the room"
    agreed(at_the_coachs, talk, minutes="45")
    assert (state(talk), talk.minutes) == (ConversationState.AGREED, 45)
    answered(at_the_coachs, talk, do="hold")
    assert state(talk) == ConversationState.HELD
    for data in ({"do": "decline", "words": "no"}, {"do": "hold"}, {"do": "rate"}, {}):
        assert "Nothing changed" in text(answered(at_the_coachs, talk, **data))
    assert "Nothing changed" in text(agreed(at_the_coachs, talk))
    assert state(talk) == ConversationState.HELD
    assert talk.answer() == "Room 12"


def test_declining_says_why(client, joined, talk, at_the_coachs):
    answered(at_the_coachs, talk, do="decline", words="I am away; ask Lee.")
    assert state(talk) == ConversationState.DECLINED
    assert "I am away; ask Lee." in text(client.get(f"{joined}/learning/mine/", secure=True))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"begins_at": ""}, "Choose a day and a time."),
        ({"begins_at": "next Tuesday"}, "Write the day and time like"),
        ({"begins_at": "2020-01-01T10:00"}, "This time is over."),
        ({"begins_at": "9999-12-31T23:59"}, "more than a year away"),
        ({"begins_at": "0001-01-01T00:00"}, "This time is over."),
        ({"minutes": "0"}, "greater than or equal to 5"),
        ({"minutes": "1e9"}, "Enter a whole number"),
        ({"words": "w" * 4_001}, "at most 4000 characters"),
    ],
)
def test_an_answer_that_cannot_be_is_named_and_stays(talk, at_the_coachs, changes, words):
    answer = agreed(at_the_coachs, talk, **changes)
    assert answer.status_code == 422
    assert words in text(answer)
    if "words" not in changes:
        assert "Room 12" in text(answer)
    assert state(talk) == ConversationState.ASKED


# Taking it back --------------------------------------------------------------------------------------------------------


def test_what_is_withdrawn_is_gone_for_the_coach(client, joined, talk, at_the_coachs):
    never = at_the_coachs.get(HOME, secure=True).content.replace(b"Nobody is waiting", b"")
    client.post(f"{joined}/learning/conversations/{talk.key}/take-back/", secure=True)
    assert state(talk) == ConversationState.WITHDRAWN
    assert "Nobody is waiting for you." in text(at_the_coachs.get(HOME, secure=True))
    assert never
    assert at_the_coachs.get(f"{HOME}conversations/{talk.key}/", secure=True).status_code == 404
    assert agreed(at_the_coachs, talk).status_code == 404
    assert "withdrawn" in text(client.get(f"{joined}/learning/mine/", secure=True))


def test_leaving_and_keeping_withdraws_it(client, joined, track, talk, at_the_coachs):
    client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)
    assert state(talk) == ConversationState.WITHDRAWN
    assert "Nobody is waiting for you." in text(at_the_coachs.get(HOME, secure=True))


@pytest.mark.parametrize("how", ["held", "declined"])
def test_what_is_over_is_deleted_by_itself(client, joined, talk, at_the_coachs, how):
    if how == "held":
        agreed(at_the_coachs, talk)
    answered(at_the_coachs, talk, do="hold" if how == "held" else "decline", words="no")
    assert state(talk) == how
    assert "Delete this conversation" in text(client.get(f"{joined}/learning/mine/", secure=True))
    client.post(f"{joined}/learning/conversations/{talk.key}/take-back/", secure=True)
    assert not Conversation.objects.exists()
    assert at_the_coachs.get(f"{HOME}conversations/{talk.key}/", secure=True).status_code == 404


def test_what_was_held_is_deleted_with_the_track(client, joined, track, talk, at_the_coachs):
    agreed(at_the_coachs, talk)
    answered(at_the_coachs, talk, do="hold")
    shown = text(client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True))
    assert "1 conversation" in shown
    assert not AccessLog.objects.exists()


def test_when_the_yes_has_ended_the_coach_sees_nothing_of_it(talk, at_the_coachs):
    Enrolment.objects.update(agreed_until=timezone.localdate() - timedelta(days=1))
    assert "Nobody is waiting for you." in text(at_the_coachs.get(HOME, secure=True))
    assert at_the_coachs.get(f"{HOME}conversations/{talk.key}/", secure=True).status_code == 404


def test_who_no_longer_coaches_is_named_to_the_teacher(client, joined, module, talk, coach):
    coach.groups.clear()
    for path in (module.get_url(), "/learning/mine/"):
        assert "does not coach any longer, and cannot read or answer this" in text(client.get(f"{joined}{path}", secure=True))


def test_an_address_in_an_answer_opens_in_a_tab_and_markup_is_text(client, joined, module, talk, at_the_coachs):
    agreed(at_the_coachs, talk, words='<b>here</b> https://video.example.org/a?b=1&c=2 "quoted"')
    shown = client.get(f"{joined}{module.get_url()}", secure=True).content.decode()
    assert '<a href="https://video.example.org/a?b=1&amp;c=2" rel="nofollow noopener" target="_blank">' in shown
    assert "<b>here</b>" not in shown


def test_a_request_that_cannot_be_opened_breaks_nothing(client, joined, module, talk, coach, at_the_coachs):
    Conversation.objects.update(closed_request="not ours")
    assert "Without a name" in text(at_the_coachs.get(HOME, secure=True))
    assert "cannot be opened just now" in text(at_the_coachs.get(f"{HOME}conversations/{talk.key}/", secure=True))
    for path in (module.get_url(), "/learning/mine/", "/learning/mine/?as=zip"):
        assert client.get(f"{joined}{path}", secure=True).status_code == 200
    assert ask(client, joined, module, coach).status_code == 422


def test_the_two_forms_of_an_answer_name_their_fields_apart(talk, at_the_coachs):
    page = at_the_coachs.get(f"{HOME}conversations/{talk.key}/", secure=True).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_coachs_account_goes_and_the_request_stays_the_teachers(client, joined, talk, coach):
    coach.delete()
    assert "A coach whose account is gone" in text(client.get(f"{joined}/learning/mine/", secure=True))


def test_another_coach_sees_and_answers_nothing(talk, coach, client_https):
    other = User.objects.create_user("other", "o@example.org", "a long enough password")
    other.groups.add(coach.groups.get())
    client_https.force_login(other)
    assert "Nobody is waiting for you." in text(client_https.get(HOME))
    for path in ("", "calendar.ics"):
        assert client_https.get(f"{HOME}conversations/{talk.key}/{path}").status_code == 404
    assert agreed(client_https, talk).status_code == 404
    assert not AccessLog.objects.exists()


# The calendar ----------------------------------------------------------------------------------------------------------


def test_an_agreed_time_goes_into_both_calendars_without_a_private_word(client, joined, module, talk, at_the_coachs, settings):
    own, coachs = f"{joined}/learning/conversations/{talk.key}/calendar.ics", f"{HOME}conversations/{talk.key}/calendar.ics"
    assert client.get(own, secure=True).status_code == 404
    assert at_the_coachs.get(coachs, secure=True).status_code == 404
    agreed(at_the_coachs, talk, minutes="45")
    for browser, address, whom in ((client, own, "Noor Haddad"), (at_the_coachs, coachs, "Ms. R.")):
        answer = browser.get(address, secure=True)
        assert answer["Content-Type"].startswith("text/calendar")
        for private in (REQUEST["topic"], REQUEST["note"], REQUEST["times"], "Room 12"):
            assert private not in answer.content.decode()
        (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
        assert event["SUMMARY"] == f"A conversation with {whom}"
        assert event["DESCRIPTION"] == module.title
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=45)
        begins = event.decoded("DTSTART").astimezone(ZoneInfo(settings.TIME_ZONE))
        assert begins.strftime("%Y-%m-%dT%H:%M") == NEXT_WEEK
    assert client.get(own.replace(str(talk.key), "0b7c1c36-0000-4000-8000-000000000000"), secure=True).status_code == 404
