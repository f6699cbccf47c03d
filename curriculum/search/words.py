"""Words as the index keeps them, the same for what is written and for what is asked, whatever the database."""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_QUERY = 200
MOST_TERMS = 12
LONGEST_WORD = 40
LONGEST_TEXT = 200_000
"""PostgreSQL takes no document beyond a megabyte of words."""

MARKUP = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W_]+")

# Left out of a question that has other words. Only what says nothing about a lesson.
ENGLISH = "a an and are as at be by do does for from how i in is it my of on or that the this to was we what with you"
SPANISH = "a al con como cual de del el en es esta este la las lo los mi o para por que se su sus un una y"
FILLERS = {"en": frozenset(ENGLISH.split()), "es": frozenset(SPANISH.split())}


@dataclass(frozen=True)
class Question:
    """What somebody typed, made safe: nothing in `terms` can mean anything to a database."""

    text: str
    terms: tuple[str, ...]
    """What has to be there."""
    phrase: str = ""
    """All of its words as they stand; a title that has them so comes first."""
    was_cut: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.text


def question(typed: str, language: str) -> Question:
    """Any text at all as a question. Long ones are cut."""
    text = " ".join(typed.replace("\x00", " ").split())
    shown = text[:LONGEST_QUERY].rstrip()
    pieces = [words_of(piece) for piece in shown.split()]
    # A filler inside a piece, such as the code HOW-35, is none.
    telling = [piece for piece in pieces if len(piece) > 1 or not FILLERS.get(language, frozenset()).issuperset(piece)]
    found = [word for piece in telling or pieces for word in piece]
    terms = tuple(dict.fromkeys(found))
    phrase = " ".join(word for piece in pieces for word in piece)
    return Question(shown, terms[:MOST_TERMS], phrase, was_cut=len(text) > LONGEST_QUERY or len(terms) > MOST_TERMS)


def words_of(text: str) -> list[str]:
    """The words of a plain text or of our own HTML: small letters, no accents, no punctuation."""
    return [plain(word)[:LONGEST_WORD] for word in spellings_of(text)]


def spellings_of(text: str) -> list[str]:
    """The same words with their accents."""
    text = unicodedata.normalize("NFKC", html.unescape(MARKUP.sub(" ", text)))
    return [word for word in WORD.findall(text.casefold()) if plain(word)]


def plain(word: str) -> str:
    """A word without its accents."""
    whole = unicodedata.normalize("NFKD", word)
    return "".join(character for character in whole if character.isalnum())


def joined(texts: Iterable[str]) -> str:
    """The words of many texts as the index takes them."""
    return " ".join(word for text in texts for word in words_of(text))[:LONGEST_TEXT]
