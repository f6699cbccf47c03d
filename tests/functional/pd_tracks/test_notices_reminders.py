"""Reminders for teachers as learners: only for who asked, and nothing in them but that."""

import json
from datetime import timedelta
from io import StringIO

from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from cms.models import User
from cms.models.reviews import months_later
from lti.models import PlatformUser
from pd_tracks.models import Enrolment, NoticeChoice, SentNotice
from pd_tracks.models.notices import Every, Kind
from pd_tracks.services import choose_reminders, send_notice
from pd_tracks.services.linking import link
from pd_tracks.who_sees import EDITION
from tests.functional.pd_tracks.steps import SECRET, links_in, mark, send_notices, text, write
from tests.functional.pd_tracks.test_notices_digest import DOWN, UP

pytestmark = pytest.mark.django_db
MINE, CHOOSE = "/learning/mine/", "/learning/mine/reminders/"


@pytest.fixture
def days_later(time_machine):
    return lambda days: time_machine.move_to(timezone.now() + timedelta(days=days), tick=False)


@pytest.fixture
def reminded(at_the_teachers):
    """Switched on by themselves, and due today. Returns their browser."""
    answer = at_the_teachers.post(CHOOSE, {"every": "two_weeks"}, secure=True)
    assert answer["Location"] == f"{MINE}#reminders"
    NoticeChoice.objects.update(next_on=timezone.localdate())
    return at_the_teachers


def test_off_unless_somebody_switches_it_on(at_the_teachers, teacher, days_later):
    page = text(at_the_teachers.get(MINE, secure=True))
    assert "They come only if you want them." in page
    assert "Whoever can look into your mailbox sees that it came." in page
    assert 'value="never" id="id_every_0" required checked' in page
    days_later(100)
    send_notices()
    assert mail.outbox == []


@pytest.mark.parametrize(("every", "days"), [("two_weeks", 14), ("monthly", None)])
def test_the_next_day_is_counted_from_the_choice_and_from_each_reminder(at_the_teachers, teacher, days_later, every, days):
    today = timezone.localdate()
    first = today + timedelta(days=days) if days else months_later(today, 1)
    at_the_teachers.post(CHOOSE, {"every": every}, secure=True)
    assert NoticeChoice.objects.get().next_on == first
    assert f"The next one comes on {first}." in text(at_the_teachers.get(MINE, secure=True))
    days_later((first - today).days - 1)
    choose_reminders(person=teacher, every=Every(every))
    assert NoticeChoice.objects.get().next_on == first, "the same choice again moves nothing"
    send_notices()
    assert mail.outbox == []
    days_later(1)
    send_notices()
    send_notices()
    assert len(mail.outbox) == 1
    assert NoticeChoice.objects.get().next_on == (first + timedelta(days=days) if days else months_later(first, 1))


def test_it_says_only_that_it_was_asked_for(reminded, teacher, track, module):
    write(reminded, "", module)
    mark(reminded, "", module, "tried", "1")
    send_notices()
    (message,) = mail.outbox
    assert message.to == ["pat@example.org"]
    assert message.subject == "The reminder you asked for"
    assert message.body.split("\n\n")[1] == (
        "you asked Waymark for a reminder now and then. Here it is; there is nothing that you have to do."
    )
    page, stop = links_in(message)
    assert page == MINE
    assert stop.startswith("/learning/e-mail/")
    whole = message.message().as_string().lower()
    private = [SECRET, "Patience", "Okafor", track.title, module.title, track.slug, module.slug, track.launch_key, module.launch_key]
    assert [words for words in [*private, "module", "to go", "track"] if words.lower() in whole] == []


