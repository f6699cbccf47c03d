"""What was typed becomes words to look for: no syntax, a length that is bearable, the same letters however they were written."""

import pytest

from curriculum.search.words import plain, question, words_of
from tests.functional.curriculum.test_search_index import found


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Trace the claim!", ("trace", "claim")),
        ("how is it", ("how", "is", "it")),
        ('"a" NEAR(b, 2) OR c* AND NOT d:e ^f -g {h} + \\', ("b", "2", "near", "c", "not", "d", "e", "f", "g", "h")),
        ("' OR 1=1; --", ("1",)),
        ("a\x00b\u202eclaim", ("b", "claim")),
        ("😀 🏳️‍🌈", ()),
        ("Máquinas ÑANDÚ ﬁne", ("maquinas", "nandu", "fine")),
        ("العربية עברית", ("العربية", "עברית")),
        ("<b>bold</b> &amp; x_y", ("bold", "x", "y")),
        ("x" * 60, ("x" * 40,)),
        ("", ()),
    ],
)
def test_nothing_typed_is_syntax(typed, terms):
    asked = question(typed, "en")
    assert set(asked.terms) == set(terms)
    if asked.terms:
        assert isinstance(found(typed), list)


def test_long_questions_are_cut_and_say_so():
    asked = question("word " * 100, "en")
    assert (len(asked.text) <= 200, asked.was_cut, asked.terms) == (True, True, ("word",))
    many = question(" ".join(f"w{number}" for number in range(30)), "en")
    assert (len(many.terms), many.was_cut) == (12, True)
    assert not question("short", "en").was_cut


def test_the_same_letters_are_the_same_word():
    assert plain("cafe\u0301") == plain("café") == "cafe"
    assert words_of("CAFÉ café cafe\u0301") == ["cafe"] * 3
