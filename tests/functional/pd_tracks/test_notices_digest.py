"""What a coach is told by e-mail: how much waits, and nothing of whom or what."""

import re
from datetime import timedelta

from django.core import mail
from django.core.management import CommandError
from django.utils import timezone

from wagtail.users.models import UserProfile

import pytest
from django_tasks import default_task_backend

from cms.groups import COACHES
from cms.models import User
from pd_tracks.models import Conversation, Enrolment, NoticeChoice, SentNotice, Share
from pd_tracks.models.notices import Kind
from pd_tracks.notices import due as due_module
from pd_tracks.services import send_notice, share_reflection
from pd_tracks.services.notices import NotSent
from tests.functional.pd_tracks.steps import REQUEST, SECRET, ask, links_in, send_notices, share, written

pytestmark = pytest.mark.django_db
DOWN = "tests.functional.pd_tracks.steps.MailIsDown"
UP = "django.core.mail.backends.locmem.EmailBackend"
SWITCH = "/learning/coach/e-mail/"
DUMMY = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def asked(client, joined, module, coach):
    assert ask(client, joined, module, coach).status_code == 302


@pytest.fixture
def shared(client, joined, module, coach):
    assert share(client, joined, written(client, joined, module), coach).status_code == 302


@pytest.fixture
def days_later(time_machine):
    """Moves the clock on; what is kept is asked of the database alone."""
    return lambda days: time_machine.move_to(timezone.now() + timedelta(days=days), tick=False)


def test_a_coach_is_told_how_much_waits_and_nothing_else(asked, shared, coach, track, module):
    assert send_notices() == "queued: 1 notices; sent at once: 1"
    (message,) = mail.outbox
    assert message.to == ["coach@example.org"]
    assert "1 teacher waits for your answer" in message.body
    assert "1 text was newly shared with you" in message.body
    page, stop = links_in(message)
    assert page == "/learning/coach/"
    assert stop.startswith("/learning/e-mail/")
    whole = message.message().as_string()
    private = [SECRET, *REQUEST.values(), "Ms. R.", "Noor", "Haddad", "learner-", track.title, module.title, track.slug, module.slug]
    private += ["AI for our staff", "staff-1", track.launch_key, module.launch_key, Conversation.objects.get().closed_request[:20]]
    assert [words for words in private if words.lower() in whole.lower()] == []


def test_nothing_waits_nobody_is_written_to(coach):
    assert send_notices() == "queued: 0 notices; sent at once: 0"
    assert mail.outbox == []


def test_only_what_waits_for_an_answer_is_counted(asked, coach):
    Conversation.objects.update(state="agreed", begins_at=timezone.now())
    send_notices()
    assert mail.outbox == []


def test_nobody_is_sent_two_on_one_day(asked, coach, days_later):
    send_notices()
    assert send_notices() == "queued: 0 notices; sent at once: 0"
    assert send_notice(user_id=coach.pk, kind=Kind.COACH) == "not due", "and where two tasks were queued"
    assert len(mail.outbox) == 1
    days_later(1)
    send_notices()
    assert len(mail.outbox) == 2, "the answer is still waited for"


def test_of_two_workers_at_once_one_sends(asked, coach, monkeypatch):
    """Both asked who is due before either took the day."""
    monkeypatch.setattr("pd_tracks.services.notices.due", lambda kind: User.objects.filter(pk=coach.pk))
    assert send_notice(user_id=coach.pk, kind=Kind.COACH) == "sent"
    assert send_notice(user_id=coach.pk, kind=Kind.COACH) == "not due"
    assert len(mail.outbox) == 1


def test_a_text_is_news_once(client, joined, module, shared, coach, days_later):
    send_notices()
    another = written(client, joined, module, question="Another?")  # the launch does not last until tomorrow
    days_later(1)
    send_notices()
    assert len(mail.outbox) == 1
    share_reflection(person=another.enrolment.user, key=another.key, coach_id=coach.pk, name="R.")
    send_notices()
    assert "1 text was newly shared" in mail.outbox[-1].body
    assert len(mail.outbox) == 2


def test_a_text_of_last_month_is_no_news(shared, coach):
    Share.objects.update(shared_at=timezone.now() - timedelta(days=31))
    send_notices()
    assert mail.outbox == []


@pytest.mark.parametrize("how", ["taken_back", "over", "left", "ended"])
def test_what_a_coach_does_not_see_is_not_counted(client, joined, track, asked, shared, coach, how):
    yesterday = timezone.localdate() - timedelta(days=1)
    if how == "taken_back":
        client.post(f"{joined}/learning/texts/{Share.objects.get().reflection.key}/take-back/", secure=True)
        client.post(f"{joined}/learning/conversations/{Conversation.objects.get().key}/take-back/", secure=True)
    elif how == "left":
        client.post(f"{joined}/learning/{track.launch_key}/leave/", {"what": "keep"}, secure=True)
    else:
        Share.objects.update(until=yesterday)
        Enrolment.objects.update(agreed_until=yesterday)
    send_notices()
    assert mail.outbox == []


@pytest.mark.parametrize("trouble", ["not_a_coach", "deactivated", "without_address"])
def test_who_gets_none(asked, coach, trouble):
    if trouble == "not_a_coach":
        coach.groups.clear()
    User.objects.filter(pk=coach.pk).update(is_active=trouble != "deactivated", email="" if trouble == "without_address" else coach.email)
    assert send_notices() == "queued: 0 notices; sent at once: 0"
    assert send_notice(user_id=coach.pk, kind=Kind.COACH) == "not due", "also where it was queued before"
    assert mail.outbox == []


