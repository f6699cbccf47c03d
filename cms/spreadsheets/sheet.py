"""What a spreadsheet is made of, and the headers it travels with."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.http.response import HttpResponseBase

from cms.characters import writable

NO_FILENAME = re.compile(r"[^A-Za-z0-9._-]+")
MOST_LETTERS = 100
"""Of a name: folders of schools' computers are deep."""


@dataclass(frozen=True)
class Sheet:
    """A table and what has to be known to read it. The rows may be a generator over a database: they are asked for one after the other,
    once, and never held together; each has a value for each column.

    With `notes` (filters, date, the rule about small groups) the title and the notes stand above the table, an empty line between; without,
    the file is the bare table. `closing` says in words how many rows there were, for a last line by which a file that was cut off on its
    way is told from a whole one.
    """

    title: str
    columns: tuple[str, ...]
    rows: Iterable[tuple]
    notes: tuple[str, ...] = ()
    closing: Callable[[int], str] | None = None

    @property
    def above(self) -> tuple[tuple[str, ...], ...]:
        """The lines above the names of the columns."""
        return ((self.title,), *((note,) for note in self.notes), ()) if self.notes else ()


def as_download(response: HttpResponseBase, filename: str, extension: str) -> HttpResponseBase:
    """The headers of a file that may be about people: saved, not shown, guessed at or kept on the way.

    The name in plain letters for whatever knows no others, and as it is (RFC 6266, RFC 5987) for the rest.
    """
    name = " ".join(writable(filename).replace("/", "-").replace("\\", "-").split())[:MOST_LETTERS].strip(" .") or "table"
    plain = NO_FILENAME.sub("-", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()).strip("-.") or "table"
    disposition = f'attachment; filename="{plain}.{extension}"'
    if plain != name:
        disposition += f"; filename*=UTF-8''{quote(f'{name}.{extension}', safe='')}"
    response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
