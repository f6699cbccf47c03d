"""What the way to publishing says to the people on it: comments, an approval that comes too early, a schedule that cannot be kept."""

from datetime import timedelta

from django.contrib.messages import get_messages
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Comment
from wagtail.test.utils.form_data import nested_form_data
from wagtail.users.models import UserProfile

import pytest

from cms.groups import AUTHORS, LEADS, REVIEWERS
from curriculum.models import LessonPage
from tests.factories.people import member_of
from tests.functional.curriculum.test_editor import form_of


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


@pytest.fixture
def author():
    return member_of(AUTHORS)


@pytest.fixture
def submitted(client, lesson, author) -> LessonPage:
    """An author's lesson, waiting for a reviewer."""
    own = lesson.copy(update_attrs={"slug": "own", "title": "Own", "owner": author}, keep_live=False)
    client.force_login(author)
    client.post(edit_url(own), {**form_of(own, 50, slug="own", title="Own"), "action-submit": "1"})
    return LessonPage.objects.get(pk=own.pk)


def edit_url(lesson) -> str:
    return reverse("wagtailadmin_pages:edit", args=[lesson.pk])


def act(client, lesson, action: str, **headers):
    task = lesson.current_workflow_state.current_task_state
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, action, task.pk]), {"comment": ""}, headers=headers)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def commented(text: str, **more) -> dict:
    """A comment at the big question, as the editor sends it."""
    one = {"text": text, "contentpath": "essential_question", "position": "", "resolved": "", "DELETE": "", "id": "", **more}
    replies = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return nested_form_data(
        {"comments": {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000, "0": {**one, "replies": replies}}}
    )


# Comments -------------------------------------------------------------------------------------------------------------


def test_a_reviewer_comments_at_a_field_and_the_author_reads_it(client, submitted, author):
    reviewer = member_of(REVIEWERS, first_name="Rey")
    client.force_login(reviewer)
    response = client.post(edit_url(submitted), {**form_of(submitted, 50, slug="own", title="Own"), **commented("Is this one question?")})
    assert response.status_code == 302
    comment = Comment.objects.get(page=submitted)
    assert (comment.text, comment.contentpath, comment.user) == ("Is this one question?", "essential_question", reviewer)
    client.force_login(author)
    assert "Is this one question?" in client.get(edit_url(submitted)).content.decode()


def test_a_comment_is_in_no_version_and_on_no_page_that_readers_see(client, submitted, lesson):
    client.force_login(member_of(LEADS))
    client.post(
        edit_url(lesson), {**form_of(lesson, 50, change_note="Why.", **{"action-publish": "1"}), **commented("Between colleagues.")}
    )
    assert Comment.objects.filter(page=lesson).exists()
    newest = lesson.versions.newest_first().first()
    assert newest.number == 2
    assert "Between colleagues." not in str(newest.document)
    client.logout()
    assert "Between colleagues." not in client.get(lesson.get_url_parts()[2], secure=True).content.decode()


# Approving ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def not_ready_any_more(submitted):
    """A rule changed while it waited: its grade band allows its AI-use level no longer."""
    submitted.band.ai_use_levels.remove(submitted.ai_use_level)


@pytest.mark.usefixtures("not_ready_any_more")
def test_an_approval_that_comes_too_early_says_why_and_leaves_it_waiting(client, submitted):
    client.force_login(member_of(REVIEWERS))
    response = act(client, submitted, "approve")
    assert (response.status_code, response["Location"]) == (302, edit_url(submitted))
    assert "“Own” cannot be published yet." in said(response)
    assert "does not allow AI-use level" in said(response)
    waiting = LessonPage.objects.get(pk=submitted.pk)
    assert (waiting.live, waiting.current_workflow_state.status) == (False, "in_progress")
    assert waiting.current_workflow_state.current_task_state.status == "in_progress"


@pytest.mark.usefixtures("not_ready_any_more")
def test_the_dialog_is_led_to_the_editor_too(client, submitted):
    client.force_login(member_of(REVIEWERS))
    response = act(client, submitted, "approve", **{"X-Requested-With": "XMLHttpRequest"})
    assert response.json() == {"step": "success", "redirect": edit_url(submitted)}


# Schedules ------------------------------------------------------------------------------------------------------------


def schedule(lesson, person, **broken) -> None:
    for name, value in broken.items():
        setattr(lesson, name, value)
    lesson.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = lesson.save_revision(user=person, clean=False)
    revision.approved_go_live_at = lesson.go_live_at
    revision.save()


def test_whoever_set_a_schedule_is_told_that_it_was_taken_back(lesson, author):
    schedule(lesson, author, ai_use_level=None)
    call_command("publish_scheduled")
    (message,) = mail.outbox
    assert message.to == [author.email]
    assert message.subject == "“Trace the Claim” was not published as scheduled"
    assert "AI-use level: Choose how much AI this lesson needs." in message.body
    assert f"/admin/pages/{lesson.pk}/edit/" in message.body
    call_command("publish_scheduled")
    assert len(mail.outbox) == 1


def test_in_their_language(lesson, author):
    UserProfile.objects.create(user=author, preferred_language="es")
    schedule(lesson, author, ai_use_level=None)
    call_command("publish_scheduled")
    assert "no se publicó en la fecha prevista" in mail.outbox[0].subject
    assert "Es otra vez un borrador sin fecha." in mail.outbox[0].body


@pytest.mark.parametrize("who", ["nobody", "inactive", "without an address"])
def test_where_nobody_can_be_told_the_rest_goes_on(lesson, author, who):
    if who != "nobody":
        author.is_active, author.email = who != "inactive", "" if who == "without an address" else author.email
        author.save()
    lesson.owner = None
    schedule(lesson, None if who == "nobody" else author, ai_use_level=None)
    call_command("publish_scheduled")
    assert mail.outbox == []


def test_a_mail_server_that_is_down_keeps_nobody_from_going_live(lesson, author, monkeypatch):
    def refuse(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    other = LessonPage.objects.exclude(pk=lesson.pk).first()
    schedule(lesson, author, ai_use_level=None)
    schedule(other, author, essential_question="Live?", change_note="Asked differently.")
    call_command("publish_scheduled")
    other.refresh_from_db()
    assert other.essential_question == "Live?"
