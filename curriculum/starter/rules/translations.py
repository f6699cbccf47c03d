"""The Spanish files: each text is of something that is there, and lists follow the English order and length."""

from collections.abc import Iterator

from curriculum.starter.reading import SPANISH_NOTES, SPANISH_PROGRESSION, Content, Problem
from curriculum.starter.rules.common import band_keys, unknown
from curriculum.starter.shapes import Found

IN_ORDER = ("objectives", "vocabulary", "steps", "discussion_questions", "check")


def problems(content: Content) -> Iterator[Problem]:
    files = {SPANISH_PROGRESSION: content.spanish_progression, SPANISH_NOTES: content.family_notes, **content.spanish_units}
    for file, data in files.items():
        if data["language"] != "es":
            yield Problem(file, "", "language", "must be es")
    yield from _progression_problems(content)
    lessons = {lesson["slug"]: lesson for unit in content.units.values() for lesson in unit["lessons"]}
    for slug in content.family_notes["notes"].keys() - lessons.keys():
        yield Problem(SPANISH_NOTES, slug, "notes", "there is no such lesson")
    units = {unit["slug"]: unit for unit in content.units.values()}
    for file, translation in content.spanish_units.items():
        original = units.get(translation["translation_of"])
        if original is None:
            yield Problem(file, "", "translation_of", f"there is no unit {translation['translation_of']}")
        else:
            yield from _unit_problems(file, translation["lessons"], {lesson["slug"]: lesson for lesson in original["lessons"]})


def _progression_problems(content: Content) -> Iterator[Problem]:
    data, spanish = content.progression, content.spanish_progression
    for field, message in (
        *unknown("bands", spanish["bands"], band_keys(content), "band"),
        *unknown("strands", spanish["strands"], [strand["key"] for strand in data["strands"]], "strand"),
        *unknown("phases", spanish["phases"], [step["phase"] for lesson in _lessons(content) for step in lesson["steps"]], "phase"),
        *unknown("subjects", spanish["subjects"], [name for lesson in _taught(content) for name in lesson["subjects"]], "subject"),
        *unknown("i_can_tk2", spanish["i_can_tk2"], [competency["code"] for competency in data["competencies"]], "competency"),
    ):
        yield Problem(SPANISH_PROGRESSION, "", field, message)


def _lessons(content: Content) -> list[dict]:
    return [lesson for unit in content.units.values() for lesson in unit["lessons"]]


def _taught(content: Content) -> list[dict]:
    """Units and lessons: both have subjects."""
    return [*content.units.values(), *_lessons(content)]


def _unit_problems(file: str, translations: dict[str, dict], originals: dict[str, dict]) -> Iterator[Problem]:
    for slug, translation in translations.items():
        if slug not in originals:
            yield Problem(file, slug, "lessons", "there is no such lesson in this unit")
            continue
        for field, message in _lesson_misfits(translation, originals[slug]):
            yield Problem(file, slug, field, message)


def _lesson_misfits(translation: dict, original: dict) -> Iterator[Found]:
    for name in IN_ORDER:
        yield from _length_misfits(name, translation[name], original[name])
    for number, (ours, theirs) in enumerate(zip(translation["check"], original["check"], strict=False), start=1):
        yield from _length_misfits(f"check[{number}].choices", ours.get("choices", []), theirs.get("choices", []))


def _length_misfits(field: str, ours: list, theirs: list) -> Iterator[Found]:
    if len(ours) != len(theirs):
        yield field, f"has {len(ours)}, but the English list has {len(theirs)}"
