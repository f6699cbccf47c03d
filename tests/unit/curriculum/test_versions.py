"""The table of audiences is deny by default, and a published version never changes."""

import json

from django.db import IntegrityError, transaction

import pytest

from cms.errors import NotReadyToPublish, VersionIsImmutable
from cms.viewer import Audience
from curriculum import services
from curriculum.audience import answer_to, lesson_view
from curriculum.documents import partition
from curriculum.errors import VersionNotWritten
from curriculum.models import AIUseLevel, LessonVersion
from curriculum.models.compiled import PageVersionQuerySet
from curriculum.services import publish_version
from curriculum.versions import LESSON, ONLY_WHERE_USED, compile_lesson, contents_of
from tests.factories.curriculum import build_lesson, make_unit, publish_change, publish_lesson

pytestmark = pytest.mark.django_db


def withheld(document: dict) -> str:
    """Everything that neither students nor families get."""
    return json.dumps([document["teacher"], document["answers"]])


def open_to_all(document: dict) -> str:
    return json.dumps([document["public"], document["family"]])


def test_an_unknown_field_is_withheld():
    contents = {**contents_of(build_lesson(make_unit())), "mystery": "UNKNOWN"}
    document = partition(contents, LESSON)
    assert "UNKNOWN" in withheld(document)
    assert "UNKNOWN" not in open_to_all(document)


@pytest.mark.parametrize("field", ["steps", "handouts", "checks", "objectives", "vocabulary", "discussion_questions"])
def test_an_unknown_block_is_withheld(field):
    contents = contents_of(build_lesson(make_unit()))
    contents[field] = [*contents[field], {"type": "mystery", "value": {"body": "UNKNOWN", "text": "UNKNOWN"}}]
    document = partition(contents, LESSON)
    assert "UNKNOWN" in withheld(document)
    assert "UNKNOWN" not in open_to_all(document)
    assert "UNKNOWN" not in repr(lesson_view(document, Audience.STUDENT))


@pytest.mark.parametrize("field", ["steps", "checks"])
def test_an_unknown_part_of_a_known_block_is_withheld(field):
    contents = contents_of(build_lesson(make_unit()))
    contents[field][0]["value"]["mystery"] = "UNKNOWN"
    document = partition(contents, LESSON)
    assert "UNKNOWN" in withheld(document)
    assert "UNKNOWN" not in open_to_all(document)


def test_a_value_of_an_unexpected_kind_is_withheld():
    document = partition({**contents_of(build_lesson(make_unit())), "steps": "UNKNOWN"}, LESSON)
    assert "UNKNOWN" not in open_to_all(document)


def test_every_content_field_has_a_rule():
    # A lesson that uses no tool and rests on no clause says nothing of them.
    assert contents_of(build_lesson(make_unit())).keys() | ONLY_WHERE_USED | {"rests_on"} == LESSON.rules.keys()


def test_answers_lie_apart():
    document = compile_lesson(publish_lesson())
    assert "Reply to" in json.dumps(document["answers"])
    assert "Reply to" not in json.dumps([document["public"], document["family"], document["teacher"]])
    assert '"correct"' not in json.dumps([document["public"], document["family"], document["teacher"]])


def test_a_version_cannot_be_changed():
    version = publish_lesson().versions.get()
    with pytest.raises(VersionIsImmutable):
        version.save()
    with pytest.raises(VersionIsImmutable):
        version.delete()
    with pytest.raises(VersionIsImmutable):
        LessonVersion.objects.update(number=2)
    with pytest.raises(VersionIsImmutable):
        LessonVersion.objects.all().delete()


def test_publishing_the_same_again_writes_no_version():
    lesson = publish_lesson()
    lesson.save_revision().publish()
    assert lesson.versions.count() == 1


def test_a_draft_writes_no_version():
    lesson = publish_lesson()
    lesson.essential_question = "Another?"
    lesson.save_revision()
    assert lesson.versions.count() == 1


def test_a_change_writes_the_next_version_with_its_note():
    lesson = publish_lesson(change_note="First")
    lesson.essential_question, lesson.change_note = "Another?", "A better question"
    lesson.save_revision().publish()
    assert list(lesson.versions.order_by("number").values_list("number", "change_note")) == [(1, "First"), (2, "A better question")]


@pytest.mark.parametrize("said", ["", "First"])
def test_a_change_needs_a_note_that_was_not_said_before(said):
    lesson = publish_lesson(change_note="First")
    lesson.essential_question, lesson.change_note = "Another?", said
    with pytest.raises(NotReadyToPublish, match=r"Tell them in a sentence what changed\."):
        lesson.save_revision().publish()
    assert lesson.versions.count() == 1


def test_a_pinned_version_survives_a_rename_of_what_it_names():
    lesson = publish_lesson()
    before = lesson_view(lesson.versions.get(), Audience.STUDENT)
    AIUseLevel.objects.update(name="Renamed")
    lesson.competencies.update(title="Renamed")
    lesson.essential_question = "Another?"
    publish_change(lesson)
    first = LessonVersion.objects.of_page(lesson.pk, number=1)
    assert "Renamed" not in json.dumps(first.document)
    assert lesson_view(first.document, Audience.STUDENT).ai_use == before.ai_use
    assert lesson_view(LessonVersion.objects.of_page(lesson.pk), Audience.STUDENT).ai_use.name == "Renamed"


def test_a_pin_to_a_version_that_never_was_shows_the_newest():
    lesson = publish_lesson()
    assert LessonVersion.objects.of_page(lesson.pk, number=7).number == 1


def test_the_database_refuses_the_same_number_twice():
    version = publish_lesson().versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonVersion.objects.create(lesson=version.lesson, number=1, language="en", document={})


def test_a_lost_race_takes_the_next_number(monkeypatch):
    """Somebody publishes between our look and our write."""
    lesson = publish_lesson()
    look = PageVersionQuerySet.of_page

    def overtaken(versions, lesson_id, **kwargs):
        seen = look(versions, lesson_id, **kwargs)
        if seen.number == 1:
            LessonVersion.objects.create(lesson_id=lesson_id, number=2, language="en", document={"other": True})
        return seen

    monkeypatch.setattr(PageVersionQuerySet, "of_page", overtaken)
    lesson.essential_question = "Another?"
    assert publish_version(page=lesson).number == 3


def test_endless_races_end_in_our_error(monkeypatch):
    lesson = publish_lesson()

    def always_late(lesson, newest, document):
        raise IntegrityError

    monkeypatch.setattr(services, "_next_version", always_late)
    lesson.essential_question = "Another?"
    with pytest.raises(VersionNotWritten):
        publish_version(page=lesson)


def test_an_answer_tells_about_one_choice_only():
    version = publish_lesson().versions.get()
    answer = answer_to(version, 0, 1)
    assert (answer.is_correct, answer.feedback) == (False, "Reply to the second")
    assert answer_to(version, 0, 0).is_correct is True
    assert answer_to(version, 0, 2) is None
    assert answer_to(version, 1, 0) is None
