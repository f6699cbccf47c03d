"""Pages to read aloud: few words, whole sentences, nothing lost."""

import pytest

from curriculum.read_aloud import WORDS, reading_texts
from tests.functional.curriculum.withheld import SPANISH, UNITS, words

TEXTS = [step["student"] for unit in UNITS if unit["band"] == "TK-2" for lesson in unit["lessons"] for step in lesson["steps"]]
TEXTS += [text for unit in SPANISH for lesson in unit["lessons"].values() for text in lesson["steps"]]


@pytest.mark.parametrize("text", TEXTS)
def test_every_step_of_the_youngest_band_has_pages_of_few_words(text):
    pages = reading_texts(text)
    assert words(" ".join(pages)) == words(text)
    assert all(len(page.split()) <= WORDS + 8 for page in pages)
    assert all(page[-1] in ".!?…:”\"'" for page in pages)


def test_each_line_is_a_page():
    assert reading_texts("One day.\n\nTwo days. Three of them.\n") == ["One day.", "Two days.\n\nThree of them."]


def test_one_word_is_no_paragraph():
    assert reading_texts("Pip saw it. Beep! Sock, said Pip. Oops!") == ["Pip saw it.\n\nBeep! Sock, said Pip.\n\nOops!"]


def test_lists_and_tables_stay_whole():
    for text in ("Look:\n- a sock\n- a mitten", "| a | b |\n|---|---|\n| c | d |", "1. First\n2. Second"):
        assert reading_texts(text) == [text]


def test_emphasis_is_never_cut():
    text = "Say **hello. " + "And again hello. " * 20 + "Goodbye.**"
    assert reading_texts(text) == [text]


def test_nothing_to_read_is_no_page():
    assert reading_texts(" \n ") == []
