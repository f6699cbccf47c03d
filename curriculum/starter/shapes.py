"""Which fields each record of the files has, and of what type. A missing, empty, mistyped or unknown field is a problem."""

from collections.abc import Iterator
from dataclasses import dataclass

Found = tuple[str, str]  # field, message


@dataclass(frozen=True)
class Field:
    """What a field must be: `kind` is str, int, bool, a shape, or a list of one of these."""

    kind: object
    is_required: bool = True


Shape = dict[str, Field]
TEXT, NUMBER, TEXTS = Field(str), Field(int), Field([str])
MAY = {"is_required": False}

BAND: Shape = {
    **dict.fromkeys(("key", "name", "theme", "focus", "description"), TEXT),
    **dict.fromkeys(("grades", "students_may", "students_may_not"), TEXTS),
    "order": NUMBER,
    "ai_use_levels": Field([int]),
}
STRAND: Shape = {**dict.fromkeys(("key", "name", "question", "description"), TEXT), "order": NUMBER}
ALIGNMENT: Shape = {"framework": TEXT, "domain": TEXT, "code": Field(str, **MAY)}
COMPETENCY: Shape = {
    **dict.fromkeys(("code", "strand", "band", "title", "i_can", "description"), TEXT),
    "evidence": TEXTS,
    "builds_on": Field([str], **MAY),
    "alignments": Field([ALIGNMENT], **MAY),
}
TRAIT: Shape = {
    **dict.fromkeys(("key", "name", "name_es", "how_ai_learning_serves", "reflection_question"), TEXT),
    "looks_like": Field(dict),
    "strands": TEXTS,
}
LEVEL: Shape = {
    **dict.fromkeys(("key", "name", "name_es", "student_words", "description", "use_when"), TEXT),
    **dict.fromkeys(("student_must_disclose", "human_contribution", "example"), TEXT),
    "level": NUMBER,
    "bands": TEXTS,
    "band_notes": Field(dict, **MAY),
}
CHOICE: Shape = {"text": TEXT, "correct": Field(bool), "feedback": TEXT}
CHECK: Shape = {
    **dict.fromkeys(("type", "prompt"), TEXT),
    "choices": Field([CHOICE], **MAY),
    "sample_answer": Field(str, **MAY),
    "feedback": Field(str, **MAY),
}
STEP: Shape = {"phase": TEXT, "minutes": NUMBER, "student": TEXT, "teacher_note": Field(str, **MAY)}
HANDOUT: Shape = dict.fromkeys(("title", "audience", "body"), TEXT)
SUPPORTS: Shape = {"english_learners": TEXTS, "students_with_disabilities": TEXTS}
LESSON: Shape = {
    **dict.fromkeys(("title", "slug", "band", "essential_question", "extension", "unplugged_alternative"), TEXT),
    **dict.fromkeys(("family_connection", "teacher_prep"), TEXT),
    **dict.fromkeys(("order", "duration_minutes", "ai_use_level"), NUMBER),
    **dict.fromkeys(("competencies", "subjects", "objectives", "materials", "discussion_questions"), TEXTS),
    "vocabulary": Field([{"term": TEXT, "definition": TEXT}]),
    "steps": Field([STEP]),
    "handouts": Field([HANDOUT], **MAY),
    "check": Field([CHECK]),
    "supports": Field(SUPPORTS),
}
UNIT: Shape = {
    **dict.fromkeys(("title", "slug", "band", "essential_question", "summary", "student_voice"), TEXT),
    "order": NUMBER,
    **dict.fromkeys(("subjects", "graduate_profile"), TEXTS),
    "schema": Field(str, **MAY),
    "lessons": Field(list),
}

NAMES = {str: "a text", int: "a whole number", bool: "true or false", dict: "a mapping", list: "a list"}


def misfits(record: object, shape: Shape, at: str = "") -> Iterator[Found]:
    """Every field of a record that does not have the type its shape asks for."""
    if not isinstance(record, dict):
        yield at or "record", "must be a mapping"
        return
    for name in record.keys() - shape.keys():
        yield _join(at, str(name)), "is not a known field"
    for name, wanted in shape.items():
        if name in record:
            yield from _value_misfits(record[name], wanted.kind, _join(at, name), wanted.is_required)
        elif wanted.is_required:
            yield _join(at, name), "is missing"


def _value_misfits(value: object, kind: object, at: str, is_required: bool) -> Iterator[Found]:
    if isinstance(kind, dict):
        yield from misfits(value, kind, at)
    elif isinstance(kind, list):
        yield from _list_misfits(value, kind[0], at, is_required)
    elif not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        yield at, f"must be {NAMES[kind]}"
    elif kind is str and not value.strip():
        yield at, "is empty"
    elif kind is int and value < 1:
        yield at, "must be 1 or more"


def _list_misfits(value: object, kind: object, at: str, is_required: bool) -> Iterator[Found]:
    if not isinstance(value, list):
        yield at, "must be a list"
        return
    if is_required and not value:
        yield at, "is empty"
    for number, item in enumerate(value, start=1):
        yield from _value_misfits(item, kind, f"{at}[{number}]", is_required=True)


def _join(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
