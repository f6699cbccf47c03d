"""Bars that lie, one below the other, each under its name."""

from django.utils.safestring import SafeString

from leather import Ordinal
from leather.shapes import Bars

from cms.characters import writable
from cms.charts.chart import Bar, Chart, Number, Table, checked_key, checked_value, in_words
from cms.charts.drawing import element, hatching, percent, scale_for, shapes_of, unseen

STUB = "56"
"""How long a bar without a number is, in pixels, at any scale: long enough to show its hatching, and no part of the others' measure."""
ROUND = "5"


def bars(title: str, rows: list[tuple[str, Number | None]], *, key: str, columns: tuple[str, str], hidden: str) -> Chart:
    """A bar for each (name, number), in the order given. `columns` heads the table; `hidden` says why a number is not shown.

    `key` is the chart's own on its page; the same input is drawn the same. Raises ValueError for a number below zero.
    """
    key = checked_key(key)
    values = [checked_value(label, value) for label, value in rows]
    lengths = iter(_lengths(values))
    drawn = []
    for place, (label, value) in enumerate(rows):
        svg = _hatched(f"{key}-hatch-{place}") if value is None else _filled(next(lengths))
        drawn.append(Bar(writable(label), in_words(value, hidden), value is None, svg))
    table = Table(tuple(writable(name) for name in columns), tuple((bar.label, bar.shown) for bar in drawn))
    return Chart(key, writable(title), table, bars=tuple(drawn))


def _lengths(values: list[Number | None]) -> list[str]:
    """The width of each bar that has a number."""
    places = [str(place) for place in range(len(values))]
    points = list(zip(values, places, strict=True))
    return [percent(bar.attrib["width"]) for bar in shapes_of(Bars(), points, scale_for(values), Ordinal(places))]


def _filled(length: str) -> SafeString:
    bar = element("rect", "chart__fill", width="100%", height="100%", rx=ROUND)
    return unseen("chart__bar" if length != "0%" else "chart__bar chart__bar--none", bar, width=length)


def _hatched(pattern: str) -> SafeString:
    bar = element("rect", "chart__hatched", width="100%", height="100%", rx=ROUND, fill=f"url(#{pattern})")
    return unseen("chart__bar", hatching(pattern), bar, width=STUB)
