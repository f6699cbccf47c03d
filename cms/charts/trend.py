"""Numbers over time: columns for one short series, lines for more."""

import itertools
import math
import xml.etree.ElementTree as ET

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leather import Ordinal
from leather.shapes import Columns, Dots, Line

from cms.characters import writable
from cms.charts.chart import Chart, Number, Sign, Table, checked_key, checked_value, in_words
from cms.charts.drawing import element, hatching, markup, number, percent, scale_for, shapes_of, ticks_of, unseen
from cms.charts.names import NARROW, names_below

Points = list[tuple[str, Number | None]]

MOST_COLUMNS, FEW_COLUMNS = 12, 5
MOST_MARKERS = 14
"""Of one line; among more points, only some are marked."""
BESIDE, AFTER = 52, 16
"""Pixels on both sides of lines, for the numbers of their scale and half a name; as in charts.css."""
KINDS = 4
"""Of markers, colours and dashes."""
MARKERS = ("M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "M-3.8-3.8h7.6v7.6h-7.6z", "M0-4.9 4.9 3.7H-4.9z", "M0-5.4 5.4 0 0 5.4-5.4 0z")
"""A circle, a square, a triangle, a rhombus."""
DIGIT = 9.6
"""Pixels: about the width of a bold digit."""


def trend(title: str, series: list[tuple[str, Points]], *, key: str, column: str, hidden: str) -> Chart:
    """Each (name, [(label, number), ...]) as a line; one series of at most twelve points as columns. Where a number is None there is a gap,
    hatched where no series has one. `column` heads the labels in the table; `hidden` says why a number is not shown.

    `key` is the chart's own on its page; the same input is drawn the same. Raises ValueError for a number below zero, and where two series
    do not have the same labels.
    """
    key = checked_key(key)
    labels = _shared_labels(series)
    rows = [[checked_value(label, value) for label, value in points] for _name, points in series]
    names = tuple(writable(name) for name, _points in series)
    words = [[in_words(value, hidden) for value in row] for row in rows]
    cells = tuple((label, *row) for label, row in zip(labels, zip(*words, strict=True), strict=True))
    table = Table((writable(column), *names), cells)
    if not labels:
        return Chart(key, writable(title), table)
    drawing = _Drawing(key, labels, rows, words)
    svg = drawing.svg(_description(names, labels, rows, words))
    return Chart(key, writable(title), table, svg=svg, legend=drawing.legend(names, hidden))


class _Drawing:
    def __init__(self, key: str, labels: list[str], rows: list[list[Number | None]], words: list[list[str]]):
        self.key, self.labels, self.rows, self.words = key, labels, rows, words
        self.count = len(labels)
        self.values = list(itertools.chain.from_iterable(rows))
        self.x = Ordinal(list(range(self.count)))
        self.y = scale_for(self.values)
        longest = max((len(word) for value, word in zip(rows[0], words[0], strict=True) if value is not None), default=0)
        self.has_columns = len(rows) == 1 and self.count <= MOST_COLUMNS and longest * DIGIT + 4 <= NARROW / self.count
        self.gaps = _runs([place for place in range(self.count) if all(row[place] is None for row in rows)])

    def svg(self, description: str) -> SafeString:
        drawn = element("svg", self._css(), role="img", aria_labelledby=f"{self.key}-title", aria_describedby=f"{self.key}-text")
        drawn.append(element("desc", text=description, id=f"{self.key}-text"))
        drawn.extend(
            [
                *self._behind(),
                *(self._columns() if self.has_columns else self._lines()),
                *self._names(),
            ]
        )
        return markup(drawn)

    def legend(self, names: tuple[str, ...], hidden: str) -> tuple[Sign, ...]:
        """Nothing where there is nothing to tell apart."""
        signs = [Sign(name, _sign(place)) for place, name in enumerate(names)] if len(names) > 1 else []
        if None in self.values:
            pattern = f"{self.key}-hatch-sign"
            box = element("rect", "chart__hatched", width="100%", height="100%", rx="3", fill=f"url(#{pattern})")
            signs.append(Sign(writable(hidden), unseen("chart__sign", hatching(pattern), box)))
        return tuple(signs)

    def _css(self) -> str:
        if not self.has_columns:
            return "chart__plot chart__plot--lines"
        return "chart__plot" if self.count > FEW_COLUMNS else "chart__plot chart__plot--few"

    def _behind(self) -> list[ET.Element]:
        """The hatching where nothing is shown, and the lines to read heights by, which columns with their numbers do not need."""
        drawn = [hatching(f"{self.key}-hatch")] if self.gaps else []
        for first, last in self.gaps:
            left, right = self.x.project_interval(first, 0, 100)[0], self.x.project_interval(last, 0, 100)[1]
            attributes = {"x": percent(left), "width": percent(right - left), "fill": f"url(#{self.key}-hatch)"}
            drawn.append(element("rect", "chart__hatched", y="0", height="100%", **attributes))
        for tick in [0] if self.has_columns else ticks_of(self.y, self.values):
            height = percent(self.y.project(tick, 100, 0))
            drawn.append(element("line", "chart__grid" if tick else "chart__ground", x1="0", x2="100%", y1=height, y2=height))
            if not self.has_columns:
                text = in_words(int(tick) if tick == int(tick) else tick, "")
                drawn.append(element("text", "chart__tick chart__tick--left", text=text, x="0", y=height, dx="-.7em", dy=".35em"))
        return drawn

    def _columns(self) -> list[ET.Element]:
        known = [word for value, word in zip(self.rows[0], self.words[0], strict=True) if value is not None]
        drawn = []
        for column, word in zip(shapes_of(Columns(), self._points(self.rows[0]), self.x, self.y), known, strict=True):
            left, top, width = (float(column.attrib[name]) for name in ("x", "y", "width"))
            # leather leaves a tenth between two columns; ours are a third apart.
            place = {"x": percent(left + width / 8), "width": percent(width * 3 / 4)}
            drawn.append(element("rect", "chart__fill", y=percent(top), height=percent(100 - top), rx="4", **place))
            drawn.append(element("text", "chart__number", text=word, x=percent(left + width / 2), y=percent(top), dy="-.5em"))
        return drawn

    def _lines(self) -> list[ET.Element]:
        drawn = []
        for place, row in enumerate(self.rows):
            kind = _kind(place)
            paths = shapes_of(Line(), self._points(row), self.x, self.y)
            lines = [
                element("path", f"chart__line {kind}", d=_short(path.attrib["d"]), vector_effect="non-scaling-stroke") for path in paths
            ]
            # Stretched to the plot; the strokes and the markers, which are outside of it, keep their shape.
            stretched = {"viewBox": "0 0 100 100", "preserveAspectRatio": "none", "overflow": "visible"}
            drawn.append(element("svg", "", *lines, width="100%", height="100%", **stretched))
            dots = shapes_of(Dots(), self._points(row), self.x, self.y)
            known = [index for index, value in enumerate(row) if value is not None]
            marked = _marked(row)
            for dot in (dot for index, dot in zip(known, dots, strict=True) if index in marked):
                at = {"x": percent(dot.attrib["cx"]), "y": percent(dot.attrib["cy"]), "overflow": "visible"}
                drawn.append(element("svg", "", element("path", f"chart__marker {kind}", d=MARKERS[place % KINDS]), **at))
        return drawn

    def _names(self) -> list[ET.Element]:
        if self.has_columns:
            return names_below(self.labels, self.x, NARROW, 0)
        return names_below(self.labels, self.x, NARROW - BESIDE - AFTER, BESIDE)

    def _points(self, row: list[Number | None]) -> list[tuple[int, Number | None]]:
        return list(enumerate(row))


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """The first and the last place of each that follow each other."""
    begins = [place for place in places if place - 1 not in places]
    return list(zip(begins, [place for place in places if place + 1 not in places], strict=True))


def _shared_labels(series: list[tuple[str, Points]]) -> list[str]:
    """Raises ValueError where the series do not have the same ones: their numbers would stand below each other and not belong together."""
    labels = [writable(label) for label, _value in series[0][1]] if series else []
    for name, points in series:
        if [writable(label) for label, _value in points] != labels:
            raise ValueError(f"{name!r} does not have the same labels as {series[0][0]!r}.")
    return labels


def _marked(row: list[Number | None]) -> set[int]:
    """Where a line has a marker: evenly, at its last point, and at a point between two gaps, which has no line."""
    every = math.ceil(len(row) / MOST_MARKERS)
    around = [None, *row, None]
    alone = {place for place in range(len(row)) if around[place] is None and around[place + 2] is None}
    last = max((place for place, value in enumerate(row) if value is not None), default=0)
    return {place for place in range(len(row)) if place % every == 0} | alone | {last}


def _kind(place: int) -> str:
    """Colour and dashes of a series. After four the same colours come with other dashes."""
    return f"chart__series-{place % KINDS + 1} chart__dash-{(place + place // KINDS) % KINDS + 1}"


def _sign(place: int) -> SafeString:
    line = element("line", f"chart__line {_kind(place)}", x1="0", x2="100%", y1="50%", y2="50%")
    marker = element(
        "svg", "", element("path", f"chart__marker {_kind(place)}", d=MARKERS[place % KINDS]), x="50%", y="50%", overflow="visible"
    )
    return unseen("chart__sign", line, marker)


def _short(path: str) -> str:
    """The path without digits that nobody sees."""
    return " ".join(part if part in "ML" else number(part) for part in path.split())


def _description(names: tuple[str, ...], labels: list[str], rows: list[list[Number | None]], words: list[list[str]]) -> str:
    """What the drawing shows, for those who do not see it: every number of a short series, of a long one where it begins, ends and turns."""
    said = []
    for name, row, told in zip(names, rows, words, strict=True):
        pairs = [f"{label}: {word}" for label, word in zip(labels, told, strict=True)]
        known = [place for place, value in enumerate(row) if value is not None]
        if len(pairs) <= MOST_COLUMNS or not known:
            text = "; ".join(pairs if len(pairs) <= MOST_COLUMNS else [pairs[0], pairs[-1]])
        else:
            low, high = min(known, key=row.__getitem__), max(known, key=row.__getitem__)
            parts = {"first": pairs[known[0]], "last": pairs[known[-1]], "lowest": pairs[low], "highest": pairs[high]}
            text = _("first %(first)s; last %(last)s; lowest %(lowest)s; highest %(highest)s. The table has every number") % parts
        said.append(f"{name}. {text}." if name else f"{text}.")
    return " ".join(said)
