"""Anything may be typed into the search: syntax, other alphabets, bytes that are no text, a whole page. None of it fails or writes."""

from urllib.parse import quote

import pytest

from tests.functional.curriculum.test_search import SEARCH, ask, body

ODD = [
    *('"', '"""', "*", "a*", "-", "-a", ":", "a:b", "(", ")", "((a)", "NEAR", "NEAR(a b, 3)", "AND", "OR", "NOT", "a AND", "NOT a", "^a"),
    *(
        "{a}",
        "+",
        "a+b",
        "\\",
        "'",
        "''",
        "a' OR '1'='1",
        "%",
        "%s",
        "_",
        "a & | ! <-> b:*A",
        ":*",
        "<2>",
        "title_words:a",
        "--",
        ";",
        "/*",
    ),
    *(
        "\x00",
        "a\x00b",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "🏳️‍🌈",
        "مرحبا",
        "שלום",
        "\u202eabc",
        "日本語",
        "ﬃ",
        "İ",
        "ß",
    ),
    *(
        "a" * 10_000,
        "a " * 5_000,
        "\u0301" * 500,
        "<script>alert(1)</script>",
        "{{ 7|add:7 }}",
        "\r\n",
        "\t",
        "1e400",
        "0x1F",
        "½",
        "𞤀",
        "\u00ad",
    ),
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: quote(text, errors="replace")[:20] or "empty")
def test_anything_may_be_asked(client, text):
    response = ask(client, text)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert len(response.context["found"].question.text) <= 200
    assert ask(client, f"claim {text}", band="6-8").status_code == 200
    assert ask(client, f"{text} claim").status_code == 200


def test_bytes_that_are_no_text_are_answered(client):
    for query in ("q=%ff%fe", "q=%00", "q=%ed%a0%80", "q", "q=&q=&band", "&&=&", "q[]=1", "page=%ff"):
        assert client.get(f"{SEARCH}?{query}").status_code == 200


def test_a_long_question_is_cut_and_says_so(client):
    page = body(ask(client, "data " * 2000))
    assert "Only its beginning was looked for" in page
    assert len(page) < 100_000
    assert "Only its beginning" not in body(ask(client, "data"))


def test_it_is_only_read(client):
    assert client.post(SEARCH).status_code == 405
    assert client.head(SEARCH).status_code == 200


def test_results_are_not_for_search_engines(client):
    page = ask(client, "data").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page


def test_the_navigation_knows_the_search(client):
    assert f'href="{SEARCH}"' in client.get("/").content.decode()
    assert f'<a href="{SEARCH}" aria-current="page">' in ask(client).content.decode()
