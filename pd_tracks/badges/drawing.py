"""Draws the few shapes that our own SVG is made of, with Pillow: no renderer, no browser, no further dependency.

It knows circles, ellipses, rectangles, polygons and single lines of text. Another element in the picture is an error, not a gap: a picture
that lacks something would be signed and given away before anybody looked at it.
"""

import io
from functools import cache
from pathlib import Path

from defusedxml import ElementTree
from PIL import Image, ImageDraw, ImageFont

SVG = "{http://www.w3.org/2000/svg}"
UNITS = 600
# Drawn larger and made smaller, which is how edges become smooth.
OVERSAMPLING = 3
FONTS = Path(__file__).resolve().parents[2] / "cms" / "static" / "cms" / "fonts"
FILES = {"display": "bitter-latin-wght-normal.woff2", "body": "atkinson-hyperlegible-next-latin-wght-normal.woff2"}
WEIGHT = 700
NO_CHARACTER = "\uffff"


def png(svg: bytes, size: int) -> bytes:
    """The picture in a square of `size` pixels. Raises ValueError for an element that is not known here."""
    scale = size * OVERSAMPLING / UNITS
    image = Image.new("RGBA", (size * OVERSAMPLING,) * 2, (0, 0, 0, 0))
    brush = ImageDraw.Draw(image)
    for element in ElementTree.fromstring(svg):
        kind = element.tag.removeprefix(SVG)
        if kind not in DRAWN:
            raise ValueError(f"cannot draw {kind}")
        DRAWN[kind](brush, element, scale)
    small = image.resize((size, size), Image.Resampling.LANCZOS)
    output = io.BytesIO()
    small.save(output, "PNG", optimize=True)
    return output.getvalue()


def width(text: str, role: str, size: int) -> float:
    """How wide a line of text is, in units of the picture."""
    return _font(role, size).getlength(text)


def _nothing(_brush, _element, _scale) -> None:
    """Title and description are for those who do not see the picture."""


def _ellipse(brush, element, scale) -> None:
    x, y = _number(element, "cx"), _number(element, "cy")
    rx, ry = _number(element, "rx", "r"), _number(element, "ry", "r")
    stroke = _number(element, "stroke-width")
    # SVG draws half of a line outside of the shape, Pillow all of it inside.
    box = [(x - rx - stroke / 2) * scale, (y - ry - stroke / 2) * scale, (x + rx + stroke / 2) * scale, (y + ry + stroke / 2) * scale]
    brush.ellipse(box, fill=_colour(element, "fill"), outline=_colour(element, "stroke"), width=round(stroke * scale))


def _rectangle(brush, element, scale) -> None:
    x, y, stroke = _number(element, "x"), _number(element, "y"), _number(element, "stroke-width")
    right, bottom, radius = x + _number(element, "width"), y + _number(element, "height"), _number(element, "rx")
    box = [(x - stroke / 2) * scale, (y - stroke / 2) * scale, (right + stroke / 2) * scale, (bottom + stroke / 2) * scale]
    look = {"fill": _colour(element, "fill"), "outline": _colour(element, "stroke"), "width": round(stroke * scale)}
    brush.rounded_rectangle(box, (radius + stroke / 2) * scale, **look)


def _polygon(brush, element, scale) -> None:
    points = [tuple(float(part) * scale for part in pair.split(",")) for pair in element.get("points").split()]
    brush.polygon(points, fill=_colour(element, "fill"))
    stroke, colour = _number(element, "stroke-width") * scale, _colour(element, "stroke")
    for start, end in zip(points, [*points[1:], points[0]], strict=True):
        brush.line([start, end], fill=colour, width=round(stroke))
        brush.circle(start, stroke / 2, fill=colour)


def _text(brush, element, scale) -> None:
    role = "display" if element.get("font-family").startswith("Bitter") else "body"
    font = _font(role, _number(element, "font-size") * scale)
    # Our fonts have the letters of western European languages. Boxes instead of others would be worse than none: the words are in the SVG
    # and in the badge itself.
    if _can_draw(font, element.text):
        brush.text((_number(element, "x") * scale, _number(element, "y") * scale), element.text, _colour(element, "fill"), font, "ms")


DRAWN = {
    "title": _nothing,
    "desc": _nothing,
    "circle": _ellipse,
    "ellipse": _ellipse,
    "rect": _rectangle,
    "polygon": _polygon,
    "text": _text,
}


@cache
def _font(role: str, size: float):
    """Our font, or the small one that Pillow brings where ours cannot be read (a Pillow without Brotli)."""
    try:
        font = ImageFont.truetype(FONTS / FILES[role], size)
        font.set_variation_by_axes([WEIGHT])
    except OSError:
        return ImageFont.load_default(size)
    return font


def _can_draw(font, text: str) -> bool:
    missing = bytes(font.getmask(NO_CHARACTER))
    return all(letter.isspace() or bytes(font.getmask(letter)) != missing for letter in set(text))


def _number(element, *names: str) -> float:
    return float(next(filter(None, map(element.get, names)), 0))


def _colour(element, name: str) -> str | None:
    return None if element.get(name) in {None, "none"} else element.get(name)
