"""What must never reach a student or a family, read from the starter content's files.

Taken from the YAML and not from the program, so that a mistake in the program's own table is found.
"""

import html
import re
from collections.abc import Iterator

import yaml

from curriculum.starter import CONTENT_FOLDER

RUN = 6
"""So many words in a row that only a teacher's text has are a leak."""

UNITS = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((CONTENT_FOLDER / "units").glob("*.yaml"))]
LESSONS = {lesson["slug"]: lesson for unit in UNITS for lesson in unit["lessons"]}
SPANISH = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((CONTENT_FOLDER / "es").glob("tk2-*.yaml"))]
FAMILY_NOTES = yaml.safe_load((CONTENT_FOLDER / "es" / "family_connections.yaml").read_text(encoding="utf-8"))["notes"]
EVERYBODYS = ("progression.yaml", "graduate_profile.yaml", "ai_use_scale.yaml", "es/progression.yaml")


def words(text: str) -> str:
    """Text without markup, punctuation and spacing, to compare what people would read."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", str(text)))
    return " ".join(re.findall(r"\w+", text.lower()))


def secrets(lesson: dict) -> list[str]:
    """Every text of a lesson that a student and a family must not get unasked."""
    return [text for text in [*notes_of(lesson), *replies_of(lesson)] if text]


def notes_of(lesson: dict) -> list[str]:
    """The teacher's own texts."""
    return [
        lesson["teacher_prep"],
        *(step["teacher_note"] for step in lesson["steps"] if "teacher_note" in step),
        *(handout["body"] for handout in lesson.get("handouts", []) if handout["audience"] == "teacher"),
        *(handout["title"] for handout in lesson.get("handouts", []) if handout["audience"] == "teacher"),
        *(text for texts in lesson["supports"].values() for text in texts),
    ]


def replies_of(lesson: dict) -> list[str]:
    """Answer keys and replies, which come only after an answer, one at a time."""
    checks = lesson["check"]
    return [
        *(check.get("sample_answer", "") for check in checks),
        *(check.get("feedback", "") for check in checks),
        *(choice.get("feedback", "") for check in checks for choice in check.get("choices", [])),
    ]


def runs(text: str) -> set[str]:
    """Every run of RUN words in a text; the whole text where it is shorter, if it has at least four."""
    found = words(text).split()
    if len(found) < RUN:
        return {" ".join(found)} if len(found) >= 4 else set()
    return {" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def runs_of_page(text: str) -> set[str]:
    """The same of a whole answer, with the shorter runs that short texts would have."""
    found = words(text).split()
    return {" ".join(found[at : at + length]) for length in (4, 5, RUN) for at in range(len(found) - length + 1)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    else:
        yield str(value)


def _union(texts) -> set[str]:
    return set().union(*map(runs, texts))


def withheld_from_students() -> set[str]:
    """Runs of words that no student may meet without having answered; none that is also said openly somewhere."""
    return (_teachers_alone() | _union(_family_texts())) - _said_openly()


def withheld_from_families() -> set[str]:
    """The same for families, who have their own notes besides."""
    return _teachers_alone() - _union(_family_texts()) - _said_openly()


def _teachers_alone() -> set[str]:
    every = [*LESSONS.values(), *(lesson for unit in SPANISH for lesson in unit["lessons"].values())]
    return _union(text for lesson in LESSONS.values() for text in notes_of(lesson)) | _union(
        text for lesson in every for text in replies_of(lesson)
    )


def _family_texts() -> list[str]:
    return [
        *(lesson["family_connection"] for lesson in LESSONS.values()),
        *(text for note in FAMILY_NOTES.values() for text in _texts(note)),
    ]


def open_texts() -> list[str]:
    """Every text of the starter content that anybody may read."""
    hidden = {text for lesson in LESSONS.values() for text in secrets(lesson)}
    hidden |= {text for unit in SPANISH for lesson in unit["lessons"].values() for text in replies_of(lesson)}
    hidden |= set(_family_texts())
    hidden -= {lesson["title"] for unit in SPANISH for lesson in unit["lessons"].values()}
    files = [yaml.safe_load((CONTENT_FOLDER / name).read_text(encoding="utf-8")) for name in EVERYBODYS]
    # Each text by itself, and also texts that stand one after the other on a page.
    return [text for text in _texts([UNITS, SPANISH, files]) if text not in hidden]


def _said_openly() -> set[str]:
    """Runs of words that anybody may read: a reply may repeat them."""
    return _union(open_texts())
