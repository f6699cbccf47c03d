"""A file holds what the page showed: every value comes back, none is calculated, none breaks the file, and the size does not matter."""

import csv
import io
import math
import os
import sys
import tempfile
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.characters import REFUSED
from cms.spreadsheets import Sheet, csv_response, without_formula, workbook, xlsx_response

MOST_MEMORY = 4_000_000
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.sampled_from(
        ["=1+1", "-2", "_x0041_", "<r><t>x</t></r>", "<r>&</r>", "#N/A", "http://example.org", "\x00", "\ud800", "a\r\nb", " x "]
    ),
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=False),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, UTC])),
    TEXTS,
)
TABLES = st.lists(st.tuples(VALUES, VALUES), max_size=8)


def csv_rows(sheet: Sheet) -> list[list[str]]:
    text = csv_response(sheet, "x").getvalue().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def content(sheet: Sheet) -> bytes:
    file = io.BytesIO()
    workbook.write_workbook(sheet, file)
    return file.getvalue()


def xlsx_cells(sheet: Sheet) -> list[list]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content(sheet))).active.iter_rows()]


def of(*rows, **more) -> Sheet:
    return Sheet("T", tuple(f"c{number}" for number in range(len(rows[0]))), rows, **more)


def kept(text: str) -> str:
    return REFUSED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def agrees_in_csv(value, text: str) -> bool:
    match value:
        case None:
            return text == ""
        case str():
            return text.replace("'", "") == kept(value).replace("'", "")
        case bool():
            return text == str(value).upper()
        case int() | float() | Decimal():
            return float(text) == float(value) if abs(float(value)) < 9.99e307 else text == ""
        case datetime():
            return datetime.fromisoformat(text).tzinfo is None
    return date.fromisoformat(text) == value


def agrees_in_xlsx(value, cell) -> bool:
    found = cell.value
    match value:
        case None | "":
            return found is None
        case str():
            # openpyxl leaves the format's own escape in what it reads.
            return cell.data_type == "s" and found.replace("_x005F_", "_").rstrip() == kept(value).replace("_x005F_", "_").rstrip()
        case bool():
            return found is value
        case int() if abs(value) >= 10**15:
            return found == str(value)
        case int() | float() | Decimal():
            number = float(value)
            return math.isclose(found, number, rel_tol=1e-14, abs_tol=1e-300) if abs(number) < 9.99e307 else found is None
        case datetime():
            return isinstance(found, datetime | str)
    return found == value.isoformat() if value < date(1900, 3, 1) else found.date() == value


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TABLES)
def test_csv_gives_back_what_was_put_in(rows):
    head, *found = csv_rows(Sheet("T", ("a", "b"), iter(rows)))
    assert head == ["a", "b"]
    assert len(found) == len(rows)
    for row, read in zip(rows, found, strict=True):
        for value, text in zip(row, read, strict=True):
            assert agrees_in_csv(value, text), (value, text)


@settings(max_examples=75, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TABLES)
def test_a_workbook_gives_back_what_was_put_in(rows):
    _head, *found = xlsx_cells(Sheet("T", ("a", "b"), iter(rows), closing="{} rows".format))
    assert len(found) == len(rows) + 1
    for row, cells in zip(rows, found, strict=False):
        for value, cell in zip(row, cells, strict=True):
            assert agrees_in_xlsx(value, cell), (value, cell.value)
            assert cell.data_type != "f"
            assert cell.hyperlink is None


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), Decimal("1E+999"), sys.float_info.max]
)
def test_what_is_no_number_is_empty(value):
    sheet = of((value, 1))
    assert csv_rows(sheet)[1] == ["", "1"]
    assert xlsx_cells(sheet)[1][0].value is None


