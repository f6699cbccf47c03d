"""Previews of drafts: as every reader, through the gate, under the site's policy, kept nowhere; and never a crash."""

from django.core.cache import cache
from django.urls import reverse

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

import pytest

from curriculum.models import GradeBand, LessonPage, LessonVersion, UnitPage
from curriculum.previews import LESSON_MODES, UNIT_MODES
from tests.functional.curriculum.test_editor import EMPTY_STREAMS, form_of, unit_form

SECRET = "the otter is the key"
MODES = [mode.name for mode in LESSON_MODES]
TEACHERS = {"teacher", "teacher_in_course", "print_teacher"}
NO_COMMENTS = {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}}


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


@pytest.fixture
def youngest() -> LessonPage:
    return LessonPage.objects.filter(locale__language_code="en", band__key="TK-2").first()


@pytest.fixture
def draft(admin_client, lesson) -> str:
    """The address of the previews of a draft that was typed but not saved."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    step = {"phase": "Newly typed", "minutes": 50, "student": "Look.", "teacher_note": SECRET}
    data = form_of(lesson, 50, steps=streamfield([("step", step)]), teacher_prep=SECRET, family_connection="At the table")
    assert admin_client.post(url, data).json() == {"is_valid": True, "is_available": True}
    return url


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_shows_the_draft_and_teachers_alone_their_part(admin_client, draft, mode):
    response = admin_client.get(draft, {"mode": mode})
    page = response.content.decode()
    assert response.status_code == 200
    assert ("Newly typed" in page) == (mode != "family")
    assert (SECRET in page) == (mode in TEACHERS)
    assert ("At the table" in page) == (mode in TEACHERS | {"family", "family_in_course"})


@pytest.mark.parametrize("mode", MODES)
def test_a_preview_has_the_policy_of_the_site_and_is_kept_nowhere(admin_client, draft, mode, lesson):
    versions = LessonVersion.objects.count()
    response = admin_client.get(draft, {"mode": mode, "in_preview_panel": "true"})
    assert "script-src 'self';" in response["Content-Security-Policy"] + ";"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]
    assert LessonVersion.objects.count() == versions
    assert "Newly typed" not in str(getattr(cache, "_cache", ""))


def test_nobody_else_sees_a_draft(client, admin_client, draft, lesson):
    assert client.get(draft, {"mode": "teacher"}).status_code == 302
    assert "Newly typed" not in client.get(lesson.url).content.decode()


def test_in_a_course_there_is_no_site_around_it(admin_client, draft):
    assert "site-head" in admin_client.get(draft, {"mode": "student"}).content.decode()
    for mode in ("student_in_course", "teacher_in_course", "family_in_course"):
        page = admin_client.get(draft, {"mode": mode}).content.decode()
        assert "site-head" not in page
        assert "site-foot" not in page


def test_families_get_the_page_that_families_have(admin_client, draft):
    page = admin_client.get(draft, {"mode": "family"}).content.decode()
    assert "What your child can say afterwards" in page


def test_paper_has_the_styles_of_the_print_on_screen(admin_client, draft):
    assert 'print.css" media="print"' in admin_client.get(draft, {"mode": "student"}).content.decode()
    page = admin_client.get(draft, {"mode": "print"}).content.decode()
    assert 'print.css" media="all"' in page
    assert "paper.css" in page


def test_reading_aloud_says_where_it_is_only_a_preview(admin_client, draft, youngest):
    assert "Only in this preview" in admin_client.get(draft, {"mode": "read_aloud"}).content.decode()
    url = reverse("wagtailadmin_pages:view_draft", args=[youngest.pk])
    page = admin_client.get(url, {"mode": "read_aloud"}).content.decode()
    assert "Only in this preview" not in page
    assert "aloud.css" in page
    assert "aloud.css" in admin_client.get(url, {"mode": "student"}).content.decode()


def test_an_unknown_mode_shows_what_students_see(admin_client, draft):
    page = admin_client.get(draft, {"mode": "principal"}).content.decode()
    assert "Newly typed" in page
    assert SECRET not in page


@pytest.mark.parametrize("mode", MODES)
def test_a_new_lesson_with_nothing_but_a_title_previews(admin_client, lesson, mode):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["curriculum", "lessonpage", lesson.unit.pk])
    streams = {name: streamfield([]) for name in (*EMPTY_STREAMS, "steps")} | {"family_notes": inline_formset([])}
    data = nested_form_data({"title": "Only a title", "slug": "", **NO_COMMENTS, **streams})
    assert admin_client.post(url, data).json() == {"is_valid": True, "is_available": True}
    response = admin_client.get(url, {"mode": mode})
    assert response.status_code == 200
    assert "Only a title" in response.content.decode()


@pytest.mark.parametrize("mode", MODES)
def test_half_written_blocks_preview(admin_client, lesson, mode):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["curriculum", "lessonpage", lesson.unit.pk])
    empty_choice = {"text": "", "correct": "", "feedback": ""}
    checks = [
        ("multiple_choice", {"prompt": "", "choices": streamfield_list([empty_choice])}),
        ("short_answer", {"prompt": "Half", "sample_answer": "", "feedback": ""}),
    ]
    data = form_of(
        lesson,
        50,
        title="",
        slug="",
        band="",
        ai_use_level="",
        duration_minutes="",
        steps=streamfield([("step", {"phase": "", "minutes": "", "student": "", "teacher_note": ""})]),
        checks=streamfield(checks),
        handouts=streamfield([("handout", {"title": "", "body": ""}), ("file", {"title": "", "document": "", "note": ""})]),
        vocabulary=streamfield([("term", {"term": "", "definition": ""})]),
    )
    assert admin_client.post(url, data).json()["is_valid"]
    assert admin_client.get(url, {"mode": mode}).status_code == 200


def streamfield_list(values: list[dict]) -> dict:
    """The form of a list block."""
    items = {str(at): {"value": value, "type": "item", "order": str(at), "deleted": "", "id": ""} for at, value in enumerate(values)}
    return {"count": str(len(values)), **items}


@pytest.mark.parametrize("mode", [mode.name for mode in UNIT_MODES])
def test_units_preview_too_also_before_they_are_saved(admin_client, lesson, mode):
    unit = UnitPage.objects.get(pk=lesson.unit.pk)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[unit.pk])
    assert admin_client.post(url, unit_form(unit, [], title="Typed title")).json()["is_valid"]
    assert "Typed title" in admin_client.get(url, {"mode": mode}).content.decode()
    url = reverse("wagtailadmin_pages:preview_on_add", args=["curriculum", "unitpage", unit.get_parent().pk])
    assert admin_client.post(url, nested_form_data({"title": "Brand new", "slug": "", **NO_COMMENTS})).json()["is_valid"]
    response = admin_client.get(url, {"mode": mode})
    assert "Brand new" in response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_the_grade_band_that_was_just_chosen_decides_how_it_looks(admin_client, lesson):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    band = GradeBand.objects.get(key="TK-2", locale__language_code="en")
    admin_client.post(url, form_of(lesson, 50, band=band.pk))
    assert "aloud.css" in admin_client.get(url, {"mode": "student"}).content.decode()


@pytest.mark.parametrize("mode", MODES)
def test_a_translation_previews_in_its_own_language(admin_client, mode):
    spanish = LessonPage.objects.filter(locale__language_code="es").first()
    page = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[spanish.pk]), {"mode": mode})
    assert page.status_code == 200
    assert '<html lang="es"' in page.content.decode()
