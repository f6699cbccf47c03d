"""The rules of the content's README. Everything is checked before anything is written."""

from collections.abc import Iterator

from curriculum.starter import reading, records
from curriculum.starter.reading import Content, Problem, StarterContentError
from curriculum.starter.records import FileShape
from curriculum.starter.rules import fields, lessons, progression, staff, translations
from curriculum.starter.shapes import Shape, misfits

RULES = (progression.problems, lessons.problems, staff.problems, translations.problems, fields.problems)


def check_content(content: Content) -> None:
    """Raises StarterContentError naming file, record and field of everything that is wrong."""
    problems = [problem for file, data, shape in _files(content) for problem in _file_problems(file, data, shape)]
    # Rules between records only make sense once each record is whole.
    if problems := problems or [problem for rule in RULES for problem in rule(content)]:
        raise StarterContentError(problems)


def _files(content: Content) -> Iterator[tuple[str, dict, FileShape]]:
    yield reading.PROGRESSION, content.progression, records.PROGRESSION
    yield reading.PROFILE, content.graduate_profile, records.PROFILE
    yield reading.SCALE, content.ai_use_scale, records.SCALE
    yield reading.TOOLS, content.vetted_tools, records.TOOLS
    yield reading.POLICIES, content.policies, records.POLICIES
    yield reading.SPANISH_PROGRESSION, content.spanish_progression, records.SPANISH_PROGRESSION
    yield reading.SPANISH_NOTES, content.family_notes, records.SPANISH_NOTES
    for files, shape in (
        (content.units, records.UNIT_FILE),
        (content.tracks, records.TRACK_FILE),
        (content.spanish_units, records.SPANISH_UNIT),
    ):
        for file, data in files.items():
            yield file, data, shape


def _file_problems(file: str, data: dict, shape: FileShape) -> Iterator[Problem]:
    own = {name: value for name, value in data.items() if name not in shape.lists and name not in shape.maps}
    for field, message in misfits(own, shape.top_fields()):
        yield Problem(file, _name(data, "slug", ""), field, message)
    for name, (key, record_shape) in shape.lists.items():
        yield from _list_problems(file, data.get(name), name, key, record_shape)
    for name, record_shape in shape.maps.items():
        yield from _map_problems(file, data.get(name), name, record_shape)


def _list_problems(file: str, records: object, name: str, key: str, shape: Shape) -> Iterator[Problem]:
    if not isinstance(records, list) or not records:
        yield Problem(file, "", name, "must be a list that is not empty")
        return
    for number, record in enumerate(records, start=1):
        for field, message in misfits(record, shape):
            yield Problem(file, _name(record, key, f"{name}[{number}]"), field, message)


def _map_problems(file: str, records: object, name: str, shape: Shape) -> Iterator[Problem]:
    if not isinstance(records, dict) or not records:
        yield Problem(file, "", name, "must be a mapping that is not empty")
        return
    for key, record in records.items():
        if not isinstance(key, str):
            yield Problem(file, str(key), name, "must be named by a text")
        for field, message in misfits(record, shape):
            yield Problem(file, str(key), field, message)


def _name(record: object, key: str, otherwise: str) -> str:
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, str) and value else otherwise