FORMULAS = [
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(1)", "-", "--1", "\u00ad=1", "\u200b=1", "\ufeff=1"),
    *("\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u3000=1", '"=1', "'=1", "\" '=1", "\tx", "\nx"),
    *("＝1", "＋1", "－1", "＠x", "﹢1", "⁺1"),
    *("a;=1+1", "a;-1+1;", "a\n=1", "a\t+1", "a; '＝1", 'a";"=1'),
]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_is_calculated(text):
    marked = without_formula(text)
    assert marked != text
    assert marked.replace("'", "") == text.replace("'", ""), "and nothing is lost"
    # However the file is taken apart, no piece begins as a formula does.
    for piece in marked.replace("\n", ";").replace("\t", ";").replace("\r", ";").split(";"):
        bare = piece.lstrip(' "\u00a0\u3000\u00ad\u200b\ufeff')
        assert not bare.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "⁺"))


@pytest.mark.parametrize("text", ["", "a", "-5", "-12.5", "-1,5", "a-b", "a; b", "Ana María", "3-5", "TK-2", "a = b", "o'clock", "5%"])
def test_harmless_text_stays(text):
    assert without_formula(text) == text


def test_a_long_run_of_blanks_takes_no_time():
    assert without_formula("\n\t;" * 300_000).startswith("'")


def test_in_a_file_formulas_are_text_and_negative_numbers_are_numbers():
    sheet = Sheet("T", ("=A", "b"), [("=1+1", -5), ("@x", -2.5), ("#N/A", 3)], notes=("=note",))
    assert csv_rows(sheet)[:2] == [["T"], ["'=note"]]
    assert csv_rows(sheet)[3:] == [["'=A", "b"], ["'=1+1", "-5"], ["'@x", "-2.5"], ["#N/A", "3"]]
    cells = xlsx_cells(sheet)
    assert [[cell.value for cell in row] for row in cells[4:]] == [["=1+1", -5], ["@x", -2.5], ["#N/A", 3]]
    assert {cell.data_type for row in cells for cell in row} == {"s", "n"}
    assert cells[4][0].quotePrefix, "and stays text when somebody edits the cell"
    with zipfile.ZipFile(io.BytesIO(content(sheet))) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page.lower()


def test_what_the_writer_takes_for_its_own_markup_stays_text():
    text = "<r><t>&</t></r>"
    assert xlsx_cells(of((text,)))[1][0].value.strip() == text


def test_dates_and_times_are_those_of_the_district():
    moment = datetime(2026, 11, 28, 3, 15, 9, 555, tzinfo=UTC)
    there = timezone.localtime(moment).replace(tzinfo=None, microsecond=0)
    sheet = of((date(2026, 11, 27), moment, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)))
    assert there.day == 27, "the example is on another day in UTC"
    cells = xlsx_cells(sheet)[1]
    assert [cell.value for cell in cells[:2]] == [datetime(2026, 11, 27), there]  # noqa: DTZ001 - as a spreadsheet has it
    assert cells[0].is_date
    assert csv_rows(sheet)[1][:2] == ["2026-11-27", there.isoformat(" ")]


def test_words_in_the_language_of_the_reader_and_other_things_are_text():
    assert csv_rows(of((gettext_lazy("Name"), Decimal("2.50"), 10**5_000)))[1][:2] == ["Name", "2.50"]


def test_a_very_long_cell_is_cut_where_the_format_ends():
    long = "😀" * 40_000
    value = xlsx_cells(of((long,)))[1][0].value
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    assert value.endswith("…")
    assert csv_rows(of((long,)))[1] == [long], "CSV has no such end"


def test_title_and_notes_stand_above_and_the_count_below():
    sheet = Sheet("Weeks", ("Week", "People"), [("1", 12), ("2", None)], ("All schools", "Groups under 10 are not shown"), "{} rows".format)
    above = [["Weeks"], ["All schools"], ["Groups under 10 are not shown"], []]
    assert csv_rows(sheet) == [*above, ["Week", "People"], ["1", "12"], ["2", ""], ["2 rows"]]
    cells = [[cell.value for cell in row] for row in xlsx_cells(sheet)]
    assert [row[0] for row in cells] == ["Weeks", "All schools", "Groups under 10 are not shown", None, "Week", "1", "2", "2 rows"]
    assert openpyxl.load_workbook(io.BytesIO(content(sheet))).active.freeze_panes == "A6"


