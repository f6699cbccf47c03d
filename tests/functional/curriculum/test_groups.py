"""What each group can do in the admin, and what it cannot: with accounts that are in one group and nothing else."""

from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from wagtail.models import Task, Workflow, WorkflowState

import pytest

from cms.groups import AUTHORS, COACHES, GROUPS, LEADS, REVIEWERS, WAGTAILS_OWN, set_up_groups
from curriculum.models import LessonPage
from tests.factories.people import member_of
from tests.functional.curriculum.test_editor import form_of

NO_ONE, EVERYONE = set(), {LEADS, AUTHORS, REVIEWERS}


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


def addresses(lesson) -> dict[str, set[str]]:
    """Every kind of screen, and who opens it."""
    page = [lesson.pk]
    return {
        reverse("wagtailadmin_home"): EVERYONE,
        reverse("wagtailadmin_explore", args=page): {LEADS, AUTHORS},
        reverse("wagtailadmin_pages:add", args=["curriculum", "lessonpage", lesson.unit.pk]): {LEADS, AUTHORS},
        reverse("wagtailadmin_pages:edit", args=page): {LEADS},
        reverse("wagtailadmin_pages:unpublish", args=page): {LEADS},
        reverse("wagtailadmin_pages:history", args=page): {LEADS},
        reverse("wagtailadmin_pages:move", args=page): {LEADS},
        reverse("wagtailsnippets_curriculum_gradeband:list"): {LEADS},
        reverse("wagtailsnippets_curriculum_vettedtool:add"): {LEADS},
        reverse("wagtailimages:index"): {LEADS, AUTHORS},
        reverse("wagtaildocs:index"): {LEADS, AUTHORS},
        reverse("coverage"): {LEADS, AUTHORS},
        reverse("reviews:report"): {LEADS, AUTHORS},
        reverse("wagtailusers_users:index"): NO_ONE,
        reverse("wagtailusers_groups:index"): NO_ONE,
        reverse("wagtailadmin_workflows:index"): NO_ONE,
        reverse("wagtailsites:index"): NO_ONE,
        reverse("wagtailredirects:index"): NO_ONE,
        reverse("wagtailsettings:edit", args=["cms", "districtsettings"]): NO_ONE,
        reverse("lti_registrations:index"): NO_ONE,
        "/django-admin/": NO_ONE,
    }


@pytest.mark.parametrize("group", GROUPS)
def test_who_opens_what(client, lesson, group):
    client.force_login(member_of(group))
    opened = {url for url in addresses(lesson) if client.get(url).status_code == 200}
    assert opened == {url for url, groups in addresses(lesson).items() if group in groups}


MENU = {
    LEADS: {"Pages", "Progression", "Images", "Documents", "Reports"},
    AUTHORS: {"Pages", "Images", "Documents", "Reports"},
    REVIEWERS: set(),
}


@pytest.mark.parametrize("group", MENU)
def test_the_menu_has_what_they_may_open_and_nothing_else(client, rf, group):
    from wagtail.admin.menu import admin_menu  # noqa: PLC0415  (built from hooks when it is first asked)

    request = rf.get("/admin/")
    request.user = member_of(group)
    shown = {str(item.label) for item in admin_menu.menu_items_for_request(request)} - {"Help", "Search"}
    # In the settings: tokens of one's own, for programs.
    assert shown - {"Reports"} == MENU[group] - {"Reports"} | {"Settings"}
    assert ("Reports" in shown) >= ("Reports" in MENU[group])


def test_an_author_edits_what_they_wrote_and_cannot_publish_it(client, lesson):
    author = member_of(AUTHORS)
    client.force_login(author)
    own = lesson.copy(update_attrs={"slug": "own", "title": "Own", "owner": author}, keep_live=False)
    url = reverse("wagtailadmin_pages:edit", args=[own.pk])
    assert client.get(url).status_code == 200
    client.post(url, {**form_of(own, 50, slug="own", title="Own"), "action-publish": "1"})
    assert not LessonPage.objects.get(pk=own.pk).live
    assert client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form_of(lesson, 50)).status_code == 302
    assert LessonPage.objects.get(pk=lesson.pk).essential_question != "Why?"


