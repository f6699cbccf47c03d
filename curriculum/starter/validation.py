"""The rules of the content's README. Everything is checked before anything is written."""

from collections import Counter
from collections.abc import Iterator

from curriculum.starter import shapes
from curriculum.starter.reading import Content, Problem, StarterContentError
from curriculum.starter.shapes import Found, misfits

PROGRESSION, PROFILE, SCALE = "progression.yaml", "graduate_profile.yaml", "ai_use_scale.yaml"
FAMILY_NOTES = "es/family_connections.yaml"


def check_content(content: Content) -> None:
    """Raises StarterContentError naming file, record and field of everything that is wrong."""
    problems = list(_shape_problems(content))
    # Rules between records only make sense once each record is whole.
    if problems := problems or [*_taxonomy_problems(content), *_lesson_problems(content), *_whole_problems(content)]:
        raise StarterContentError(problems)


def _shape_problems(content: Content) -> Iterator[Problem]:
    lists = [
        (PROGRESSION, content.progression, "bands", "key", shapes.BAND),
        (PROGRESSION, content.progression, "strands", "key", shapes.STRAND),
        (PROGRESSION, content.progression, "competencies", "code", shapes.COMPETENCY),
        (PROFILE, content.graduate_profile, "attributes", "key", shapes.TRAIT),
        (SCALE, content.ai_use_scale, "levels", "key", shapes.LEVEL),
    ]
    for file, data, name, key, shape in lists:
        yield from _list_problems(file, data.get(name), name, key, shape)
    for file, unit in content.units.items():
        for field, message in misfits(unit, shapes.UNIT):
            yield Problem(file, _name(unit, "slug", "unit"), field, message)
        yield from _list_problems(file, unit.get("lessons"), "lessons", "slug", shapes.LESSON)
    if not isinstance(content.family_notes.get("notes"), dict):
        yield Problem(FAMILY_NOTES, "", "notes", "must be a mapping")


def _list_problems(file: str, records: object, name: str, key: str, shape: shapes.Shape) -> Iterator[Problem]:
    if not isinstance(records, list) or not records:
        yield Problem(file, "", name, "must be a list that is not empty")
        return
    for number, record in enumerate(records, start=1):
        for field, message in misfits(record, shape):
            yield Problem(file, _name(record, key, f"{name}[{number}]"), field, message)


def _name(record: object, key: str, otherwise: str) -> str:
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, str) and value else otherwise


def _taxonomy_problems(content: Content) -> Iterator[Problem]:
    data = content.progression
    for name, key in (("bands", "key"), ("strands", "key"), ("competencies", "code")):
        for value, count in Counter(record[key] for record in data[name]).items():
            if count > 1:
                yield Problem(PROGRESSION, value, key, "is used twice")
    bands = {band["key"]: band for band in data["bands"]}
    codes = {competency["code"]: competency for competency in data["competencies"]}
    strands = {strand["key"] for strand in data["strands"]}
    levels = {level["level"] for level in content.ai_use_scale["levels"]}
    if sorted(level["level"] for level in content.ai_use_scale["levels"]) != [1, 2, 3, 4, 5]:
        yield Problem(SCALE, "", "levels", "must be 1 to 5, each once")
    for band in bands.values():
        for level in set(band["ai_use_levels"]) - levels:
            yield Problem(PROGRESSION, band["key"], "ai_use_levels", f"there is no level {level}")
    for code, competency in codes.items():
        for field, found in _competency_misfits(competency, codes, bands, strands):
            yield Problem(PROGRESSION, code, field, found)


def _competency_misfits(competency: dict, codes: dict, bands: dict, strands: set) -> Iterator[Found]:
    if competency["strand"] not in strands:
        yield "strand", f"there is no strand {competency['strand']}"
    if competency["band"] not in bands:
        yield "band", f"there is no band {competency['band']}"
        return
    for earlier in competency.get("builds_on", []):
        if earlier not in codes:
            yield "builds_on", f"there is no competency {earlier}"
        elif codes[earlier]["band"] in bands and bands[codes[earlier]["band"]]["order"] >= bands[competency["band"]]["order"]:
            yield "builds_on", f"{earlier} is not of an earlier band"


def _lesson_problems(content: Content) -> Iterator[Problem]:
    bands = {band["key"]: band for band in content.progression["bands"]}
    codes = {competency["code"] for competency in content.progression["competencies"]}
    traits = {trait["key"] for trait in content.graduate_profile["attributes"]}
    for file, unit in content.units.items():
        if unit["band"] not in bands:
            yield Problem(file, unit["slug"], "band", f"there is no band {unit['band']}")
            continue
        for trait in set(unit["graduate_profile"]) - traits:
            yield Problem(file, unit["slug"], "graduate_profile", f"there is no attribute {trait}")
        for lesson in unit["lessons"]:
            for field, message in _lesson_misfits(lesson, bands[unit["band"]], codes):
                yield Problem(file, lesson["slug"], field, message)


def _lesson_misfits(lesson: dict, band: dict, codes: set) -> Iterator[Found]:
    minutes = sum(step["minutes"] for step in lesson["steps"])
    if minutes != lesson["duration_minutes"]:
        yield "duration_minutes", f"is {lesson['duration_minutes']}, but the steps add up to {minutes}"
    if lesson["band"] != band["key"]:
        yield "band", f"is {lesson['band']}, but the unit is for {band['key']}"
    if lesson["ai_use_level"] not in band["ai_use_levels"]:
        yield "ai_use_level", f"level {lesson['ai_use_level']} is not allowed for {band['key']}"
    for code in lesson["competencies"]:
        if code not in codes:
            yield "competencies", f"there is no competency {code}"
    for number, handout in enumerate(lesson.get("handouts", []), start=1):
        if handout["audience"] not in {"student", "teacher"}:
            yield f"handouts[{number}].audience", "must be student or teacher"
    for number, check in enumerate(lesson["check"], start=1):
        yield from _check_misfits(check, f"check[{number}]")


def _check_misfits(check: dict, at: str) -> Iterator[Found]:
    if check["type"] == "multiple_choice":
        correct = sum(choice["correct"] for choice in check.get("choices", []))
        if correct != 1:
            yield f"{at}.choices", f"exactly one must be correct, not {correct}"
    elif check["type"] not in {"short_answer", "reflection"}:
        yield f"{at}.type", "must be multiple_choice, short_answer or reflection"
    elif check["type"] == "short_answer" and "sample_answer" not in check:
        yield f"{at}.sample_answer", "is missing"


def _whole_problems(content: Content) -> Iterator[Problem]:
    lessons = [(file, lesson) for file, unit in content.units.items() for lesson in unit["lessons"]]
    for kind, slugs in (("unit", [unit["slug"] for unit in content.units.values()]), ("lesson", [lesson["slug"] for _, lesson in lessons])):
        for slug, count in Counter(slugs).items():
            if count > 1:
                yield Problem("units", slug, "slug", f"is used by {count} {kind}s")
    taught = {code for _, lesson in lessons for code in lesson["competencies"]}
    for competency in content.progression["competencies"]:
        if competency["code"] not in taught:
            yield Problem(PROGRESSION, competency["code"], "code", "is taught by no lesson")
    for slug in content.family_notes["notes"].keys() - {lesson["slug"] for _, lesson in lessons}:
        yield Problem(FAMILY_NOTES, str(slug), "notes", "there is no such lesson")