@pytest.mark.parametrize(
    "title",
    ["a/b:c*?[d]\\e", "'x'", "x" * 60, "😀" * 30, "", "History", "\x00\ud800", " ", "People\nwho"],
    ids=lambda title: ascii(title)[:12],
)
def test_any_title_names_a_worksheet(title):
    book = openpyxl.load_workbook(io.BytesIO(content(Sheet(title, ("a",), [(1,)]))))
    assert book.active["A2"].value == 1


def test_a_table_goes_on_in_the_next_worksheet(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_LINES", 4)
    book = openpyxl.load_workbook(io.BytesIO(content(Sheet("Weeks", ("n",), [(n,) for n in range(7)], closing="{} rows".format))))
    assert book.sheetnames == ["Weeks", "Weeks 2", "Weeks 3"]
    found = [cell.value for page in book for (cell,) in page.iter_rows(min_row=2)]
    assert found == [*range(7), "7 rows"]


def test_an_empty_table_is_a_file():
    assert csv_rows(Sheet("T", ("a",), [])) == [["a"]]
    assert [[cell.value for cell in row] for row in xlsx_cells(Sheet("T", ("a",), []))] == [["a"]]


@pytest.mark.parametrize("answer", [csv_response, xlsx_response])
def test_headers(answer):
    sheet = of((1,))
    response = answer(sheet, "Año: “uno”\r\nX-Evil: 1/..")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    disposition = response["Content-Disposition"]
    extension = "csv" if answer is csv_response else "xlsx"
    assert disposition.startswith(f"attachment; filename=\"Ano-uno-X-Evil-1.{extension}\"; filename*=UTF-8''A%C3%B1o%3A%20")
    disposition.encode("ascii")
    assert answer(sheet, "finished")["Content-Disposition"] == f'attachment; filename="finished.{extension}"'
    assert f'filename="table.{extension}"' in answer(sheet, "漢字")["Content-Disposition"]
    assert answer(sheet, "..")["Content-Disposition"] == f'attachment; filename="table.{extension}"'


def test_a_workbook_says_how_large_it_is():
    response = xlsx_response(of((1,)), "x")
    assert isinstance(response, FileResponse)
    assert int(response["Content-Length"]) == len(response.getvalue())


def test_rows_are_read_while_they_are_sent():
    read = []

    def rows():
        for number in range(100_000):
            read.append(number)
            yield (number,)

    response = csv_response(Sheet("T", ("n",), rows()), "x")
    assert isinstance(response, StreamingHttpResponse)
    assert read == []
    pieces = iter(response)
    next(pieces)
    next(pieces)
    assert 0 < len(read) < 1_000


def peak_of(work) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def many(count: int) -> Sheet:
    return Sheet("T", ("name", "n", "on"), ((f"Person {n}", n, date(2026, 1, 1)) for n in range(count)), closing="{} rows".format)


def test_memory_of_a_long_csv_is_flat():
    seen = []
    assert peak_of(lambda: seen.extend([sum(len(piece) for piece in csv_response(many(200_000), "x"))])) < MOST_MEMORY
    assert seen[0] > 5_000_000


def test_memory_of_a_long_workbook_is_flat():
    with tempfile.TemporaryFile() as file:
        assert peak_of(lambda: workbook.write_workbook(many(30_000), file)) < MOST_MEMORY
        assert file.tell() > 300_000


def test_rows_that_fail_leave_nothing_on_the_disk(monkeypatch, tmp_path):
    def rows():
        yield from ((number,) for number in range(5_000))
        raise RuntimeError("the database went away")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError):
        xlsx_response(Sheet("T", ("n",), rows()), "x")
    assert os.listdir(tmp_path) == []
    with pytest.raises(RuntimeError):
        list(csv_response(Sheet("T", ("n",), rows()), "x"))
