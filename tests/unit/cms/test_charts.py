"""A chart shows its numbers and nothing else: whatever a name says, no mark-up of it, and a number that is not shown is nowhere."""

import re

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import override

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.charts import bars, trend

HIDDEN = "fewer than 10, not shown"
HOSTILE = [
    "<script>alert(1)</script>",
    "</svg><img src=x onerror=alert(1)>",
    "\"' onload='x' & <b>",
    "]]><!--",
    "a\x00b\ud800\ufffe",
    "\u202eevil",
    "Ñandú 😀 de la evaluación y la retroalimentación",
    "x" * 500,
    "",
]
ATTRIBUTES = {
    *("class", "id", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "d", "width", "height", "rx", "fill", "overflow", "viewBox"),
    *("preserveAspectRatio", "vector-effect", "patternUnits", "patternTransform"),
    *("role", "aria-labelledby", "aria-describedby", "aria-hidden", "focusable"),
}
ELEMENTS = {"svg", "desc", "defs", "pattern", "rect", "path", "line", "text"}
VALUES = st.one_of(st.none(), st.integers(0, 10**9), st.floats(0, 1e9, allow_nan=False))
WEEKS = [f"Week {number}" for number in range(1, 61)]


def a_trend(*series, **more):
    return trend("People", list(series), **{"key": "people", "column": "Week", "hidden": HIDDEN, **more})


def some_bars(rows, **more):
    return bars("Modules", rows, **{"key": "modules", "columns": ("Module", "People"), "hidden": HIDDEN, **more})


def drawings(chart) -> list:
    pictures = [chart.svg, *(bar.svg for bar in chart.bars), *(sign.svg for sign in chart.legend)]
    return [ElementTree.fromstring(str(picture)) for picture in pictures if picture]


def all_of(chart) -> list:
    return [each for drawing in drawings(chart) for each in drawing.iter()]


def is_clean(chart) -> None:
    for each in all_of(chart):
        assert each.tag in ELEMENTS
        assert set(each.attrib) <= ATTRIBUTES
        if each.get("fill"):
            assert re.fullmatch(r"url\(#[a-z0-9-]+\)", each.get("fill"))
        for value in each.attrib.values():
            assert "nan" not in value.casefold().replace("chart__", "")
            assert "script" not in value
    ids = [each.get("id") for each in all_of(chart) if each.get("id")]
    assert len(ids) == len(set(ids))


def page_of(chart) -> str:
    return render_to_string("components/chart.html", {"chart": chart})


@pytest.mark.parametrize("label", HOSTILE, ids=lambda label: ascii(label)[:12])
def test_a_name_is_never_markup(label):
    chart_of_bars = bars(label, [(label, 12), (label, None)], key="k", columns=(label, label), hidden=label)
    short = trend(label, [(label, [(label, 12), (label, None)])], key="k", column=label, hidden=label)
    long = trend(label, [(label, [(label, 12)] * 30), (label, [(label, None)] * 30)], key="k", column=label, hidden=label)
    for chart in (chart_of_bars, short, long):
        is_clean(chart)
        page = page_of(chart)
        for tag in ("<script", "<img", "<b>", "\x00", "\ud800"):
            assert tag not in page
        page.encode()


def test_a_page_has_the_names_as_they_are():
    page = page_of(some_bars([('<Ñandú> & "co" 😀', 12)]))
    assert page.count(escape('<Ñandú> & "co" 😀')) == 2


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), VALUES), max_size=12))
def test_any_bars(rows):
    chart = some_bars(rows)
    is_clean(chart)
    assert len(chart.bars) == len(chart.table.rows) == len(rows)
    for bar, (_label, value) in zip(chart.bars, rows, strict=True):
        assert bar.is_hidden == (value is None)
    lengths = [(value, float(svg_width(bar))) for bar, (_label, value) in zip(chart.bars, rows, strict=True) if value is not None]
    assert all(0 <= length <= 100 for _value, length in lengths)
    assert [length for _value, length in sorted(lengths)] == sorted(length for _value, length in lengths), "more is not shorter"


