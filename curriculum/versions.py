"""Compile on publish: a lesson becomes one frozen document, split by who may see what.

`LESSON` is the whole table of who sees which field. It is deny by default: a field, a block type or a part of a block that
it does not name lands in "teacher". Texts stay as they were written, and the words of snippets are copied in, so that a
published version never changes with anything else. Knows no request.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Manager, Model

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue

from wagtail_localize.models import TranslationSource

from curriculum.citations import cited_by
from curriculum.wording import translated

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

FILE = Struct({"title": Part.PUBLIC, "document": Part.PUBLIC, "note": Part.PUBLIC})
PICTURE = Struct({"title": Part.PUBLIC, "image": Part.PUBLIC, "note": Part.PUBLIC, "decorative": Part.PUBLIC})

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
        "tools": Part.PUBLIC,
        "essential_question": Part.PUBLIC,
        "objectives": Stream({"objective": Part.PUBLIC}),
        "materials": Stream({"material": Part.PUBLIC}),
        "vocabulary": Stream({"term": Struct({"term": Part.PUBLIC, "definition": Part.PUBLIC})}),
        "steps": Stream(
            {"step": Struct({"phase": Part.PUBLIC, "minutes": Part.PUBLIC, "student": Part.PUBLIC, "teacher_note": Part.TEACHER})}
        ),
        "handouts": Stream(
            {
                "handout": Struct({"title": Part.PUBLIC, "body": Part.PUBLIC}),
                "teacher_handout": Part.TEACHER,
                "student_file": FILE,
                "student_picture": PICTURE,
                "family_file": Part.FAMILY,
                "family_picture": Part.FAMILY,
                "teacher_file": Part.TEACHER,
                "teacher_picture": Part.TEACHER,
            }
        ),
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
        "rests_on": Part.PUBLIC,
        "family_connection": Part.FAMILY,
        "family_notes": Each(Struct({"language": Part.FAMILY, "title": Part.FAMILY, "note": Part.FAMILY})),
        "supports": Part.TEACHER,
        "teacher_prep": Part.TEACHER,
    }
)

# Parts that no reader reads as words, and notes that have a language each.
NOT_WORDS = {"type", "launch_key", "language", "key", "code", "layout", "family_notes"}
# Fields of the page that are about the page and not of the lesson.
NOT_CONTENT = {"page_ptr", "introduction", "image", "withdrawal_note", "replaced_by", "change_note", "reviewed_on", "review_due_on"}
# Fields with words of their own, beside the table's others.
WORDED = {"rests_on"}
# Fields that came after the first versions: left out while empty, so that a lesson that has none still equals what was published.
ONLY_WHERE_USED = {"tools"}


def compile_lesson(lesson) -> dict:
    """The document of a lesson as it stands in memory: `{"schema": 1, "public": …, "family": …, "teacher": …, "answers": …}`.

    Two lessons with the same content give equal documents, before and after a round trip through JSON.
    """
    contents = contents_of(lesson)
    if original := original_of(lesson):
        contents = marked(contents, contents_of(original), original.locale.language_code)
    return partition(contents, LESSON)


def contents_of(lesson) -> dict:
    """Every content field of a lesson page as plain values; a field added later is in here without being asked."""
    fields = [*lesson._meta.local_fields, *lesson._meta.local_many_to_many]
    unit, citations = lesson.unit, cited_by(lesson)
    fields = [field for field in fields if field.name not in NOT_CONTENT | WORDED]
    content = {field.name: _plain(getattr(lesson, field.name), lesson.locale_id) for field in fields}
    return {
        "title": lesson.title,
        "launch_key": str(lesson.translation_key),
        # A page that is being written for the first time has no language yet.
        "language": lesson.locale.language_code if lesson.locale_id else "",
        "graduate_traits": _plain(unit.graduate_traits, lesson.locale_id) if unit else [],
        # Left out where there are none, so that lessons published before there were any do not differ.
        **({"rests_on": citations} if citations else {}),
        # Sorted, because a draft in memory keeps them as they were added.
        "family_notes": sorted(_plain(lesson.family_notes), key=lambda note: note["language"]),
        **{name: value for name, value in content.items() if value or name not in ONLY_WHERE_USED},
    }


def marked(contents, original, language: str):
    """The same contents; a text that is still the original's is `{"text": …, "language": …}`, so that readers are told."""
    if isinstance(contents, dict) and isinstance(original, dict):
        return {name: value if name in NOT_WORDS else marked(value, original.get(name), language) for name, value in contents.items()}
    if isinstance(contents, list) and isinstance(original, list):
        pairs = zip(contents, [*original, *[None] * len(contents)], strict=False)
        return [marked(value, before, language) for value, before in pairs]
    if isinstance(contents, str) and contents == original and any(map(str.isalpha, contents)):
        return {"text": contents, "language": language}
    return contents


def original_of(lesson):
    """What a translated lesson was last translated from; None for a lesson in the site's main language."""
    if not lesson.locale_id or lesson.locale.language_code == settings.LANGUAGE_CODE:
        return None
    source = TranslationSource.objects.filter(object_id=lesson.translation_key, locale__language_code=settings.LANGUAGE_CODE).first()
    if source:
        return source.as_instance()
    return type(lesson).objects.filter(translation_key=lesson.translation_key, locale__language_code=settings.LANGUAGE_CODE).first()


def partition(contents: dict, rule: Struct) -> dict:
    """Plain contents split by a table into the four drawers. What the table does not know is the teacher's."""
    drawers = _split(contents, rule)
    return {"schema": SCHEMA, **{part.value: drawers.get(part, {}) for part in Part}}


def _split(value, rule: Rule) -> dict[Part, object]:
    if isinstance(rule, Struct) and isinstance(value, dict):
        return _split_struct(value, rule)
    if isinstance(rule, Each) and isinstance(value, list):
        return _split_list(value, rule)
    if isinstance(rule, Stream) and isinstance(value, list) and all(map(_is_block, value)):
        return _split_list(value, rule)
    return {rule if isinstance(rule, Part) else Part.TEACHER: value}


def _is_block(item) -> bool:
    return isinstance(item, dict) and {"type", "value"} <= item.keys()


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


def _plain(value, locale_id: int | None = None):
    """A field's value as JSON: blocks by type, snippets as what they say of themselves in this language, where they can."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, StreamValue):
        return [{"type": _type_of(block), "value": _plain(block.value)} for block in value]
    if isinstance(value, StructValue | dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, ListValue | list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Manager):
        return [_plain(row) for row in translated(value.all(), locale_id)]
    if isinstance(value, Model):
        value = translated([value], locale_id)[0]
        return value.snapshot() if hasattr(value, "snapshot") else str(value)
    return str(value)


def _type_of(block) -> str:
    """A block's type. What carries an audience of its own has it in front, so that the table above decides."""
    audience = getattr(block.value, "audience", "")
    return f"{audience}_{block.block_type}" if audience else block.block_type
