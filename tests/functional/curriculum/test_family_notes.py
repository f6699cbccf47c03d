"""A family reads a lesson's note in its language; a student never does, wherever the lesson is shown."""

import json

from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from wagtail.test.utils.form_data import inline_formset

import pytest

from cms.viewer import Audience
from curriculum.audience import lesson_view
from curriculum.documents import partition
from curriculum.models import CatalogEntry, FamilyNote, LessonPage
from curriculum.versions import LESSON, compile_lesson, contents_of
from tests.factories.curriculum import family_note, publish_change
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR, TOOL
from tests.functional.curriculum.test_editor import form_of

TRACE = "g68-trace-the-claim"
WORDS = "FAMILY palabras"


@pytest.fixture
def lesson() -> LessonPage:
    """Published with one note in Spanish and one in Arabic."""
    lesson = LessonPage.objects.get(locale__language_code="en", slug=TRACE)
    lesson.family_notes = [family_note("es"), family_note("ar", title="درس", note="FAMILY كلمات")]
    publish_change(lesson)
    return LessonPage.objects.get(locale__language_code="en", slug=TRACE)


def launched(platform, lesson, role: str, path: str = "") -> str:
    client = Client()
    opened = platform.launch(client, roles=[role], custom={"launch_key": str(lesson.translation_key)})["Location"]
    answer = client.get(opened.removeprefix(TOOL) + path, secure=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", [MENTOR, INSTRUCTOR])
def test_families_and_teachers_read_it(platform, lesson, role):
    page = launched(platform, lesson, role)
    assert "FAMILY palabras para la <strong>casa</strong>" in page
    assert '<div class="stack stack--s2" lang="es" dir="auto">' in page
    assert '<div class="stack stack--s2" lang="ar" dir="auto">' in page


def test_a_student_does_not(platform, client, lesson):
    assert "FAMILY" not in launched(platform, lesson, LEARNER)
    assert "FAMILY" not in launched(platform, lesson, INSTRUCTOR, "?as=student")
    assert "FAMILY" not in client.get(lesson.get_url()).content.decode()
    entry = CatalogEntry.objects.get(page=lesson)
    assert "family" not in f"{entry.title_words} {entry.lead_words} {entry.text_words}"
    view = lesson_view(lesson.versions.newest_first().first(), Audience.STUDENT)
    assert (view.family_notes, view.family_html) == ((), "")


def test_a_draft_is_for_nobody_and_its_preview_for_families(client, admin_client, lesson):
    lesson.family_notes = [family_note("vi", note="FAMILY nháp")]
    lesson.save_revision()
    version = lesson.versions.newest_first().first()
    assert [note.language for note in lesson_view(version, Audience.FAMILY).family_notes] == ["ar", "es"]
    preview = reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])
    assert "FAMILY nháp" in admin_client.get(preview + "?mode=family_in_course").content.decode()
    assert "FAMILY nháp" in admin_client.get(preview + "?mode=teacher").content.decode()
    assert "FAMILY" not in admin_client.get(preview + "?mode=student").content.decode()


def test_the_document_keeps_it_from_students(lesson):
    document = compile_lesson(lesson)
    assert WORDS in json.dumps(document["family"])
    assert WORDS not in json.dumps([document["public"], document["teacher"], document["answers"]])


def test_a_part_of_a_note_that_the_table_does_not_know_is_the_teachers(lesson):
    contents = contents_of(lesson)
    contents["family_notes"][0]["mystery"] = "UNKNOWN"
    document = partition(contents, LESSON)
    assert "UNKNOWN" in json.dumps(document["teacher"])
    assert "UNKNOWN" not in json.dumps([document["public"], document["family"]])


def test_the_document_is_the_same_in_memory_in_a_draft_and_after_json(lesson):
    document = compile_lesson(lesson)
    assert json.loads(json.dumps(document)) == document
    assert compile_lesson(lesson.save_revision().as_object()) == document
    lesson.family_notes = list(reversed(lesson.family_notes.all()))
    assert compile_lesson(lesson) == document
    publish_change(lesson)
    assert lesson.versions.count() == 2


def test_a_note_in_the_lessons_own_language_is_not_said_twice(lesson):
    lesson.family_notes = [family_note("en")]
    assert lesson_view(compile_lesson(lesson), Audience.FAMILY).family_notes == ()


def test_markup_in_a_note_is_cleaned(lesson):
    lesson.family_notes = [family_note(title="<script>x</script>", note="<img src=x onerror=alert(1)> **bold**")]
    (note,) = lesson_view(compile_lesson(lesson), Audience.FAMILY).family_notes
    assert "<img" not in note.html
    assert "<strong>bold</strong>" in note.html


def rows(*notes: FamilyNote) -> dict:
    return {"family_notes": inline_formset([{"language": note.language, "title": note.title, "note": note.note} for note in notes])}


def test_an_editor_writes_notes(admin_client, lesson):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert "At home, in other languages" in admin_client.get(url).content.decode()
    data = form_of(lesson, 50, change_note="Notes for families.", **rows(family_note("hmn", title="Zaj kawm"), family_note("vi")))
    assert admin_client.post(url, {**data, "action-publish": "1"}).status_code == 302
    version = lesson.versions.newest_first().first()
    assert {note.language for note in lesson_view(version, Audience.FAMILY).family_notes} >= {"hmn", "vi"}


def test_one_note_for_each_language(admin_client, lesson):
    url = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    data = form_of(lesson, 50, **rows(family_note("vi"), family_note("vi", title="Again")))
    response = admin_client.post(url, data)
    assert response.status_code == 200
    assert "Again" in response.content.decode()
    assert response.context["form"].formsets["family_notes"].non_form_errors()
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyNote.objects.create(lesson=lesson, language="es", title="Otra", note="Otra")
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyNote.objects.create(lesson=lesson, language="xx", title="Otra", note="Otra")