def submitted(client, lesson) -> LessonPage:
    """An author's lesson, waiting for a reviewer."""
    author = member_of(AUTHORS)
    own = lesson.copy(update_attrs={"slug": "own", "title": "Own", "owner": author}, keep_live=False)
    client.force_login(author)
    client.post(reverse("wagtailadmin_pages:edit", args=[own.pk]), {**form_of(own, 50, slug="own", title="Own"), "action-submit": "1"})
    return LessonPage.objects.get(pk=own.pk)


def test_an_unfinished_lesson_cannot_be_submitted(client, lesson):
    author = member_of(AUTHORS)
    own = lesson.copy(update_attrs={"slug": "own", "title": "Own", "owner": author}, keep_live=False)
    client.force_login(author)
    url = reverse("wagtailadmin_pages:edit", args=[own.pk])
    response = client.post(url, {**form_of(own, 12, slug="own", title="Own"), "action-submit": "1"})
    assert response.context["form"].errors["duration_minutes"] == ["The steps add up to 12 minutes, but the lesson says 50."]
    assert not WorkflowState.objects.exists()


def test_from_author_to_reviewer_to_published(client, lesson):
    reviewer = member_of(REVIEWERS, first_name="Rey")
    own = submitted(client, lesson)
    state = own.current_workflow_state
    assert state.workflow.name == "Review before publishing"
    # Locked for its author while it is read.
    client.post(reverse("wagtailadmin_pages:edit", args=[own.pk]), form_of(own, 50, slug="own", title="Changed"))
    assert own.get_latest_revision_as_object().title == "Own"
    client.force_login(reviewer)
    assert own.title in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).status_code == 200
    task = state.current_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[own.pk, "approve", task.pk]), {"comment": "Clear."})
    own.refresh_from_db()
    assert own.live
    assert own.versions.count() == 1


def test_a_reviewer_sends_it_back_with_a_comment_and_the_author_is_told(client, lesson):
    reviewer = member_of(REVIEWERS)
    own = submitted(client, lesson)
    mail.outbox.clear()
    client.force_login(reviewer)
    task = own.current_workflow_state.current_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[own.pk, "reject", task.pk]), {"comment": "Step 2 is long."})
    own.refresh_from_db()
    assert not own.live
    assert own.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert any("Own" in message.subject for message in mail.outbox)


def test_a_lead_publishes_without_a_reviewer(client, lesson):
    client.force_login(member_of(LEADS))
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert client.post(url, {**form_of(lesson, 50, change_note="Shorter."), "action-publish": "1"}).status_code == 302
    assert lesson.versions.count() == 2


def test_a_coach_is_in_no_part_of_the_admin_yet(client):
    client.force_login(member_of(COACHES))
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


@pytest.fixture
def no_groups():
    """As in a new database: only those that come with Wagtail."""
    Group.objects.all().delete()
    for name in WAGTAILS_OWN:
        Group.objects.create(name=name)


def test_groups_are_made_once_and_left_as_people_change_them(no_groups):
    assert set_up_groups() == list(GROUPS)
    Group.objects.get(name=AUTHORS).permissions.clear()
    assert set_up_groups() == []
    assert not Group.objects.get(name=AUTHORS).permissions.exists()
    call_command("set_up_groups", reset=True, verbosity=0)
    assert Group.objects.get(name=AUTHORS).permissions.exists()
    assert (Task.objects.filter(name="A colleague reads it").count(), Workflow.objects.filter(name="Review before publishing").count()) == (
        1,
        1,
    )


def test_wagtails_own_groups_go_only_while_nobody_is_in_them(no_groups, django_user_model):
    Group.objects.get(name="Editors").user_set.add(django_user_model.objects.create_user("old", password="x"))
    set_up_groups()
    assert set(Group.objects.values_list("name", flat=True)) == {*GROUPS, "Editors"}
