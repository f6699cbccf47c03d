"""Withdrawing a lesson asks why; its old links then say so, and nothing that was typed is lost."""

from django.urls import reverse

import pytest

from curriculum.models import LessonPage

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
