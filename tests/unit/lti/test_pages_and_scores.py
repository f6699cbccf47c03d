"""Addresses and Link headers as platforms write them, and as nobody should."""

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti.errors import LtiError
from lti.protocol.pages import next_page
from lti.protocol.placing import DeepLinkingSettings, parse_deep_linking_settings
from lti.protocol.scores import below, read_line_items, read_result, with_query

ASKED = "https://lms.example/items?type_id=1"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)

WRITTEN = {
    '<https://lms.example/items?from=2>; rel="next"': "https://lms.example/items?from=2",
    "<https://lms.example/items?from=2>;rel=next": "https://lms.example/items?from=2",
    '<https://lms.example/a>; rel="prev", <https://lms.example/b>; rel="next"': "https://lms.example/b",
    '<https://lms.example/b>; title="x"; rel="next last"': "https://lms.example/b",
    "<https://lms.example/items?type_id=1&amp;amp;from=2>; rel=\u201cnext\u201d": "https://lms.example/items?type_id=1&from=2",
    '<https://lms.example/Items/CASE>; REL="NEXT"': "https://lms.example/Items/CASE",
    '<https://evil.example/items>; rel="next"': "",
    '<http://lms.example/items>; rel="next"': "",
    '<https://lms.example/items>; rel="nextish"': "",
    '<javascript:alert(1)>; rel="next"': "",
    "": "",
    "<>; rel=next": "",
    "<<<<": "",
}


@pytest.mark.parametrize("header", WRITTEN)
def test_link_headers(header):
    assert next_page(header, asked=ASKED) == WRITTEN[header]
    assert next_page(header.encode().decode("latin-1"), asked=ASKED) == WRITTEN[header], "as it comes over the wire"


@given(st.text())
def test_any_link_header_at_all(header):
    url = next_page(header, asked=ASKED)
    assert url == "" or url.startswith("https://lms.example")


PATHS = st.lists(st.text(string.ascii_letters + string.digits + "-_~%", min_size=1), min_size=1, max_size=4)
QUERIES = st.text(string.ascii_letters + string.digits + "=&_-", max_size=30)


@given(PATHS, QUERIES, st.text(max_size=60))
def test_names_go_on_the_path_and_queries_are_kept(path, query, sub):
    url = f"https://lms.example/{'/'.join(path)}" + (f"?{query}" if query else "")
    scores, results = below(url, "scores"), below(url, "results", user_id=sub)
    assert scores.split("?")[0] == url.split("?")[0] + "/scores"
    assert (scores.split("?") + [""])[1] == query
    assert results.split("?")[1].startswith(query)
    assert with_query(url, limit="5").split("?")[1].endswith("limit=5")


@given(JSON)
def test_any_result_or_line_item_document(document):
    for read in (lambda: read_result(document, sub="s"), lambda: read_line_items(document)):
        try:
            read()
        except ValueError:
            continue


@given(JSON)
def test_any_deep_linking_settings(value):
    with suppress(LtiError):
        assert isinstance(parse_deep_linking_settings(value), DeepLinkingSettings)
