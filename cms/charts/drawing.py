"""From the shapes of `leather` to our own SVG.

leather computes scales, ticks and where shapes go, on a canvas of 100 by 100, and paints them in colours of its own. We keep the places, as
percentages, and give each shape a class instead of its paint: so a drawing is as wide as its place on the page, its words have the size
of the page's words at any width, and the page's style sheets colour it on screen, in dark, in forced colours and on paper.
"""

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from leather import Linear, Ordinal, Series
from leather.shapes import Shape

from cms.charts.chart import Number


def scale_for(values: Iterable[Number | None]) -> Linear:
    """From zero to a round number not below the highest value."""
    return Linear(0, max((value for value in values if value is not None), default=0))


def ticks_of(scale: Linear, values: Iterable[Number | None]) -> list[Decimal]:
    """Where the lines behind a trend go; people are counted in whole numbers."""
    whole = all(value == int(value) for value in values if value is not None)
    return [tick for tick in scale.ticks() if not whole or tick == int(tick)]


def shapes_of(shape: Shape, points: list[tuple], x_scale: Linear | Ordinal, y_scale: Linear | Ordinal) -> list[ET.Element]:
    """What leather draws for these points: bars, columns, lines or dots with places from 0 to 100."""
    if all(None in point for point in points):
        return []
    return list(shape.to_svg(100, 100, x_scale, y_scale, Series(points), itertools.repeat("none")))


def percent(place: Decimal | float | str) -> str:
    """A place on the canvas as an attribute, with no more digits than can be seen."""
    return f"{number(place)}%"


def number(place: Decimal | float | str) -> str:
    return f"{Decimal(place):.2f}".rstrip("0").rstrip(".")


def element(tag: str, css: str = "", *children: ET.Element, text: str | None = None, **attributes: str) -> ET.Element:
    """An element of a drawing; `_` in the name of an attribute is a hyphen. Its text is `writable`."""
    made = ET.Element(tag, {**({"class": css} if css else {}), **{name.replace("_", "-"): value for name, value in attributes.items()}})
    made.extend(children)
    if text is not None:
        made.text = text
    return made


def hatching(key: str) -> ET.Element:
    """The pattern of what is not shown; it is used as `url(#key)`."""
    pattern = element("pattern", id=key, width="8", height="8", patternUnits="userSpaceOnUse", patternTransform="rotate(45)")
    pattern.append(element("rect", "chart__hatch-ground", width="8", height="8"))
    pattern.append(element("path", "chart__hatch-line", d="M0 0V8"))
    return element("defs", "", pattern)


def unseen(css: str, *children: ET.Element, **attributes: str) -> SafeString:
    """A drawing that says nothing the words beside it do not."""
    return markup(element("svg", css, *children, aria_hidden="true", focusable="false", **attributes))


def markup(svg: ET.Element) -> SafeString:
    # Every element and attribute is one of ours, and every text is escaped where the tree is written.
    return mark_safe(ET.tostring(svg, encoding="unicode"))  # noqa: S308  (a tree of our own elements, written with every text escaped)
