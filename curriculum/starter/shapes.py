"""How to say what fields a record has, and of what type. A missing, empty, mistyped or unknown field is a problem."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

Found = tuple[str, str]  # field, message


@dataclass(frozen=True)
class OneOf:
    """A text that is one of a few."""

    values: tuple[str, ...]

    def __str__(self):
        return f"{', '.join(self.values[:-1])} or {self.values[-1]}"


@dataclass(frozen=True)
class MapOf:
    """A mapping with any keys, whose values are all of one kind."""

    kind: object


@dataclass(frozen=True)
class Field:
    """What a field must be. `kind` is str, int, bool, date, a shape, one of a few, a mapping, or a list of one of these."""

    kind: object
    is_required: bool = True
    may_be_empty: bool = False
    may_be_null: bool = False


Shape = dict[str, Field]
NAMES = {str: "a text", int: "a whole number", bool: "true or false", datetime.date: "a date, such as 2026-12-31"}


def misfits(record: object, shape: Shape, at: str = "") -> Iterator[Found]:
    """Every field of a record that does not have the type its shape asks for."""
    if not isinstance(record, dict):
        yield at or "record", "must be a mapping"
        return
    for name in sorted(str(name) for name in record.keys() - shape.keys()):
        yield _join(at, name), "is not a known field"
    for name, wanted in shape.items():
        if name in record:
            yield from _field_misfits(record[name], wanted, _join(at, name))
        elif wanted.is_required:
            yield _join(at, name), "is missing"


def _field_misfits(value: object, wanted: Field, at: str) -> Iterator[Found]:
    if value is None and wanted.may_be_null:
        return
    if value in ([], {}) and wanted.may_be_empty:
        return
    yield from _value_misfits(value, wanted.kind, at)


def _value_misfits(value: object, kind: object, at: str) -> Iterator[Found]:
    if isinstance(kind, dict):
        yield from misfits(value, kind, at)
    elif isinstance(kind, list):
        yield from _list_misfits(value, kind[0], at)
    elif isinstance(kind, MapOf):
        yield from _map_misfits(value, kind.kind, at)
    elif isinstance(kind, OneOf):
        if value not in kind.values:
            yield at, f"must be {kind}"
    elif not _is_a(value, kind):
        yield at, f"must be {NAMES[kind]}"
    elif kind is str and not value.strip():
        yield at, "is empty"
    elif kind is int and value < 1:
        yield at, "must be 1 or more"


def _is_a(value: object, kind: type) -> bool:
    if kind is datetime.date:
        return isinstance(value, datetime.date) or (isinstance(value, str) and _is_iso_date(value))
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _is_iso_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _list_misfits(value: object, kind: object, at: str) -> Iterator[Found]:
    if not isinstance(value, list):
        yield at, "must be a list"
    elif not value:
        yield at, "is empty"
    else:
        for number, item in enumerate(value, start=1):
            yield from _value_misfits(item, kind, f"{at}[{number}]")


def _map_misfits(value: object, kind: object, at: str) -> Iterator[Found]:
    if not isinstance(value, dict):
        yield at, "must be a mapping"
    elif not value:
        yield at, "is empty"
    else:
        for name, item in value.items():
            yield from _value_misfits(name, str, f"{at}: {name}")
            yield from _value_misfits(item, kind, _join(at, str(name)))


def _join(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
