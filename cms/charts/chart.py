"""What a page gets: the parts of a chart, for templates/components/chart.html."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.safestring import SafeString

from cms.characters import writable

Number = int | float | Decimal
TOO_MUCH = 10**15
KEY = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Table:
    """The numbers of a chart in words; the first cell of a row names it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bar:
    """A bar with its name and its number, or the words in place of one."""

    label: str
    shown: str
    is_hidden: bool
    svg: SafeString


@dataclass(frozen=True)
class Sign:
    """A line of the legend: how a series is drawn, and its name."""

    name: str
    svg: SafeString


@dataclass(frozen=True)
class Chart:
    """`svg` is the drawing of a trend; bars have one each and their words beside it, so that long names wrap and grow as text does."""

    key: str
    title: str
    table: Table
    bars: tuple[Bar, ...] = ()
    svg: SafeString = SafeString("")
    legend: tuple[Sign, ...] = ()

    @property
    def title_id(self) -> str:
        return f"{self.key}-title"


def checked_key(key: str) -> str:
    """The key, from which every id in a chart is made. Raises ValueError: a page with two of one key would be broken, and so is another."""
    if not KEY.fullmatch(key):
        raise ValueError(f"key: {key!r} is not made of small letters, digits and hyphens.")
    return key


def checked_value(label: str, value: Number | None) -> Number | None:
    """A number that can be drawn from zero, or None. Raises ValueError naming what it belongs to."""
    if value is None:
        return None
    if not isinstance(value, Number) or isinstance(value, bool) or not Decimal(value).is_finite() or not 0 <= value < TOO_MUCH:
        raise ValueError(f"{label!r}: {value!r} is no number that can be drawn, from zero upwards.")
    return value


def in_words(value: Number | None, hidden: str) -> str:
    """The number as the reader's language writes it, or the words for one that is not shown."""
    return writable(hidden) if value is None else number_format(value, force_grouping=True)
