"""What stands in the way of publishing, and names its field. Drafts may be incomplete."""

from django.core.exceptions import ValidationError

from wagtail.blocks import StreamBlockValidationError

import pytest

from cms.errors import NotReadyToPublish
from cms.publishing import publishing_problems
from curriculum.blocks import ChecksBlock
from curriculum.models import AIUseLevel, GradeBand, StarterRecord
from curriculum.rules import unit_problems
from tests.factories.curriculum import CHOICES, AIUseLevelFactory, GradeBandFactory, build_lesson, make_unit, publish_lesson

pytestmark = pytest.mark.django_db


def problems(lesson, unit) -> dict:
    unit.add_child(instance=lesson)
    revision = lesson.save_revision()
    with pytest.raises(NotReadyToPublish):
        revision.publish()
    return publishing_problems(revision.as_object())


def test_minutes_must_add_up():
    unit = make_unit()
    assert problems(build_lesson(unit, duration_minutes=11), unit) == {
        "duration_minutes": ["The steps add up to 10 minutes, but the lesson says 11."]
    }


def test_the_level_must_be_allowed_for_the_band():
    unit = make_unit()
    assert problems(build_lesson(unit, ai_use_level=AIUseLevelFactory(level=5)), unit).keys() == {"ai_use_level"}


def test_the_band_must_be_the_units():
    unit = make_unit()
    assert "band" in problems(build_lesson(unit, band=GradeBandFactory()), unit)


def test_a_lesson_teaches_something():
    unit = make_unit()
    assert problems(build_lesson(unit, competencies=[]), unit).keys() == {"competencies"}


def test_saving_asks_no_rule_even_of_a_live_lesson():
    unit = make_unit()
    lesson = build_lesson(unit, duration_minutes=11, band=GradeBandFactory(), live=True)
    unit.add_child(instance=lesson)
    lesson.save()


def test_a_unit_serves_a_trait():
    unit = make_unit()
    unit.graduate_traits = []
    with pytest.raises(NotReadyToPublish, match="graduate profile traits: A unit serves at least one"):
        unit.save_revision().publish()


def test_a_unit_is_for_the_band_of_its_lessons():
    unit = make_unit()
    lesson = publish_lesson(unit, title="The only one")
    unit.band = GradeBandFactory()
    assert "“The only one”" in unit_problems(unit)["band"]
    lesson.unpublish()
    assert unit_problems(unit) == {}


def test_an_incomplete_draft_is_saved():
    unit = make_unit()
    unit.add_child(instance=build_lesson(unit, duration_minutes=None, steps=[], ai_use_level=None, band=None))


@pytest.mark.parametrize("correct", [(True, True), (False, False)])
def test_exactly_one_choice_is_correct(correct):
    choices = [{**choice, "correct": is_correct} for choice, is_correct in zip(CHOICES, correct, strict=True)]
    block = ChecksBlock()
    value = block.normalize([("multiple_choice", {"prompt": "Which?", "choices": choices})])
    with pytest.raises(StreamBlockValidationError) as refusal:
        block.clean(value)
    assert "exactly one" in str(refusal.value.as_json_data())
    assert block.clean_deferred(value)


def test_names_of_constraints_speak():
    with pytest.raises(ValidationError, match="1 to 5"):
        AIUseLevel(level=9).validate_constraints()


def test_rows_say_what_they_are():
    assert str(GradeBandFactory(name="Grades 6-8")) == "Grades 6-8"
    assert str(AIUseLevelFactory(level=1)) == "1 Level 1"
    assert str(StarterRecord(kind="lesson", slug="x")) == "lesson x"
    assert GradeBand.objects.get(locale__language_code="en").allows_level(1)
    assert not GradeBand.objects.get(locale__language_code="en").allows_level(5)
