"""What a value is in a spreadsheet: a number, a date, or text that no program takes for a formula."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from cms.characters import writable

Cell = None | bool | int | float | Decimal | date | datetime | str

MOST_DIGITS = 10**15
"""Spreadsheets round whole numbers of more digits: a long number is an id, and stays as it is written."""
LARGEST = 9.99e307
"""Number that a spreadsheet holds, nearly."""
FIRST_DAY = date(1900, 3, 1)
"""Before it, spreadsheets count days differently from each other, or not at all."""

PLAIN_NUMBER = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
# The beginning of a cell, with all that a program may overlook before a formula. A semicolon, a tab or a new line begins a cell as well
# where the file is read with other separators than it was written with, as Excel does in Spanish.
BEGINNING = re.compile("(?:^|[;\t\n])[\\s\"'`\u00ad\u200b-\u200f\u2060\ufeff]*+")


def cell(value: object) -> Cell:
    """The value as a spreadsheet knows it. Never raises: what is no number, date or truth value is text; a number that does not fit is empty.

    Times are in the district's own time, to the second.
    """
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) < MOST_DIGITS else format(Decimal(value), "f")
        case float() | Decimal():
            return value if _fits(value) else None
        case datetime():
            value = _local(value).replace(microsecond=0)
            return value if value.date() >= FIRST_DAY else value.isoformat(" ")
        case date():
            return value if value >= FIRST_DAY else value.isoformat()
    return writable(value)


def without_formula(text: str) -> str:
    """The text, marked as text with an apostrophe wherever a spreadsheet would begin to calculate (OWASP, "CSV Injection").

    Signs of other widths count, and what stands before them unseen. A plain negative number stays as it is.
    """
    if PLAIN_NUMBER.fullmatch(text):
        return text
    marked = BEGINNING.sub(_mark, text)
    return f"'{marked}" if marked.startswith(("\t", "\r", "\n")) else marked


def _mark(found: re.Match) -> str:
    follows = found.string[found.end() : found.end() + 1]
    sign = unicodedata.normalize("NFKC", follows)[:1]
    return f"{found[0]}'" if sign and sign in "=+-@" else found[0]


def _fits(value: float | Decimal) -> bool:
    return Decimal(value).is_finite() and abs(float(value)) < LARGEST


def _local(value: datetime) -> datetime:
    """Without a zone, which no spreadsheet knows."""
    try:
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    except (OverflowError, ValueError):  # the first or last day of all, moved beyond it
        return value.replace(tzinfo=None)
