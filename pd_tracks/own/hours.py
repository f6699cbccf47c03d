"""Somebody's hours by school year, and what they may claim: for their own eyes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cms.models import User
from pd_tracks.certificates.issuing import hours_in_words
from pd_tracks.models import HoursEntry
from pd_tracks.models.hours import school_year_of
from pd_tracks.sharing import own


@dataclass(frozen=True)
class HoursLine:
    on: date
    title: str
    version: int
    minutes: int
    """Less than none where something was taken back."""
    rule: str


@dataclass(frozen=True)
class YearOfHours:
    """A school year: its lines as they were added, and their sum."""

    name: str
    lines: tuple[HoursLine, ...]
    minutes: int
    hours: str


def hours_of(person: User) -> tuple[YearOfHours, ...]:
    """All lines, the newest school year first. One statement."""
    rows = list(own(person, HoursEntry).order_by("pk").select_related("takes_back"))
    years = groupby(sorted(rows, key=lambda row: (row.counts_on, row.pk)), key=lambda row: school_year_of(row.counts_on))
    return tuple(reversed([_year(name, lines) for name, lines in years]))


def _year(name: str, rows: Iterable[HoursEntry]) -> YearOfHours:
    lines = tuple(HoursLine(row.on, row.title, row.version, row.minutes, row.get_rule_display()) for row in rows)
    minutes = sum(line.minutes for line in lines)
    return YearOfHours(name, lines, minutes, hours_in_words(minutes))
