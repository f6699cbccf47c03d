"""The picture of a badge: a signpost with the achievement on it, as SVG (`badge.svg`, filled in) and as PNG (drawn from the same).

All words come from the caller, in one language. Nothing in the picture is about a person, so everybody who earned the badge has the same one.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from pd_tracks.badges import drawing
from pd_tracks.badges.award import LANGUAGE

TEMPLATE = Template(Path(__file__).with_name("badge.svg").read_text(encoding="utf-8"))
# Others stand in where these are not installed; the boards leave room for somewhat wider letters.
FAMILIES = {"display": "Bitter, Rockwell, Georgia, serif", "body": "Atkinson Hyperlegible Next, Atkinson Next, Verdana, sans-serif"}


@dataclass(frozen=True)
class BadgeTexts:
    """The words on the picture, already in the badge's language."""

    title: str
    hours: str
    """"2.5 hours", "2,5 horas"."""
    label: str
    """Under the signpost, two words or three: "Professional learning"."""
    description: str
    """For people who do not see the picture."""
    language: str = "en"

    def __post_init__(self):
        if not LANGUAGE.fullmatch(self.language) or not self.title.strip():
            raise ValueError("a picture has a title and a language")


@dataclass(frozen=True)
class _Board:
    """Where a text may stand."""

    middle_x: int
    middle_y: int
    width: int
    lines: int
    sizes: tuple[int, ...]
    colour: str
    font: str


TITLE = _Board(294, 250, 372, 4, (46, 42, 38, 34, 30), "#ffffff", "display")
HOURS = _Board(270, 392, 210, 1, (32, 28, 24, 20), "#6a4700", "body")
LABEL = _Board(300, 520, 280, 1, (25, 22, 19), "#17302d", "body")
MAX_TITLE_HEIGHT = 156
LEADING = 1.14


def badge_svg(texts: BadgeTexts) -> bytes:
    """The picture as SVG. It needs nothing from elsewhere: no fonts, no links, no scripts."""
    boards = ((TITLE, texts.title), (HOURS, texts.hours), (LABEL, texts.label))
    filled = TEMPLATE.substitute(
        language=texts.language,
        title=_written(texts.title),
        description=_written(texts.description),
        texts="\n  ".join(line for board, text in boards for line in _lines(board, text)),
    )
    return filled.encode()


def badge_png(texts: BadgeTexts, size: int = 600) -> bytes:
    """The same picture as PNG, square, with nothing around the circle."""
    return drawing.png(badge_svg(texts), size)


def _lines(board: _Board, text: str) -> list[str]:
    size, lines = _fitted(board, _clean(text))
    # Letters stand on their line; their middle is about a third of their size above it.
    first = board.middle_y + size * 0.34 - (len(lines) - 1) * size * LEADING / 2
    look = f'font-family="{FAMILIES[board.font]}" font-weight="700" font-size="{size}" fill="{board.colour}" text-anchor="middle"'
    return [
        f'<text x="{board.middle_x}" y="{first + number * size * LEADING:.1f}" {look}>{escape(line)}</text>'
        for number, line in enumerate(lines)
    ]


def _fitted(board: _Board, text: str) -> tuple[int, list[str]]:
    """The largest size at which the text fits, and its lines. A text that fits at none is cut short at the smallest."""
    for size in board.sizes:
        lines = _wrapped(text, board, size)
        if len(lines) <= board.lines and len(lines) * size * LEADING <= MAX_TITLE_HEIGHT and not _is_too_wide(lines, board, size):
            return size, lines
    lines = lines[: board.lines]
    lines[-1] = _cut(lines[-1] + " …", board, size)
    return size, [_cut(line, board, size) for line in lines]


def _wrapped(text: str, board: _Board, size: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and not _is_too_wide([f"{lines[-1]} {word}"], board, size):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _is_too_wide(lines: list[str], board: _Board, size: int) -> bool:
    return any(drawing.width(line, board.font, size) > board.width for line in lines)


def _cut(line: str, board: _Board, size: int) -> str:
    while len(line) > 1 and _is_too_wide([line], board, size):
        line = line.rstrip("…")[:-1].rstrip() + "…"
    return line


def _written(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """One line of composed characters, without those that XML cannot hold."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cs", "Cn"})
