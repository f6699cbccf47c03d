"""Compile on publish: a lesson becomes one frozen document, split by who may see what.

`LESSON` is the whole table of who sees which field. It is deny by default: a field, a block type or a part of a block that
it does not name lands in "teacher". Texts stay as they were written, and the words of snippets are copied in, so that a
published version never changes with anything else. Reads no database of its own and knows no request.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Manager, Model

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue

SCHEMA = 1


class Part(StrEnum):
    """The four drawers of a document."""

    PUBLIC = "public"
    FAMILY = "family"
    TEACHER = "teacher"
    ANSWERS = "answers"


@dataclass(frozen=True)
class Struct:
    """A value with named parts."""

    rules: Mapping


@dataclass(frozen=True)
class Stream:
    """A list of blocks, by block type."""

    rules: Mapping


@dataclass(frozen=True)
class Each:
    """A list of values of one kind."""

    rule: "Rule"


Rule = Part | Struct | Stream | Each

LESSON = Struct(
    {
        "title": Part.PUBLIC,
        "launch_key": Part.PUBLIC,
        "language": Part.PUBLIC,
        "band": Part.PUBLIC,
        "duration_minutes": Part.PUBLIC,
        "competencies": Part.PUBLIC,
        "subjects": Part.PUBLIC,
        "graduate_traits": Part.PUBLIC,
        "ai_use_level": Part.PUBLIC,
        "essential_question": Part.PUBLIC,
        "objectives": Stream({"objective": Part.PUBLIC}),
        "materials": Stream({"material": Part.PUBLIC}),
        "vocabulary": Stream({"term": Struct({"term": Part.PUBLIC, "definition": Part.PUBLIC})}),
        "steps": Stream(
            {"step": Struct({"phase": Part.PUBLIC, "minutes": Part.PUBLIC, "student": Part.PUBLIC, "teacher_note": Part.TEACHER})}
        ),
        "handouts": Stream({"handout": Struct({"title": Part.PUBLIC, "body": Part.PUBLIC}), "teacher_handout": Part.TEACHER}),
        "discussion_questions": Stream({"question": Part.PUBLIC}),
        "checks": Stream(
            {
                "multiple_choice": Struct(
                    {
                        "prompt": Part.PUBLIC,
                        "choices": Each(Struct({"text": Part.PUBLIC, "correct": Part.ANSWERS, "feedback": Part.ANSWERS})),
                    }
                ),
                "short_answer": Struct({"prompt": Part.PUBLIC, "sample_answer": Part.ANSWERS, "feedback": Part.ANSWERS}),
                "reflection": Struct({"prompt": Part.PUBLIC, "feedback": Part.ANSWERS}),
            }
        ),
        "extension": Part.PUBLIC,
        "unplugged_alternative": Part.PUBLIC,
        "family_connection": Part.FAMILY,
        "supports": Part.TEACHER,
        "teacher_prep": Part.TEACHER,
    }
)

# Fields of the page that are about the page and not of the lesson.
NOT_CONTENT = {"page_ptr", "introduction", "image", "withdrawal_note", "replaced_by", "change_note"}


def compile_lesson(lesson) -> dict:
    """The document of a lesson as it stands in memory: `{"schema": 1, "public": …, "family": …, "teacher": …, "answers": …}`.

    Two lessons with the same content give equal documents, before and after a round trip through JSON.
    """
    return partition(contents_of(lesson), LESSON)


def contents_of(lesson) -> dict:
    """Every content field of a lesson page as plain values; a field added later is in here without being asked."""
    fields = [*lesson._meta.local_fields, *lesson._meta.local_many_to_many]
    unit = lesson.unit
    return {
        "title": lesson.title,
        "launch_key": str(lesson.translation_key),
        # A page that is being written for the first time has no language yet.
        "language": lesson.locale.language_code if lesson.locale_id else "",
        "graduate_traits": _plain(unit.graduate_traits) if unit else [],
        **{field.name: _plain(getattr(lesson, field.name)) for field in fields if field.name not in NOT_CONTENT},
    }


def partition(contents: dict, rule: Struct) -> dict:
    """Plain contents split by a table into the four drawers. What the table does not know is the teacher's."""
    drawers = _split(contents, rule)
    return {"schema": SCHEMA, **{part.value: drawers.get(part, {}) for part in Part}}


def _split(value, rule: Rule) -> dict[Part, object]:
    if isinstance(rule, Struct) and isinstance(value, dict):
        return _split_struct(value, rule)
    if isinstance(rule, Each | Stream) and isinstance(value, list):
        return _split_list(value, rule)
    return {rule if isinstance(rule, Part) else Part.TEACHER: value}


def _split_struct(value: dict, rule: Struct) -> dict[Part, object]:
    drawers: dict[Part, dict] = defaultdict(dict)
    for name, inner in value.items():
        for part, piece in _split(inner, rule.rules.get(name, Part.TEACHER)).items():
            drawers[part][name] = piece
    return dict(drawers)


def _split_list(items: list, rule: Each | Stream) -> dict[Part, object]:
    """Each drawer gets only the items it has a piece of, with the place ("at") of the item in the whole list."""
    drawers: dict[Part, list] = defaultdict(list)
    for at, item in enumerate(items):
        is_block = isinstance(rule, Stream)
        inner_rule = rule.rules.get(item["type"], Part.TEACHER) if is_block else rule.rule
        for part, piece in _split(item["value"] if is_block else item, inner_rule).items():
            label = {"at": at, "type": item["type"]} if is_block else {"at": at}
            drawers[part].append({**label, "value": piece})
    return dict(drawers)


def _plain(value):
    """A field's value as JSON: blocks by type, snippets as what they say of themselves."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, StreamValue):
        return [{"type": block.block_type, "value": _plain(block.value)} for block in value]
    if isinstance(value, StructValue | dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, ListValue | list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Manager):
        return [_plain(row) for row in value.all()]
    if isinstance(value, Model):
        return value.snapshot() if hasattr(value, "snapshot") else str(value)
    return str(value)
