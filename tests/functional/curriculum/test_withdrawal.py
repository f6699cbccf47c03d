"""Withdrawing a lesson asks why; its old links then say so, and nothing that was typed is lost."""

from datetime import timedelta

from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

import pytest

from cms.errors import NotReadyToPublish
from curriculum.models import LessonPage, ProgressionPage
from tests.factories.curriculum import publish_change
from tests.functional.curriculum.test_editor import form_of

REASON = "We found a better way to teach this."


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


@pytest.fixture
def other() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-threshold-dilemma")


def unpublish(client, page, **data):
    return client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), data)


def test_the_question_has_a_place_for_the_reason(admin_client, lesson):
    page = admin_client.get(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk])).content.decode()
    assert 'name="withdrawal_note"' in page
    assert 'name="replaced_by"' in page
    assert "Old links will say why and where to go." in page


def test_without_a_reason_it_stays_and_what_was_typed_is_there_again(admin_client, lesson, other):
    response = unpublish(admin_client, lesson, withdrawal_note="  ", replaced_by=other.pk)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Say in a sentence why: courses link to this page, and their links will show it." in page
    assert other.title in page
    lesson.refresh_from_db()
    assert lesson.live


def test_with_a_reason_old_links_say_it(admin_client, client, lesson, other):
    address = lesson.get_url()
    assert unpublish(admin_client, lesson, withdrawal_note=REASON, replaced_by=other.pk).status_code == 302
    response = client.get(address)
    assert response.status_code == 410
    assert REASON in response.content.decode()
    assert other.title in response.content.decode()


def test_a_page_cannot_be_its_own_replacement(admin_client, lesson):
    response = unpublish(admin_client, lesson, withdrawal_note=REASON, replaced_by=lesson.pk)
    assert "Choose a page that stays." in response.content.decode()


def test_the_last_reason_is_offered_again(admin_client, lesson):
    unpublish(admin_client, lesson, withdrawal_note=REASON)
    lesson.get_latest_revision().publish()
    assert REASON in admin_client.get(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk])).content.decode()


def test_lessons_that_go_down_with_their_unit_get_its_reason(admin_client, client, lesson):
    unit, address = lesson.unit, lesson.get_url()
    assert unpublish(admin_client, unit, withdrawal_note=REASON, include_descendants="on").status_code == 302
    assert REASON in client.get(address).content.decode()


def test_several_at_once_need_their_reasons_first(admin_client, lesson, other):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"]) + f"?id={lesson.pk}&id={other.pk}"
    response = admin_client.post(url, {}, follow=True)
    assert f"“{lesson.title}” has no reason yet." in response.content.decode()
    assert LessonPage.objects.live().filter(pk__in=[lesson.pk, other.pk]).count() == 2


def test_the_curriculum_does_not_go_down_in_one_click(admin_client):
    page, live = ProgressionPage.objects.get(locale__language_code="en"), LessonPage.objects.live().count()
    response = unpublish(admin_client, page, include_descendants="on")
    assert "may be linked to from courses. Withdraw them first, each with its reason." in said(response)
    assert LessonPage.objects.live().count() == live
    assert ProgressionPage.objects.get(pk=page.pk).live


def in_bulk(client, page, **data):
    return client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"]) + f"?id={page.pk}", data)


def test_what_lies_below_a_chosen_page_gets_its_reason(admin_client, lesson):
    unit = lesson.unit
    assert "has no reason yet." in said(in_bulk(admin_client, unit, include_descendants="on"))
    unit.withdrawal_note = REASON
    unit.save_revision()
    in_bulk(admin_client, unit, include_descendants="on")
    assert set(LessonPage.objects.child_of(unit).values_list("live", "withdrawal_note")) == {(False, REASON)}


def test_the_curriculum_does_not_go_down_from_a_list_either(admin_client, lesson):
    response = in_bulk(admin_client, ProgressionPage.objects.get(locale__language_code="en"), include_descendants="on")
    assert "“Trace the Claim” has no reason yet." in said(response)
    assert LessonPage.objects.get(pk=lesson.pk).live


@pytest.mark.parametrize("nonsense", ["\0", "9" * 5_000, "9" * 30, "x"])
def test_a_replacement_that_is_no_page_is_asked_again(admin_client, lesson, nonsense):
    response = unpublish(admin_client, lesson, withdrawal_note="", replaced_by=nonsense)
    assert response.status_code == 422
    assert LessonPage.objects.get(pk=lesson.pk).live


def test_a_lesson_that_will_go_down_by_itself_says_beforehand_why(admin_client, lesson):
    lesson.expire_at = timezone.now() + timedelta(days=30)
    with pytest.raises(NotReadyToPublish, match="Say why, for everybody who follows an old link then"):
        publish_change(lesson)
    form = {**form_of(lesson, 50, change_note="Until summer."), "expire_at": "2099-06-30 12:00", "action-publish": "1"}
    page = admin_client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form)
    assert "goes down by itself" in page.context["form"].errors["withdrawal_note"][0]
    lesson.withdrawal_note = "The fair is over."
    publish_change(lesson)
    LessonPage.objects.filter(pk=lesson.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    lesson.refresh_from_db()
    assert (lesson.live, lesson.withdrawal_note) == (False, "The fair is over.")


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
