"""Copies keep the rules of publishing; aliases are made by no way there is; what pages stand on is not deleted."""

from django.contrib.messages import get_messages
from django.urls import reverse

from wagtail.models import Page

import pytest
from wagtail_localize.models import Translation

from cms.groups import AUTHORS, LEADS
from curriculum.models import Competency, GraduateTrait, LessonPage
from curriculum.wagtail_hooks import keep_grade_bands_apart_in_copies
from tests.factories.people import member_of


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


@pytest.fixture
def lead(client):
    client.force_login(member_of(LEADS))
    return client


def copy(client, page, **fields):
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk, **fields}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# Copies ---------------------------------------------------------------------------------------------------------------


def test_a_copy_that_goes_live_keeps_the_rules(lead, lesson):
    LessonPage.objects.filter(pk=lesson.pk).update(duration_minutes=1)  # as if a rule had changed meanwhile
    response = copy(lead, lesson, publish_copies="on")
    assert "The steps add up to 50 minutes, but the lesson says 1." in said(response)
    assert not Page.objects.filter(slug="copy").exists()
    copy(lead, lesson)
    assert LessonPage.objects.filter(slug="copy", live=False).exists()


def test_the_lessons_of_a_copied_unit_are_asked_too(lead, lesson):
    LessonPage.objects.filter(pk=lesson.pk).update(duration_minutes=1)
    response = copy(lead, lesson.unit, publish_copies="on", copy_subpages="on")
    assert "“Trace the Claim” cannot be published yet." in said(response)
    assert not Page.objects.filter(slug="copy").exists()


def test_a_copy_that_keeps_them_goes_live(lead, lesson):
    assert copy(lead, lesson, publish_copies="on").status_code == 302
    made = LessonPage.objects.get(slug="copy")
    assert (made.live, made.versions.count()) == (True, 1)


@pytest.mark.parametrize("nonsense", ["9" * 5_000, "9" * 30, "x", "\0", ""])
def test_a_place_that_is_none_is_not_looked_up(rf, lesson, nonsense):
    request = rf.post("/", {"publish_copies": "on", "new_parent_page": nonsense})
    assert keep_grade_bands_apart_in_copies(request, lesson) is None


# Aliases --------------------------------------------------------------------------------------------------------------


def test_a_copy_is_no_alias(lead, lesson):
    response = copy(lead, lesson, alias="on")
    assert "Aliases are not made here" in said(response)
    assert not Page.objects.filter(slug="copy").exists()


@pytest.mark.parametrize("group", [LEADS, AUTHORS])
def test_a_translation_is_not_thrown_away_for_an_alias(client, group):
    person = member_of(group)
    client.force_login(person)
    page = LessonPage.objects.filter(locale__language_code="es", live=True).first()
    Page.objects.filter(pk=page.pk).update(owner=person)
    response = client.post(reverse("wagtail_localize:convert_to_alias", args=[page.pk]), follow=True)
    assert "Aliases are not made here" in response.content.decode()
    page.refresh_from_db()
    assert page.alias_of_id is None
    assert Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale).exists()


def test_strangers_are_asked_to_sign_in_there_as_everywhere(client, lesson):
    response = client.post(reverse("wagtail_localize:convert_to_alias", args=[lesson.pk]))
    assert response.status_code == 302
    assert "/admin/login/" in response["Location"]


def test_an_alias_that_code_made_can_be_withdrawn_with_its_reason(lead, lesson):
    alias = lesson.create_alias(update_slug="alias")
    lead.post(reverse("wagtailadmin_pages:unpublish", args=[alias.pk]), {"withdrawal_note": "Gone."})
    alias.refresh_from_db()
    assert (alias.live, alias.withdrawal_note) == (False, "Gone.")


def test_it_goes_down_with_its_original_and_the_same_reason(lead, lesson):
    alias = lesson.create_alias(update_slug="alias")
    lead.post(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]), {"withdrawal_note": "Out of date."})
    alias.refresh_from_db()
    assert (alias.live, alias.withdrawal_note) == (False, "Out of date.")


# Words of the progression -----------------------------------------------------------------------------------------------


def delete(client, row, *, in_bulk: bool):
    name = row._meta.model_name
    if in_bulk:
        return client.post(reverse("wagtail_bulk_action", args=["curriculum", name, "delete"]) + f"?id={row.pk}")
    return client.post(reverse(f"wagtailsnippets_curriculum_{name}:delete", args=[row.pk]))


@pytest.mark.parametrize("in_bulk", [False, True], ids=["one", "bulk"])
def test_a_competency_that_lessons_teach_stays(lead, lesson, in_bulk):
    row = lesson.competencies.first()
    response = delete(lead, row, in_bulk=in_bulk)
    assert "Trace the Claim" in said(response)
    assert "Choose something else there first." in said(response)
    assert Competency.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("in_bulk", [False, True], ids=["one", "bulk"])
def test_a_trait_that_units_serve_stays(lead, lesson, in_bulk):
    row = lesson.unit.graduate_traits.first()
    response = delete(lead, row, in_bulk=in_bulk)
    assert "more stand on it" in said(response)
    assert GraduateTrait.objects.filter(pk=row.pk).exists()


def test_a_competency_that_others_build_on_stays_and_one_that_nothing_needs_goes(lead):
    row = Competency.objects.filter(locale__language_code="en", leads_to__isnull=False).first()
    LessonPage.competencies.through.objects.filter(competency=row).delete()
    assert row.leads_to.first().code in said(delete(lead, row, in_bulk=False))
    row.leads_to.clear()
    delete(lead, row, in_bulk=False)
    assert not Competency.objects.filter(pk=row.pk).exists()