@pytest.mark.parametrize("how", ["paused", "left", "ended", "older_edition", "deactivated", "without_address", "came_by_joining"])
def test_who_gets_none(reminded, teacher, track, how):
    if how == "paused":
        reminded.post(f"/learning/{track.launch_key}/pause/", secure=True)
    elif how == "left":
        reminded.post(f"/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)
    elif how == "ended":
        Enrolment.objects.update(agreed_until=timezone.localdate() - timedelta(days=1))
    elif how == "older_edition":
        Enrolment.objects.update(agreed_edition=1)
    else:
        changes = {"deactivated": {"is_active": False}, "without_address": {"email": ""}, "came_by_joining": {"came_by_joining": True}}[how]
        User.objects.filter(pk=teacher.pk).update(**changes)
    assert send_notice(user_id=teacher.pk, kind=Kind.REMINDER) == "not due", "also where it was queued before"
    send_notices()
    assert mail.outbox == []
    assert NoticeChoice.objects.get().next_on > timezone.localdate(), "coming back brings none at once"


def test_one_current_track_is_enough(reminded, teacher):
    Enrolment.objects.update(paused_at=timezone.now())
    Enrolment.objects.create(
        user=teacher, track_key="00000000-0000-0000-0000-000000000001", agreed_until=timezone.localdate(), agreed_edition=EDITION
    )
    send_notices()
    assert len(mail.outbox) == 1


def test_a_mail_server_that_fails_loses_nothing(reminded, teacher, settings, caplog):
    settings.EMAIL_BACKEND = DOWN
    with pytest.raises(CommandError, match="could not be sent: 1 notices"):
        send_notices()
    assert NoticeChoice.objects.get().next_on == timezone.localdate()
    assert not SentNotice.objects.exists()
    assert "pat@" not in caplog.text
    settings.EMAIL_BACKEND = UP
    send_notices()
    assert len(mail.outbox) == 1


def test_where_there_is_no_address_there_is_no_switch_and_it_says_why(client, joined):
    page = text(client.get(f"{joined}{MINE}", secure=True))
    assert "they need an account of your own with an e-mail address, and no address of yours is kept." in page
    assert 'name="every"' not in page
    assert client.post(f"{joined}{CHOOSE}", {"every": "monthly"}, secure=True).status_code == 403
    assert not NoticeChoice.objects.exists()


def test_nobody_else_chooses(client_https, at_the_teachers, joined, client):
    assert client_https.post(CHOOSE, {"every": "monthly"}).status_code == 403
    at_the_teachers.logout()
    assert at_the_teachers.post(CHOOSE, {"every": "monthly"}, secure=True).status_code == 403
    assert not NoticeChoice.objects.exists()


def test_who_never_joined_has_nothing_to_be_reminded_of(teacher, client_https):
    client_https.force_login(teacher)
    assert "Reminders by e-mail" not in text(client_https.get(MINE))
    assert client_https.post(CHOOSE, {"every": "monthly"}).status_code == 403


@pytest.mark.parametrize("data", [{}, {"every": ""}, {"every": "daily"}, {"every": "a\x00b"}, {"every": "9" * 9_000}, {"every": "ñ\ud7ff"}])
def test_odd_choices_are_named_and_change_nothing(reminded, data):
    answer = reminded.post(CHOOSE, data, secure=True)
    assert answer.status_code == 422
    assert "Choose one of the three." in text(answer)
    assert NoticeChoice.objects.get().every == "two_weeks"


def test_off_again(reminded, teacher):
    for _ in range(2):
        assert reminded.post(CHOOSE, {"every": "never"}, secure=True).status_code == 302
    assert not NoticeChoice.objects.exists()
    send_notices()
    assert mail.outbox == []


def test_in_a_course_it_is_the_same_switch(client, joined, teacher, at_the_teachers):
    """Put together, the account stays, and with it its choice."""
    at_the_teachers.post(CHOOSE, {"every": "monthly"}, secure=True)
    person = PlatformUser.objects.get(person__came_by_joining=True).person
    NoticeChoice.objects.create(user=person, kind=Kind.REMINDER, every=Every.TWO_WEEKS, next_on=timezone.localdate())
    link(person, teacher)
    assert [(each.user, each.every) for each in NoticeChoice.objects.all()] == [(teacher, "monthly")]
    client.post(f"{joined}{CHOOSE}", {"every": "two_weeks"}, secure=True)
    assert [(each.user, each.every) for each in NoticeChoice.objects.all()] == [(teacher, "two_weeks")]


def test_one_that_stays_without_a_choice_has_none_afterwards(client, joined, teacher, at_the_teachers):
    person = PlatformUser.objects.get(person__came_by_joining=True).person
    NoticeChoice.objects.create(user=person, kind=Kind.REMINDER, every=Every.TWO_WEEKS, next_on=timezone.localdate())
    link(teacher, person)
    assert not NoticeChoice.objects.exists()


# One's own data --------------------------------------------------------------------------------------------------------


def test_the_file_has_all_of_it(reminded, teacher):
    send_notices()
    own = json.loads(reminded.get(f"{MINE}?as=json", secure=True).content)["notices"]
    row, sent = NoticeChoice.objects.get(), SentNotice.objects.get()
    assert own == {
        "reminders": "two_weeks",
        "next_reminder": row.next_on.isoformat(),
        "coach_e_mail_is_off": False,
        "sent": [
            {
                "kind": "reminder",
                "day": sent.sent_on.isoformat(),
                "counted": timezone.localtime(sent.counted_at).isoformat(),
                "is_sent": True,
            }
        ],
    }


@pytest.mark.parametrize("how", ["all", "last"])
def test_deleting_deletes_it_and_not_what_a_coach_chose(reminded, teacher, track, how):
    send_notices()
    NoticeChoice.objects.create(user=teacher, kind=Kind.COACH, every=Every.NEVER)
    SentNotice.objects.create(user=teacher, kind=Kind.COACH)
    path, data = {"all": ("mine/delete/", {"sure": "1"}), "last": (f"{track.launch_key}/leave/", {"what": "delete"})}[how]
    assert reminded.post(f"/learning/{path}", data, secure=True).status_code == 200
    assert [each.kind for each in NoticeChoice.objects.all()] == ["coach"]
    assert [each.kind for each in SentNotice.objects.all()] == ["coach"]


def test_what_was_sent_is_forgotten_after_a_month(teacher):
    for days in (31, 32):
        SentNotice.objects.create(user=teacher, kind=Kind.COACH, sent_on=timezone.localdate() - timedelta(days=days))
    out = StringIO()
    call_command("purge_expired", "--dry-run", stdout=out)
    assert "1 notes of e-mail" in out.getvalue()
    assert SentNotice.objects.count() == 2
    call_command("purge_expired", stdout=StringIO())
    assert [each.sent_on for each in SentNotice.objects.all()] == [timezone.localdate() - timedelta(days=31)]


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "coach", "every": "monthly", "next_on": "2027-01-01"},
        {"kind": "reminder", "every": "never", "next_on": None},
        {"kind": "reminder", "every": "monthly", "next_on": None},
        {"kind": "other", "every": "never", "next_on": None},
    ],
)
def test_choices_that_make_no_sense_cannot_be_kept(teacher, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeChoice.objects.create(user=teacher, **row)


def test_choosing_for_somebody_who_is_gone(teacher):
    gone = User(pk=teacher.pk)
    teacher.delete()
    assert choose_reminders(person=gone, every=Every.MONTHLY) is False
    assert choose_reminders(person=gone, every=Every.NEVER) is True