def svg_width(bar) -> str:
    return ElementTree.fromstring(str(bar.svg)).get("width").removesuffix("%")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 60).flatmap(lambda size: st.lists(st.lists(VALUES, min_size=size, max_size=size), max_size=5)), st.text(max_size=40))
def test_any_trend(rows, label):
    chart = a_trend(*((f"Series {place}", [(label, value) for value in row]) for place, row in enumerate(rows)))
    is_clean(chart)
    assert len(chart.table.rows) == (len(rows[0]) if rows else 0)
    for each in all_of(chart):
        for name in ("x", "y", "x1", "x2", "y1", "y2", "width", "height"):
            value = each.get(name, "")
            assert not value.endswith("%") or -0.01 <= float(value[:-1]) <= 100.01


def test_bars_are_as_long_as_their_numbers_say():
    full, half, none = some_bars([("a", 40), ("b", 20), ("c", 0)]).bars
    assert float(svg_width(full)) == pytest.approx(2 * float(svg_width(half)))
    assert svg_width(none) == "0"


def test_a_bar_that_is_not_shown_is_words_and_hatching():
    first, second = some_bars([("a", 40), ("b", None)]).bars
    assert (first.shown, first.is_hidden) == ("40", False)
    assert (second.shown, second.is_hidden) == (HIDDEN, True)
    assert "chart__hatched" in second.svg
    assert "chart__hatched" not in first.svg
    # Its length is always the same: it says nothing about the number.
    assert svg_width(some_bars([("a", 4_000), ("b", None)]).bars[1]) == svg_width(second)


def texts(chart, css: str) -> list[str]:
    return [each.text for each in all_of(chart) if each.tag == "text" and css in each.get("class", "")]


def test_columns_carry_their_numbers():
    chart = a_trend(("", [("August", 16), ("September", None), ("October", 0)]))
    assert texts(chart, "chart__number") == ["16", "0"]
    assert texts(chart, "chart__tick--below") == ["August", "September", "October"]
    columns = [each for each in all_of(chart) if each.get("class") == "chart__fill"]
    assert len(columns) == 2, "nothing is drawn at nought for what is not shown"
    hatched = [each for each in all_of(chart) if each.get("class") == "chart__hatched" and each.get("y") == "0"]
    assert len(hatched) == 1
    assert [sign.name for sign in chart.legend] == [HIDDEN]


def test_a_line_has_a_gap_where_a_number_is_not_shown():
    values = [10, 11, None, None, 14, None, *range(16, 40)]
    chart = a_trend(("A", list(zip(WEEKS, values, strict=False))))
    lines = [each for each in all_of(chart) if "chart__line" in each.get("class", "")]
    assert [line.get("d").count("L") for line in lines] == [1, 0, 23]
    hatched = [each for each in all_of(chart) if each.get("class") == "chart__hatched" and each.get("y") == "0"]
    assert len(hatched) == 2, "what follows each other is one"
    alone = 100 * 4.5 / len(values)
    markers = [each.get("x") for each in all_of(chart) if each.tag == "svg" and each.get("x")]
    assert any(abs(float(x[:-1]) - alone) < 0.01 for x in markers if x != "50%"), "a point between two gaps is seen"


def test_series_differ_by_more_than_colour():
    chart = a_trend(*((name, [(week, place + 1) for week in WEEKS[:20]]) for place, name in enumerate("ABCD")))
    lines = [each.get("class") for each in all_of(chart) if "chart__line" in each.get("class", "")]
    assert len({re.search(r"chart__dash-\d", css)[0] for css in lines}) == 4
    shapes = {each.get("d") for each in all_of(chart) if "chart__marker" in each.get("class", "")}
    assert len(shapes) == 4
    assert [sign.name for sign in chart.legend] == ["A", "B", "C", "D"]


