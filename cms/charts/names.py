"""The names below a trend: as many as there is room for, on a telephone fewer.

The server does not know how wide a drawing will be. So it chooses twice, for a telephone and for wider places; a name of the second choice
only has a class by which charts.css leaves it out where there is no room.
"""

import math
import xml.etree.ElementTree as ET

from leather import Ordinal

from cms.charts.drawing import element, percent

NARROW, WIDE = 290, 600
"""Pixels of a drawing, on a telephone and elsewhere; charts.css knows where one becomes the other."""
LETTER, BETWEEN = 7.6, 14
"""Pixels: about the width of a letter, and the least distance of two names."""
LONGEST = 22
"""Letters; the table has all of a longer name."""


def names_below(labels: list[str], x_scale: Ordinal, narrow: float, before: float) -> list[ET.Element]:
    """The names as text of the drawing; `narrow` is its width on a telephone, `before` the room on its left."""
    names = [label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…" for label in labels]
    room = (max(len(name) for name in names) * LETTER + BETWEEN) * len(names)
    every = math.ceil(room / WIDE)
    every_narrow = every * math.ceil(room / narrow / every)
    on_telephones, elsewhere = _Line(narrow, before), _Line(WIDE, before)
    drawn = []
    for place in range(0, len(names), every):
        at, width = float(x_scale.project(place, 0, 100)), len(names[place]) * LETTER
        is_narrow = place % every_narrow == 0
        found = elsewhere.put(at, width)
        if is_narrow:
            found = on_telephones.put(at, width)
        if found:
            css = f"chart__tick chart__tick--{found[1]}" + ("" if is_narrow else " chart__tick--wide")
            drawn.append(element("text", css, text=names[place], x=percent(found[0]), y="100%", dy="1.5em"))
    return drawn


class _Line:
    """Names in a row, which do not leave the drawing by more than there is room on its left, and none on its right."""

    def __init__(self, width: float, before: float):
        self.width, self.before, self.end = width, before, -before - BETWEEN

    def put(self, at: float, width: float) -> tuple[float, str] | None:
        """Where a name goes, in percent, and whether that is its middle, its beginning or its end. None where it has no room."""
        left, place = at / 100 * self.width - width / 2, (at, "below")
        if left < -self.before:
            left, place = 0, (0, "first")
        elif left + width > self.width + BETWEEN:
            left, place = self.width - width, (100, "last")
        if left < self.end + BETWEEN / 2:
            return None
        self.end = left + width
        return place
