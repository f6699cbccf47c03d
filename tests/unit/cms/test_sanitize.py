"""Nothing that runs comes out of the sanitiser, whatever goes in."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.sanitize import plain_text, render_markdown, sanitize_html

PIECES = st.sampled_from(
    [
        *("<script>alert(1)</script>", "<ScRiPt src=//x>", "<scr<script>ipt>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>"),
        *(
            '<a href="javascript:alert(1)">x</a>',
            '<a href=" jAvascript:x">',
            '<a href="java\tscript:x">x</a>',
            '<a href="&#106;avascript:x">',
        ),
        *(
            '<a href="data:text/html,x">x</a>',
            '<iframe src="//x">',
            "<object>",
            "<embed>",
            "<style>*{}</style>",
            '<p style="x:y">',
            "<base href=//x>",
        ),
        *(
            "<math><mtext><table><mglyph><style><!--</style>",
            "<noscript><p title='</noscript><img src=x onerror=1>'>",
            "<template>",
            "<!--",
            "-->",
        ),
        *(
            "<p onclick=x>",
            "<form action=//x>",
            "<input autofocus onfocus=x>",
            "<meta http-equiv=refresh>",
            "<link rel=x>",
            "</p>",
            "<p>",
            "<b>",
            "&lt;script&gt;",
        ),
        *(
            "[x](javascript:alert(1))",
            "![x](data:image/png;base64,AA)",
            "| a | b |\n|---|---|\n| 1 | 2 |\n",
            "<javascript:x>",
            "\n\n",
            "`",
            "\x00",
        ),
    ]
)
HTML = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=8).map("".join)


class _Parsed(HTMLParser):
    """Tags and attributes as a browser would see them."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes = set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def dangers(html: str) -> list:
    parsed = _Parsed(html)
    banned = {*("script", "iframe", "object", "embed", "style", "svg", "math", "img", "form", "input", "base", "meta", "link", "template")}
    schemes = [
        value
        for _, value in parsed.attributes
        if re.match(r"(javascript|data|vbscript):", re.sub(r"[\s\x00-\x1f]", "", value), re.IGNORECASE)
    ]
    handlers = [name for name, _ in parsed.attributes if name.startswith("on") or name in {"style", "srcdoc", "formaction"}]
    return [*(parsed.tags & banned), *schemes, *handlers]


@settings(max_examples=150, deadline=None)
@given(HTML)
def test_html_holds_nothing_that_runs(html):
    assert dangers(sanitize_html(html)) == []
    assert dangers(sanitize_html(html, stored=True)) == []


@settings(max_examples=150, deadline=None)
@given(HTML)
def test_markdown_holds_nothing_that_runs(text):
    assert dangers(render_markdown(text)) == []


@settings(max_examples=150, deadline=None)
@given(HTML)
def test_cleaning_twice_changes_nothing(html):
    once = sanitize_html(html)
    assert sanitize_html(once) == once


@settings(max_examples=100, deadline=None)
@given(HTML)
def test_plain_text_has_one_line(text):
    assert "\n" not in plain_text(text)


def test_the_detector_sees_what_it_should():
    assert dangers("<script>") == ["script"]
    assert dangers('<a href="java\tscript:x">') != []
    assert dangers("<p onclick=x>") == ["onclick"]


def test_markdown_tables_survive():
    html = render_markdown("| Claim | Source |\n|---|---|\n| Otters | **Library** |\n")
    assert "<table>" in html
    assert "<td><strong>Library</strong></td>" in html


@pytest.mark.parametrize("text", ["<b>bold</b>", "<script>x</script>"])
def test_raw_html_in_markdown_is_shown_as_text(text):
    assert "&lt;" in render_markdown(text)


def test_links_to_the_web_and_stored_references_survive():
    assert 'href="https://example.org/"' in sanitize_html('<a href="https://example.org/" target="_blank">x</a>')
    assert 'linktype="page"' in sanitize_html('<a linktype="page" id="3">x</a>', stored=True)
    assert "linktype" not in sanitize_html('<a linktype="page" id="3">x</a>')
