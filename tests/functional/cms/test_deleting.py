"""What was published is withdrawn, never deleted: one page, several at once, a page above it, in the editor and in code."""

from django.contrib.messages import get_messages
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse

from wagtail.models import Page

import pytest

from cms.errors import PublishedPagesStay
from curriculum.models import LessonPage, UnitPage
from tests.factories.curriculum import build_lesson, make_unit, publish_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> UnitPage:
    return make_unit()


@pytest.fixture
def lesson(unit) -> LessonPage:
    return publish_lesson(unit)


@pytest.fixture
def draft(unit) -> LessonPage:
    draft = build_lesson(unit, title="A draft", slug="a-draft")
    unit.add_child(instance=draft)
    draft.save_revision()
    return draft


@pytest.fixture
def tree(unit, lesson) -> dict[str, Page]:
    """Everything with something published in it."""
    return {"lesson": lesson, "unit": unit, "progression": unit.get_parent(), "home": unit.get_parent().get_parent()}


def delete(client, page):
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))


def bulk_delete(client, *pages):
    query = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?{query}")


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.mark.parametrize("way", [delete, bulk_delete])
@pytest.mark.parametrize("name", ["lesson", "unit", "progression", "home"])
def test_the_editor_refuses_and_says_what_to_do(admin_client, tree, way, name):
    response = way(admin_client, tree[name])
    assert response.status_code == 302
    assert "has been published" in said(response)
    assert "Unpublish it instead" in said(response)
    assert Page.objects.filter(pk=tree["lesson"].pk).exists()


@pytest.mark.parametrize("way", [delete, bulk_delete])
def test_a_unit_without_lessons_stays_too(admin_client, unit, way):
    response = way(admin_client, unit)
    assert "has been published" in said(response)
    assert UnitPage.objects.filter(pk=unit.pk).exists()


@pytest.mark.parametrize("way", [delete, bulk_delete])
def test_what_was_withdrawn_stays(admin_client, lesson, way):
    lesson.unpublish()
    way(admin_client, lesson)
    assert LessonPage.objects.filter(pk=lesson.pk).exists()


def test_one_published_page_among_several_keeps_them_all(admin_client, lesson, draft):
    bulk_delete(admin_client, draft, lesson)
    assert LessonPage.objects.filter(pk__in=[lesson.pk, draft.pk]).count() == 2


@pytest.mark.parametrize("way", [delete, bulk_delete])
def test_a_draft_never_published_goes(admin_client, draft, way):
    assert way(admin_client, draft).status_code == 302
    assert not LessonPage.objects.filter(pk=draft.pk).exists()


def test_a_draft_goes_in_code_too(draft):
    draft.delete()
    assert not LessonPage.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("name", ["lesson", "unit", "progression", "home"])
@pytest.mark.parametrize(
    "way",
    [
        lambda page: page.specific.delete(),
        lambda page: Page.objects.get(pk=page.pk).delete(),
        lambda page: page.specific_class.objects.filter(pk=page.pk).delete(),
    ],
    ids=["specific", "plain", "queryset"],
)
def test_code_refuses_before_it_touches_the_tree(tree, way, name):
    page = tree[name]
    with pytest.raises(PublishedPagesStay, match="has been published"):
        way(page)
    assert Page.objects.filter(pk=page.pk).exists()
    assert Page.objects.get(pk=page.get_parent().pk).numchild == page.get_parent().get_children().count()


def test_a_deletion_around_our_own_methods_is_refused(unit):
    with pytest.raises(PublishedPagesStay), transaction.atomic():
        Page.objects.filter(pk=unit.pk).delete()


def test_versions_hold_their_lesson_as_well(lesson):
    with pytest.raises((PublishedPagesStay, ProtectedError)), transaction.atomic():
        Page.objects.filter(pk=lesson.pk).delete()
