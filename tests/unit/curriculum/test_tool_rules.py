"""Purpose before tools: what a lesson that uses an AI tool must keep to be published, each with the words an editor reads."""

import datetime

import pytest

from cms.errors import NotReadyToPublish
from curriculum.models import GraduateTrait, VettedTool
from curriculum.rules import lesson_problems, link_problems
from tests.factories.curriculum import AIUseLevelFactory, VettedToolFactory, build_lesson, make_unit, publish_change, publish_lesson

pytestmark = pytest.mark.django_db
FAR, PAST = datetime.date(2099, 1, 1), datetime.date(2026, 11, 20)


def tool_for(unit, level: int = 3, **fields) -> VettedTool:
    values = {"name": "The tool", "status": "approved", "operated_by": "students_supervised", "is_fictional": False, "review_due_on": FAR}
    tool = VettedToolFactory(**{**values, "max_ai_use_level": AIUseLevelFactory(level=level) if level else None, **fields})
    tool.bands.add(unit.band)
    return tool


def problems(unit, tool, **fields) -> dict[str, str]:
    return link_problems(build_lesson(unit, tools=[tool], **fields))


def test_a_current_tool_of_its_band_and_level_is_welcome():
    unit = make_unit()
    tool = tool_for(unit)
    assert problems(unit, tool) == {}
    assert [found.pk for found in publish_lesson(unit, tools=[tool]).tools.all()] == [tool.pk]


def test_a_tool_needs_a_way_without():
    unit = make_unit()
    assert problems(unit, tool_for(unit), unplugged_alternative=" ") == {
        "unplugged_alternative": "This lesson uses an AI tool. Say how to teach it without one."
    }


def test_a_tool_is_for_the_band():
    unit = make_unit()
    tool = tool_for(unit)
    tool.bands.clear()
    text = f"“The tool” is not approved for {unit.band}. Choose a tool that is, or take it out."
    assert problems(unit, tool) == {"tools": text}


def test_a_tool_covers_the_level():
    unit = make_unit()
    text = "“The tool” is not approved for AI-use level 3. Choose a lower level or another tool."
    for level in (2, None):
        assert problems(unit, tool_for(unit, level), ai_use_level=AIUseLevelFactory(level=3)) == {"tools": text}


def test_a_tool_for_staff_is_never_in_a_lesson():
    unit = make_unit()
    text = "“The tool” is for staff only and never belongs in a lesson. Take it out."
    assert problems(unit, tool_for(unit, operated_by="staff_only")) == {"tools": text}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"review_due_on": PAST}, "Its review is overdue since Nov. 21, 2026."),
        ({"status": "not_approved"}, "It has not been approved since Sept. 1, 2026."),
        ({"status": "under_review"}, "It has been under review since Sept. 1, 2026."),
        ({"status": "retired", "status_since": PAST}, "The district has not used it since Nov. 20, 2026."),
    ],
)
def test_a_tool_that_is_not_approved_today_cannot_be_added(fields, reason):
    unit = make_unit()
    tool = tool_for(unit, **fields)
    text = f"“The tool” cannot be added now. {reason} Choose another tool, or ask for its review."
    assert problems(unit, tool) == {"tools": text}
    lesson = build_lesson(unit, tools=[tool])
    unit.add_child(instance=lesson)
    with pytest.raises(NotReadyToPublish, match="cannot be added now"):
        lesson.save_revision().publish()


def test_a_tool_that_lapsed_later_does_not_stop_a_correction():
    unit = make_unit()
    tool = tool_for(unit)
    lesson = publish_lesson(unit, tools=[tool])
    VettedTool.objects.filter(pk=tool.pk).update(review_due_on=PAST)
    lesson.essential_question = "Why, then?"
    publish_change(lesson)
    assert lesson.versions.count() == 2
    assert lesson.versions.of_page(lesson.pk).document["public"]["tools"] == [{"key": str(tool.translation_key), "name": "The tool"}]


def test_a_lesson_without_tools_compiles_as_before():
    """So that nothing published before there were tools looks changed."""
    lesson = publish_lesson()
    assert "tools" not in lesson.versions.get().document["public"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"essential_question": " "}, {"essential_question": "Start with the purpose: which big question does this lesson ask?"}),
        ({"objectives": []}, {"objectives": "Say what students can say or do by the end: at least one objective."}),
        ({"band": None}, {"band": "Choose the grade band this lesson is for."}),
        ({"ai_use_level": None}, {"ai_use_level": "Choose how much AI this lesson needs. “No AI” is a level, too."}),
    ],
)
def test_purpose_comes_first(fields, expected):
    unit = make_unit()
    lesson = build_lesson(unit, **fields)
    unit.add_child(instance=lesson)
    assert lesson_problems(lesson) == expected
    with pytest.raises(NotReadyToPublish, match=next(iter(expected.values())).replace("?", r"\?")):
        lesson.save_revision(clean=False).publish()


def test_its_unit_serves_a_trait():
    unit = make_unit()
    lesson = build_lesson(unit)
    unit.add_child(instance=lesson)
    GraduateTrait.objects.all().delete()
    lesson = type(lesson).objects.get(pk=lesson.pk)
    text = "The unit “A unit” serves no trait of the graduate profile yet. Choose one there first."
    assert lesson_problems(lesson) == {"graduate_traits": text}
