"""CSV: any number of rows, sent as they are read."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from django.http import StreamingHttpResponse

from cms.spreadsheets.cells import cell, without_formula
from cms.spreadsheets.sheet import Sheet, as_download

AT_ONCE = 200
"""Rows: few enough to arrive steadily, many enough not to send each alone."""
BYTE_ORDER_MARK = "\ufeff"
"""How spreadsheets know the letters."""


def csv_response(sheet: Sheet, filename: str) -> StreamingHttpResponse:
    """The table as a file of UTF-8 with a byte order mark; `filename` without extension. No more than a few rows are in memory at a time.

    Where reading fails in the middle, the connection breaks, and the browser says so.
    """
    response = StreamingHttpResponse(csv_pieces(sheet), content_type="text/csv; charset=utf-8")
    return as_download(response, filename, "csv")


def csv_pieces(sheet: Sheet) -> Iterator[str]:
    """The text of the file, in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def written() -> str:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    for line in (*sheet.above, sheet.columns):
        writer.writerow([_text(value) for value in line])
    yield BYTE_ORDER_MARK + written()
    count = 0
    for row in sheet.rows:
        writer.writerow([_text(value) for value in row])
        count += 1
        if count % AT_ONCE == 0:
            yield written()
    if sheet.closing:
        writer.writerow([_text(sheet.closing(count))])
    yield written()


def _text(value: object) -> str:
    match known := cell(value):
        case None:
            return ""
        case bool():
            return str(known).upper()
        case datetime():
            return known.isoformat(" ")
        case date():
            return known.isoformat()
        case str():
            return without_formula(known)
    return str(known)
