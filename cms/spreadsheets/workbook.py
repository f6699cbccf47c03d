"""XLSX: written to the disk row by row, then sent. No cell is ever a formula or a link: text is written as text, whatever it says."""

import re
import tempfile
from datetime import date, datetime

from django.http import FileResponse

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cms.characters import writable
from cms.spreadsheets.cells import cell, without_formula
from cms.spreadsheets.sheet import Sheet, as_download

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES = 1_048_576
"""Of one worksheet, by the format; the table goes on in the next."""
MOST_UNITS = 32_767
"""Of one cell, in units of UTF-16, by the format."""
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\s]+")
MOST_OF_NAME = 31


def xlsx_response(sheet: Sheet, filename: str) -> FileResponse:
    """The table as a workbook; `filename` without extension. Its size is known before it is sent, so a browser shows how far it is."""
    # Closed, and so deleted, with the response.
    file = tempfile.TemporaryFile()  # noqa: SIM115 - outlives this function
    try:
        write_workbook(sheet, file)
        file.seek(0)
        response = FileResponse(file, content_type=CONTENT_TYPE)
    except BaseException:
        file.close()
        raise
    return as_download(response, filename, "xlsx")


def write_workbook(sheet: Sheet, file) -> None:
    """Writes the workbook into a file that is open for bytes. A few rows are in memory at a time."""
    with tempfile.TemporaryDirectory() as folder:  # rows wait here; also where reading them fails
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"title": _cut(writable(sheet.title), 255)})
        table = _Table(book, sheet)
        count = 0
        for row in sheet.rows:
            table.add(row)
            count += 1
        if sheet.closing:
            table.add([sheet.closing(count)])
        book.close()


class _Table:
    """The worksheets of a table that are open for the next row."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet):
        self.book, self.sheet, self.number = book, sheet, 0
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.heading = book.add_format({"bold": True, "font_size": 14})
        self.as_text = book.add_format({"quote_prefix": True})  # stays text when somebody edits the cell
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._begin()

    def add(self, row) -> None:
        if self.line == MOST_LINES:
            self._begin()
        for column, value in enumerate(row):
            self._write(column, value)
        self.line += 1

    def _begin(self) -> None:
        self.number += 1
        self.worksheet: Worksheet = self.book.add_worksheet(_name(self.sheet.title, self.number))
        self.line = 0
        for column, name in enumerate(self.sheet.columns):
            self.worksheet.set_column(column, column, min(max(len(str(name)) + 2, 28 if column == 0 else 14), 60))
        above = self.sheet.above
        self.worksheet.freeze_panes(len(above) + 1, 0)
        for line in above:
            for value in line:
                self._write(0, value, self.heading if self.line == 0 else None)
            self.line += 1
        for column, name in enumerate(self.sheet.columns):
            self._write(column, name, self.bold)
        self.line += 1

    def _write(self, column: int, value: object, style=None) -> None:
        match known := cell(value):
            case None | "":
                pass
            case bool():
                self.worksheet.write_boolean(self.line, column, known)
            case datetime():
                self.worksheet.write_datetime(self.line, column, known, self.moment)
            case date():
                self.worksheet.write_datetime(self.line, column, known, self.day)
            case str():
                text = _cut(_not_marked_up(known), MOST_UNITS)
                self.worksheet.write_string(self.line, column, text, style or (self.as_text if without_formula(text) != text else None))
            case _:
                self.worksheet.write_number(self.line, column, known)


def _not_marked_up(text: str) -> str:
    """The writer takes a text between <r> and </r> for its own mark-up and would copy it into the file unescaped."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _cut(text: str, most: int) -> str:
    """No longer than `most` units of UTF-16; what is cut ends in an ellipsis."""
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * most else units[: 2 * (most - 1)].decode("utf-16-le", "ignore") + "…"


def _name(title: str, number: int) -> str | None:
    """What the worksheet is called: as much of the title as the format takes. None where nothing is left: the writer has a name for it."""
    suffix = f" {number}" if number > 1 else ""
    name = _cut(NOT_IN_NAMES.sub(" ", writable(title)), MOST_OF_NAME - len(suffix)).strip(" '")
    return f"{name}{suffix}" if name and name.casefold() != "history" else None
