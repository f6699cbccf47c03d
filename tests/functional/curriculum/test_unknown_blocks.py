"""A block or a part that the table of audiences does not know is the teacher's, from the editor's field to the page."""

from copy import deepcopy

from wagtail import blocks
from wagtail.blocks import StreamValue

import pytest

from cms.viewer import Audience
from curriculum.audience import lesson_view
from curriculum.blocks import HandoutsBlock, StepBlock, StepsBlock
from curriculum.documents import partition
from curriculum.models import LessonPage, LessonVersion
from curriculum.versions import LESSON, compile_lesson, contents_of
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR

SECRET = "zanzibar-secret"


class TellingStepBlock(StepBlock):
    hint = blocks.CharBlock()


class StepsOfTomorrow(StepsBlock):
    step = TellingStepBlock()
    mystery = blocks.StructBlock([("student", blocks.CharBlock()), ("phase", blocks.CharBlock())])


class HandoutsOfTomorrow(HandoutsBlock):
    mystery = blocks.CharBlock()
    mystery_file = blocks.CharBlock()


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(slug="g68-trace-the-claim", locale__language_code="en")


@pytest.fixture
def tomorrow(lesson) -> dict:
    """The lesson as the next release's editor would save it, compiled by the table of today."""
    step = {"phase": "New", "minutes": 1, "student": "Known words", "teacher_note": "", "hint": SECRET}
    steps = [("step", step), ("mystery", {"student": SECRET, "phase": SECRET})]
    lesson.steps = StreamValue(StepsOfTomorrow(), steps)
    lesson.handouts = StreamValue(HandoutsOfTomorrow(), [("mystery", SECRET), ("mystery_file", SECRET)])
    return compile_lesson(lesson)


def publish(lesson, document) -> None:
    LessonVersion.objects.create(lesson_id=lesson.pk, number=2, language="en", document=document)


def test_an_unknown_block_and_an_unknown_part_are_the_teachers(tomorrow):
    assert SECRET not in str([tomorrow["public"], tomorrow["family"], tomorrow["answers"]])
    assert str(tomorrow["teacher"]).count(SECRET) == 5
    assert "Known words" in str(tomorrow["public"])


@pytest.mark.parametrize("audience", [Audience.STUDENT, Audience.FAMILY])
def test_no_view_for_students_or_families_has_them(tomorrow, audience):
    assert SECRET not in repr(lesson_view(tomorrow, audience))


def test_published_they_are_on_no_page_and_the_teachers_page_stays_up(platform, client, lesson, tomorrow):
    publish(lesson, tomorrow)
    page = client.get(lesson.get_url())
    assert "Known words" in page.content.decode()
    assert SECRET not in page.content.decode()
    for role in (LEARNER, MENTOR, INSTRUCTOR):
        address = platform.launch(client, roles=[role], custom={"launch_key": str(lesson.translation_key)})["Location"]
        answer = client.get(address, secure=True)
        assert answer.status_code == 200
        assert "Known words" in answer.content.decode()
        assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("value", [SECRET, [SECRET], {"text": SECRET}, [{"type": "mystery", "value": SECRET}], {"student": {"x": SECRET}}])
@pytest.mark.parametrize("field", sorted({"a_new_field", *LESSON.rules} - {"title", "launch_key", "language"}))
def test_a_field_that_is_new_or_of_another_shape_is_withheld(lesson, field, value):
    rule = LESSON.rules.get(field)
    document = partition({**deepcopy(contents_of(lesson)), field: value}, LESSON)
    if rule is None or not isinstance(rule, str):
        assert SECRET not in str([document["public"], document["family"]])
