"""A lesson's grade band is its unit's, and what breaks a rule is refused where publishing is asked for, never in saving."""

from datetime import timedelta

from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data

import pytest

from cms.errors import NotReadyToPublish
from curriculum.models import LessonPage, UnitPage
from tests.factories.curriculum import GraduateTraitFactory, build_lesson


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


@pytest.fixture
def elsewhere(lesson) -> UnitPage:
    return UnitPage.objects.exclude(band=lesson.band).first()


@pytest.fixture
def moved(lesson, elsewhere) -> LessonPage:
    """As an older release, or code, may have left it."""
    lesson.move(elsewhere, pos="last-child")
    return LessonPage.objects.get(pk=lesson.pk)


@pytest.fixture
def incomplete(lesson) -> LessonPage:
    draft = build_lesson(lesson.unit, title="Incomplete", slug="incomplete", steps=[], competencies=[], ai_use_level=None)
    lesson.unit.add_child(instance=draft)
    draft.save_revision(clean=False)
    return draft


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def bulk(client, action, *pages, **data):
    query = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?{query}", data)


def schedule(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.change_note = "Scheduled."
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    return page.save_revision(clean=False, approved_go_live_at=page.go_live_at)


def test_moving_to_another_band_is_refused_and_says_why(admin_client, lesson, elsewhere):
    url = reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, elsewhere.pk])
    for response in (admin_client.get(url), admin_client.post(url)):
        assert response.status_code == 302
        assert f"is for {lesson.band}, but “{elsewhere.title}” is for {elsewhere.band}" in said(response)
    response = bulk(admin_client, "move", lesson, chooser=elsewhere.pk)
    assert f"is for {lesson.band}" in said(response)
    assert Page.objects.get(pk=lesson.pk).get_parent().pk == lesson.unit.pk


def test_moving_inside_a_band_is_fine(admin_client, lesson):
    other = UnitPage.objects.filter(band=lesson.band).exclude(pk=lesson.unit.pk).first()
    admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, other.pk]))
    assert Page.objects.get(pk=lesson.pk).get_parent().pk == other.pk


def test_a_draft_moves_by_the_band_it_is_being_given(admin_client, incomplete, elsewhere):
    incomplete.band = elsewhere.band
    incomplete.save_revision(clean=False)
    admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[incomplete.pk, elsewhere.pk]))
    assert Page.objects.get(pk=incomplete.pk).get_parent().pk == elsewhere.pk


@pytest.mark.parametrize(("live", "copied"), [("on", False), ("", True)])
def test_a_copy_for_another_band_starts_unpublished(admin_client, lesson, elsewhere, live, copied):
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": elsewhere.pk, "publish_copies": live}
    response = admin_client.post(reverse("wagtailadmin_pages:copy", args=[lesson.pk]), data)
    assert response.status_code == 302
    assert LessonPage.objects.filter(slug="copy", live=False).exists() is copied
    assert not LessonPage.objects.filter(slug="copy", live=True).exists()


def test_a_lesson_in_the_wrong_unit_is_still_saved_and_copied(admin_client, moved):
    moved.save()
    moved.save_revision()
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": moved.get_parent().pk, "copy_subpages": ""}
    assert admin_client.post(reverse("wagtailadmin_pages:copy", args=[moved.pk]), data).status_code == 302
    assert LessonPage.objects.filter(slug="copy").exists()


def test_publishing_it_from_code_is_refused(moved):
    with pytest.raises(NotReadyToPublish, match="The unit of this lesson is for"):
        moved.save_revision().publish()
    assert moved.versions.count() == 1


@pytest.mark.parametrize("broken", [{"ai_use_level": None}, {"steps": []}, {"competencies": []}])
def test_a_schedule_that_cannot_be_kept_stops_nobody_else(lesson, broken):
    other = LessonPage.objects.exclude(pk=lesson.pk).first()
    revision = schedule(lesson, essential_question="Broken?", **broken)
    schedule(other, essential_question="Fine?")
    call_command("publish_scheduled")
    call_command("publish_scheduled")
    lesson.refresh_from_db()
    other.refresh_from_db()
    revision.refresh_from_db()
    assert (lesson.essential_question != "Broken?", other.essential_question) == (True, "Fine?")
    assert revision.approved_go_live_at is None
    assert lesson.live


def test_publishing_several_says_what_each_lacks(admin_client, lesson, incomplete):
    response = bulk(admin_client, "publish", incomplete, lesson)
    assert response.status_code == 302
    text = said(response)
    assert "“Incomplete” cannot be published yet." in text
    for found in ("steps: ", "competencies: A lesson teaches at least one competency.", "AI-use level: "):
        assert found in text
    assert not LessonPage.objects.get(pk=incomplete.pk).live


def test_publishing_a_unit_with_all_below_it_asks_them_too(admin_client, incomplete):
    response = bulk(admin_client, "publish", incomplete.unit, include_descendants="on")
    assert "“Incomplete” cannot be published yet." in said(response)
    assert bulk(admin_client, "publish", incomplete.unit).status_code == 302
    assert not LessonPage.objects.get(pk=incomplete.pk).live


def test_unfinished_blocks_are_not_published_in_bulk(admin_client, lesson):
    choices = [{"text": "One", "correct": True, "feedback": ""}, {"text": "Two", "correct": True, "feedback": ""}]
    lesson.checks = [("multiple_choice", {"prompt": "Which?", "choices": choices})]
    lesson.save_revision()
    assert "checks for understanding: " in said(bulk(admin_client, "publish", lesson))
    assert lesson.versions.count() == 1


def test_a_unit_keeps_its_band_while_it_has_lessons_of_it(admin_client, lesson, elsewhere):
    unit = lesson.unit
    url = reverse("wagtailadmin_pages:edit", args=[unit.pk])
    comments = {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}}
    data = nested_form_data({"title": unit.title, "slug": unit.slug, "band": elsewhere.band_id, **comments})
    data |= {"graduate_traits": [GraduateTraitFactory().pk]}
    response = admin_client.post(url, {**data, "action-publish": "1"})
    assert "is for another grade band" in response.context["form"].errors["band"][0]
    unit.band = elsewhere.band
    with pytest.raises(NotReadyToPublish, match="is for another grade band"):
        unit.save_revision().publish()
    for child in unit.get_children():
        child.specific.unpublish()
    assert admin_client.post(url, {**data, "action-publish": "1"}).status_code == 302
    assert UnitPage.objects.get(pk=unit.pk).band == elsewhere.band
