"""The lesson editor: drafts are saved as they are, publishing names the field that stands in the way."""

from django.urls import reverse
from django.utils.translation import override

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

import pytest

from curriculum.models import Competency, LessonPage, Strand, UnitPage

NEEDS_NOTE = "Teachers may already use this lesson. Tell them in a sentence what changed."
EMPTY_STREAMS = ("objectives", "materials", "vocabulary", "handouts", "discussion_questions", "checks", "supports")


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


def form_of(lesson, minutes: int, **fields) -> dict:
    step = {"phase": "Start", "minutes": minutes, "student": "Look.", "teacher_note": ""}
    objective = [("objective", "I can look.")]
    competencies = [competency.pk for competency in lesson.competencies.all()]
    data = nested_form_data(
        {
            "title": lesson.title,
            "slug": lesson.slug,
            "essential_question": "Why?",
            "band": lesson.band_id,
            "duration_minutes": lesson.duration_minutes,
            "ai_use_level": lesson.ai_use_level_id,
            "unplugged_alternative": "Paper.",
            **{name: streamfield([]) for name in EMPTY_STREAMS},
            "family_notes": inline_formset([]),
            "objectives": streamfield(objective),
            "steps": streamfield([("step", step)]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **fields,
        }
    )
    return {"competencies": competencies, **data}


def test_the_editor_opens_and_marks_what_is_for_teachers(admin_client, lesson):
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert "Teacher only" in page


def test_the_editor_shows_the_key_for_links_from_courses(admin_client, lesson):
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert lesson.launch_key in page


def test_the_form_for_a_new_lesson_opens(admin_client, lesson):
    url = reverse("wagtailadmin_pages:add", args=["curriculum", "lessonpage", lesson.unit.pk])
    assert admin_client.get(url).status_code == 200


def test_publishing_names_the_field(admin_client, lesson):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    response = admin_client.post(url, {**form_of(lesson, 12), "action-publish": "1"})
    assert response.context["form"].errors["duration_minutes"] == ["The steps add up to 12 minutes, but the lesson says 50."]
    assert lesson.versions.count() == 1


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_a_change_of_a_published_lesson_needs_a_note(admin_client, lesson, action):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    response = admin_client.post(url, {**form_of(lesson, 50), action: "1"})
    assert response.context["form"].errors["change_note"] == [NEEDS_NOTE]
    assert lesson.versions.count() == 1


def test_publishing_what_is_right_writes_a_version_with_its_note(admin_client, lesson):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    response = admin_client.post(url, {**form_of(lesson, 50, change_note="Shorter."), "action-publish": "1"})
    assert response.status_code == 302
    assert lesson.versions.newest_first().first().change_note == "Shorter."
    # Said once, it is not offered again, and a note is not asked for where nothing changed.
    assert admin_client.get(url).context["form"]["change_note"].value() == ""
    assert admin_client.post(url, {**form_of(lesson, 50), "action-publish": "1"}).status_code == 302
    assert lesson.versions.count() == 2


def test_another_competency_alone_needs_a_note(admin_client, lesson):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    admin_client.post(url, {**form_of(lesson, 50, change_note="Shorter."), "action-publish": "1"})
    other = Competency.objects.filter(band=lesson.band).exclude(lessons=lesson).first()
    response = admin_client.post(url, {**form_of(lesson, 50), "competencies": [other.pk], "action-publish": "1"})
    assert response.context["form"].errors["change_note"] == [NEEDS_NOTE]


def test_a_draft_of_a_live_lesson_may_be_incomplete(admin_client, lesson):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    response = admin_client.post(url, {**form_of(lesson, 12, unplugged_alternative="", band="", ai_use_level=""), "competencies": []})
    assert response.status_code == 302
    assert LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().unplugged_alternative == ""
    assert lesson.versions.count() == 1


def test_a_published_lesson_cannot_be_deleted(admin_client, lesson):
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert LessonPage.objects.filter(pk=lesson.pk).exists()


def test_a_new_lesson_can_be_previewed_before_it_is_saved(admin_client, lesson):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["curriculum", "lessonpage", lesson.unit.pk])
    response = admin_client.post(url, form_of(lesson, 50, slug="new", title="Brand new"))
    assert response.json()["is_valid"] is True
    assert "Brand new" in admin_client.get(url + "?mode=teacher").content.decode()


def test_units_and_words_open_in_the_editor(admin_client):
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[UnitPage.objects.first().pk])).status_code == 200
    for name in ("gradeband", "strand", "competency", "aiuselevel", "graduatetrait", "subject"):
        assert admin_client.get(reverse(f"wagtailsnippets_curriculum_{name}:list")).status_code == 200, name
        assert admin_client.get(reverse(f"wagtailsnippets_curriculum_{name}:add")).status_code == 200, name


def unit_form(unit, traits: list[int], **fields) -> dict:
    data = nested_form_data(
        {
            "title": unit.title,
            "slug": unit.slug,
            "introduction": unit.introduction,
            "band": unit.band_id,
            "essential_question": unit.essential_question,
            "student_voice": unit.student_voice,
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **fields,
        }
    )
    return {"graduate_traits": traits, **data}


def test_a_new_draft_needs_no_competency(admin_client, lesson):
    url = reverse("wagtailadmin_pages:add", args=["curriculum", "lessonpage", lesson.unit.pk])
    data = {**form_of(lesson, 50, slug="new", title="Brand new"), "competencies": []}
    assert admin_client.post(url, data).status_code == 302
    new = LessonPage.objects.get(locale__language_code="en", slug="new")
    assert (new.live, new.competencies.count()) == (False, 0)
    edit = reverse("wagtailadmin_pages:edit", args=[new.pk])
    assert admin_client.post(edit, data).status_code == 302
    response = admin_client.post(edit, {**data, "action-publish": "1"})
    assert response.context["form"].errors.keys() == {"competencies"}


def test_a_draft_of_a_unit_needs_no_trait(admin_client, lesson):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.unit.pk])
    assert admin_client.post(url, unit_form(lesson.unit, [])).status_code == 302
    assert list(UnitPage.objects.get(pk=lesson.unit.pk).get_latest_revision_as_object().graduate_traits.all()) == []
    response = admin_client.post(url, {**unit_form(lesson.unit, []), "action-publish": "1"})
    assert response.context["form"].errors.keys() == {"graduate_traits"}


@pytest.mark.parametrize("kind", ["lesson", "unit"])
def test_a_title_is_enough_for_a_draft(admin_client, lesson, kind):
    parent = lesson.unit if kind == "lesson" else lesson.unit.get_parent()
    url = reverse("wagtailadmin_pages:add", args=["curriculum", f"{kind}page", parent.pk])
    comments = {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}}
    streams = {name: streamfield([]) for name in (*EMPTY_STREAMS, "steps")} | {"family_notes": inline_formset([])}
    response = admin_client.post(url, nested_form_data({"title": "Only a title", "slug": "only-a-title", **comments, **streams}))
    assert response.status_code == 302, response.context["form"].errors


@pytest.mark.parametrize(("language", "names"), [("en", "strands, lessons"), ("es", "ejes, lecciones")])
def test_several_of_a_kind_have_a_name(language, names):
    with override(language):
        assert f"{Strand._meta.verbose_name_plural}, {LessonPage._meta.verbose_name_plural}" == names