def test_every_number_is_in_the_table_and_what_matters_in_words():
    values = [None if number in (7, 30) else 1_000 + number * 37 % 61 for number in range(60)]
    chart = a_trend(("A", list(zip(WEEKS, values, strict=True))))
    assert chart.table.columns == ("Week", "A")
    assert chart.table.rows == tuple((week, HIDDEN if n is None else f"{n:,}") for week, n in zip(WEEKS, values, strict=True))
    said = next(each.text for each in all_of(chart) if each.tag == "desc")
    known = [(number, week) for number, week in zip(values, WEEKS, strict=True) if number is not None]
    for number, week in (known[0], known[-1], min(known), max(known)):
        assert f"{week}: {number:,}" in said
    page = page_of(chart)
    assert all(f"<td>{n:,}</td>" in page for n in values if n is not None)


def test_a_short_series_is_told_in_full():
    chart = a_trend(("A", [("May", 12), ("June", None)]), ("B", [("May", 1), ("June", 3)]))
    said = next(each.text for each in all_of(chart) if each.tag == "desc")
    assert said == f"A. May: 12; June: {HIDDEN}. B. May: 1; June: 3."


def test_people_are_counted_in_whole_numbers():
    for top in range(1, 60):
        chart = a_trend(("A", [(week, top) for week in WEEKS[:20]]))
        heights = [int(text) for text in texts(chart, "chart__tick--left")]
        assert len(heights) >= 2
        assert min(heights) == 0


def test_numbers_are_written_in_the_readers_language():
    with override("es"):
        assert some_bars([("a", 2.5)]).bars[0].shown == "2,5"
    assert some_bars([("a", 2.5)]).bars[0].shown == "2.5"


def test_the_same_is_drawn_the_same():
    rows = [("A", [(week, place) for place, week in enumerate(WEEKS)])]
    assert a_trend(*rows) == a_trend(*rows)
    assert some_bars([("a", 1), ("b", None)]) == some_bars([("a", 1), ("b", None)])
    first, second = (some_bars([("b", None)], key=key) for key in ("one", "two"))
    assert not {each.get("id") for each in all_of(first)} & {each.get("id") for each in all_of(second)} - {None}


def test_the_picture_is_named_and_described():
    chart = a_trend(("A", [("May", 12)]))
    root = drawings(chart)[0]
    assert root.get("role") == "img"
    assert f'id="{root.get("aria-labelledby")}">People<' in page_of(chart)
    assert root.find("desc").get("id") == root.get("aria-describedby")
    assert "xmlns" not in chart.svg


@pytest.mark.parametrize("value", [-1, True, float("nan"), float("inf"), 10**30, "12"])
def test_what_cannot_be_drawn_is_named(value):
    with pytest.raises(ValueError, match="Reading"):
        some_bars([("Reading", value)])
    with pytest.raises(ValueError, match="Reading"):
        a_trend(("A", [("Reading", value)]))


@pytest.mark.parametrize("key", ["", "A", "1a", "a b", 'a"', "a\n"])
def test_a_key_that_makes_no_ids_is_refused(key):
    with pytest.raises(ValueError, match="key"):
        some_bars([], key=key)


def test_series_with_different_labels_are_refused():
    with pytest.raises(ValueError, match="'B'"):
        a_trend(("A", [("May", 1)]), ("B", [("June", 1)]))


def test_nothing_to_draw_is_still_a_table():
    for chart in (some_bars([]), a_trend(), a_trend(("A", []))):
        assert drawings(chart) == []
        assert "<table>" in page_of(chart)


def test_sixty_weeks_are_a_small_page():
    chart = a_trend(*((name, [(week, place) for place, week in enumerate(WEEKS)]) for name in "ABC"))
    assert len(page_of(chart)) < 40_000
    assert len(texts(chart, "chart__tick--below")) <= 12