def test_a_mail_server_that_fails_loses_nothing_and_no_address_is_logged(asked, shared, coach, settings, caplog):
    settings.EMAIL_BACKEND = DOWN
    with pytest.raises(CommandError, match="could not be sent: 1 notices"):
        send_notices()
    assert not SentNotice.objects.exists()
    with pytest.raises(NotSent) as raised:
        send_notice(user_id=coach.pk, kind=Kind.COACH)
    assert "coach@" not in caplog.text + str(raised.value)
    assert raised.value.__suppress_context__, "what a task raises is kept with it"
    settings.EMAIL_BACKEND = UP
    send_notices()
    (message,) = mail.outbox
    assert "1 teacher waits" in message.body
    assert "1 text was newly shared" in message.body


def test_an_address_that_is_none_stops_nobody_else(asked, client, joined, track, coach):
    other = User.objects.create_user("other", "not an address\nBcc: x@example.org", "a long enough password")
    other.groups.add(coach.groups.get(name=COACHES))
    Conversation.objects.create(enrolment=Enrolment.objects.get(), coach=other, closed_request="closed")
    with pytest.raises(CommandError, match="could not be sent: 1 notices"):
        send_notices()
    assert [message.to for message in mail.outbox] == [["coach@example.org"]]


def test_what_was_on_its_way_when_a_process_died_does_not_count_as_told(shared, coach, days_later):
    SentNotice.objects.create(user=coach, kind=Kind.COACH, is_sent=False)
    send_notices()
    assert mail.outbox == [], "the day is taken"
    days_later(1)
    send_notices()
    assert "1 text was newly shared" in mail.outbox[0].body


def test_a_dry_run_counts(asked, coach):
    assert send_notices("--dry-run") == "would queue: 1 notices"
    assert mail.outbox == []
    assert not SentNotice.objects.exists()


def test_everybody_reads_it_in_their_language(asked, coach):
    profile = UserProfile.get_for_user(coach)
    profile.preferred_language = "es"
    profile.save()
    send_notices()
    page, stop = links_in(mail.outbox[0])
    assert page == "/es/learning/coach/"
    assert stop.startswith("/es/learning/e-mail/")


# Many ------------------------------------------------------------------------------------------------------------------


def more_coaches(count: int) -> None:
    group = User.objects.get(username="coach").groups.get(name=COACHES)
    for n in range(count):
        each = User.objects.create_user(f"c{n}", f"c{n}@example.org")
        each.groups.add(group)
        Conversation.objects.create(enrolment=Enrolment.objects.get(), coach=each, closed_request="closed")


def test_queueing_costs_the_same_for_one_and_for_many(asked, coach, settings, django_assert_num_queries):
    """Two statements for reminders that are put off, and for each kind one more than it has batches."""
    settings.TASKS = DUMMY
    with django_assert_num_queries(2 + 2 + 1):
        send_notices()
    more_coaches(7)
    with django_assert_num_queries(2 + 2 + 1):
        send_notices()


def test_a_task_is_given_numbers_alone(asked, coach, settings, monkeypatch, django_assert_num_queries):
    settings.TASKS = DUMMY
    monkeypatch.setattr(due_module, "AT_ONCE", 2)
    more_coaches(4)
    with django_assert_num_queries(2 + 4 + 1):
        assert send_notices() == "queued: 5 notices; sent at once: 0"
    given = [(each.args, each.kwargs) for each in default_task_backend.results]
    assert given == [([pk, "coach"], {}) for pk in User.objects.filter(groups__name=COACHES).order_by("pk").values_list("pk", flat=True)]


def test_each_e_mail_costs_the_same(asked, coach, django_assert_num_queries):
    more_coaches(2)
    first, second, _third = User.objects.filter(groups__name=COACHES).order_by("pk").values_list("pk", flat=True)
    with django_assert_num_queries(13):
        send_notice(user_id=first, kind=Kind.COACH)
    with django_assert_num_queries(13):
        send_notice(user_id=second, kind=Kind.COACH)


# The switch ------------------------------------------------------------------------------------------------------------


def test_a_coach_switches_it_off_and_on_on_their_page(asked, coach, at_the_coachs, client_https):
    page = at_the_coachs.get(SWITCH, secure=True).content.decode()
    assert "Switch it off" in page
    assert f'href="{SWITCH}"' in at_the_coachs.get("/learning/coach/", secure=True).content.decode()
    assert at_the_coachs.post(SWITCH, {"on": "0"}, secure=True)["Location"] == SWITCH
    at_the_coachs.post(SWITCH, {"on": "0"}, secure=True)
    assert NoticeChoice.objects.get().user == coach
    send_notices()
    assert mail.outbox == []
    page = at_the_coachs.get(SWITCH, secure=True).content.decode()
    assert "Switch it on again" in page
    at_the_coachs.post(SWITCH, {"on": "1"}, secure=True)
    assert not NoticeChoice.objects.exists()
    send_notices()
    assert len(mail.outbox) == 1
    assert re.match(r"/_util/login/\?next=", client_https.post(SWITCH, {"on": "0"})["Location"])


def test_it_is_no_teachers(at_the_teachers):
    assert at_the_teachers.post(SWITCH, {"on": "0"}, secure=True).status_code == 403
    assert not NoticeChoice.objects.exists()


def test_without_an_address_there_is_no_switch(coach, at_the_coachs):
    User.objects.filter(pk=coach.pk).update(email="")
    page = at_the_coachs.get(SWITCH, secure=True).content.decode()
    assert "Your account has no e-mail address" in page
    assert "<button" not in page.partition("<main")[2]
