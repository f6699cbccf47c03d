"""The form of a lesson: in a teacher's order, begun from its unit, offering what the grade band and the language have."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from curriculum.minutes import minutes_said
from curriculum.models import AIUseLevel, Competency, GradeBand, LessonPage, Subject
from curriculum.panels import LESSON_PANELS, UNIT_PANELS
from tests.functional.curriculum.test_editor import form_of

ORDER = [
    *("Why: the purpose", "For whom", "What they will learn", "The steps", "Talk and check", "For everybody in the room"),
    *("Families", "Teacher only", "What changed"),
]


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


@pytest.fixture
def add_url(lesson) -> str:
    return reverse("wagtailadmin_pages:add", args=["curriculum", "lessonpage", lesson.unit.pk])


def test_panels_are_in_the_order_a_teacher_thinks(admin_client, lesson):
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    headings = re.findall(r"<h2 class=\"w-panel__heading[^>]*>(.*?)</h2>", page, re.DOTALL)
    headings = [" ".join(re.sub(r"<[^>]+>|\*", "", heading).split()) for heading in headings]
    assert [heading for heading in headings if heading in ORDER] == ORDER


@pytest.mark.parametrize("panels", [LESSON_PANELS, UNIT_PANELS])
def test_every_field_says_what_to_write(panels):
    fields = [child for panel in panels for child in getattr(panel, "children", [panel]) if hasattr(child, "field_name")]
    assert len(fields) >= 6
    assert [field.field_name for field in fields if not field.help_text] == []


def test_every_content_field_of_a_lesson_is_in_the_editor(lesson):
    form = lesson.get_edit_handler().get_form_class()
    fields = {*LessonPage._meta.local_fields, *LessonPage._meta.local_many_to_many}
    hidden = {"page_ptr", "image", "introduction", "reviewed_on", "review_due_on"}
    assert {field.name for field in fields} - hidden - set(form.base_fields) == set()


def test_a_new_lesson_begins_with_what_its_unit_has(admin_client, lesson, add_url):
    form = admin_client.get(add_url).context["form"]
    assert form["band"].value() == lesson.unit.band_id
    assert set(form["subjects"].value()) == {subject.pk for subject in lesson.unit.subjects.all()}
    assert form["duration_minutes"].value() == LessonPage.objects.child_of(lesson.unit).order_by("path").last().duration_minutes
    assert [step.block_type for step in form["steps"].value()] == ["step"]


def test_the_traits_of_the_unit_are_shown_and_lead_there(admin_client, lesson, add_url):
    for url in (add_url, reverse("wagtailadmin_pages:edit", args=[lesson.pk])):
        page = admin_client.get(url).content.decode()
        for trait in lesson.unit.graduate_traits.all():
            assert trait.name in page
        assert f'href="{reverse("wagtailadmin_pages:edit", args=[lesson.unit.pk])}"' in page


def test_choices_are_in_the_language_of_the_page(admin_client, add_url):
    form = admin_client.get(add_url).context["form"]
    for name, model in {"competencies": Competency, "ai_use_level": AIUseLevel, "band": GradeBand, "subjects": Subject}.items():
        offered = form.fields[name].queryset
        assert set(offered) == set(model.objects.filter(locale__language_code="en"))
        assert model.objects.exclude(locale__language_code="en").exists()


def test_what_was_chosen_in_another_language_stays(admin_client, lesson):
    spanish = Competency.objects.filter(locale__language_code="es").first()
    lesson.competencies.add(spanish)
    lesson.save_revision()
    form = admin_client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).context["form"]
    assert spanish in form.fields["competencies"].queryset


def test_the_grade_bands_own_competencies_are_open_first(admin_client, lesson, add_url):
    page = admin_client.get(add_url).content.decode()
    drawers = re.findall(r'<details class="editor-choices__band" data-band="(\d+)" (open)?>', page)
    assert [(int(band), is_open) for band, is_open in drawers if is_open] == [(lesson.unit.band_id, "open")]
    assert len(drawers) == GradeBand.objects.filter(locale__language_code="en").count()


def test_levels_say_which_grade_bands_allow_them(admin_client, lesson, add_url):
    page = admin_client.get(add_url).content.decode()
    allowed = re.findall(r'data-bands="([\d ]*)"', page)
    levels = AIUseLevel.objects.filter(locale__language_code="en").order_by("level")
    assert [{int(pk) for pk in pks.split()} for pks in allowed] == [{band.pk for band in level.bands.all()} for level in levels]
    for text in lesson.band.may_not_texts():
        assert text in page


def test_without_the_script_publishing_says_what_the_grade_band_does_not_allow(admin_client, lesson):
    band = lesson.band
    level = AIUseLevel.objects.filter(locale__language_code="en").exclude(bands=band).first()
    data = {**form_of(lesson, 50, ai_use_level=level.pk), "action-publish": "1"}
    form = admin_client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data).context["form"]
    assert form.errors["ai_use_level"] == [f"{band} does not allow AI-use level {level.level}."]
    assert str(form["ai_use_level"].value()) == str(level.pk)


@pytest.mark.parametrize(
    ("total", "duration", "words"),
    [
        (38, 45, "Steps: 38 of 45 minutes — 7 left"),
        (50, 45, "Steps: 50 of 45 minutes — 5 too many"),
        (45, 45, "Steps: 45 of 45 minutes — it adds up"),
        (38, None, "Steps: 38 minutes together"),
    ],
)
def test_the_sum_in_words(total, duration, words):
    assert minutes_said(total, duration) == words


def test_the_sum_is_there_without_the_script(admin_client, lesson):
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert "Steps: 50 of 50 minutes — it adds up" in page
    assert 'data-left="Steps: %(sum)s of %(duration)s minutes — %(rest)s left"' in page


def test_what_is_not_a_number_yet_breaks_nothing(admin_client, lesson):
    data = {**form_of(lesson, "soon", duration_minutes="long"), "action-publish": "1"}
    response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data)
    assert response.status_code == 200
    assert "duration_minutes" in response.context["form"].errors


def test_what_only_teachers_see_is_marked_in_words(admin_client, lesson):
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert page.count("Students and families never see this.") >= 3
    assert "Families and teachers see this; students do not." in page
    assert "cms/admin/editor" in page


def test_a_longer_progression_asks_the_database_no_more(admin_client, lesson):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    admin_client.get(url)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(url)
    first = lesson.competencies.first()
    Competency.objects.bulk_create(
        Competency(code=f"MANY-{at}", strand=first.strand, band=first.band, title="One more", i_can="I can", locale=first.locale)
        for at in range(60)
    )
    with CaptureQueriesContext(connection) as many:
        page = admin_client.get(url).content.decode()
    assert "MANY-59" in page
    assert len(many) == len(few)
