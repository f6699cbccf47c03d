"""Asking the full-text index, one way for each database. What they are asked is a Question, in which nothing is syntax."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Protocol

from django.contrib.postgres.search import TrigramDistance
from django.db import connection
from django.db.models import BooleanField, Case, F, FloatField, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length

from curriculum.models.catalog import TEACHING_ORDER, CatalogFTS, CatalogQuerySet, CatalogWord
from curriculum.search.storage import CONFIGS, forgives_typos
from curriculum.search.words import LONGEST_WORD, Question, plain, spellings_of

SHORTEST_WORD = 4
"""Shorter words are too like each other to guess one for another."""
MOST_GUESSES = 4
NEAREST = 15
ALIKE = 0.7
"""From 0 to 1: how much a word must have in common with what was typed to be offered for it."""
SHORTEST_BEGINNING = 3
"""Two letters begin too many words."""


class Engine(Protocol):
    """A way to ask. Every word must be there, in any of its forms; the last one may be just begun."""

    def matching(self, entries: CatalogQuerySet, terms: tuple[str, ...], language: str) -> CatalogQuerySet:
        """Those of the entries that have all these words, in no order."""

    def best_first(self, entries: CatalogQuerySet, asked: Question, language: str) -> QuerySet:
        """The ids of the same entries for the question's words: titles that have them as they stand, then the best; equally good
        ones in teaching order."""

    def learn(self, language: str, texts: Iterable[str]) -> None:
        """Remember the words of these texts, to recognise them when somebody mistypes one."""

    def forgives_typos(self) -> bool:
        """Whether `meant` can know."""

    def meant(self, entries: CatalogQuerySet, terms: tuple[str, ...], language: str) -> tuple[str, ...]:
        """Words that some of the entries have and that are most like these, in their order; empty where none is new."""


class SQLiteEngine:
    """FTS5. English endings are forgiven, and for want of others the same rules serve Spanish; accents never matter."""

    def matching(self, entries, terms, language):
        found = RawSQL("SELECT rowid FROM curriculum_catalog_fts WHERE curriculum_catalog_fts MATCH %s", [_fts(terms)])
        return entries.filter(pk__in=found)

    def best_first(self, entries, asked, language):
        # From the full-text table outwards: as a subquery for each entry SQLite would weigh all of them again every time.
        order = (_in_title(asked, "entry__title_words"), "rank", *(f"entry__{name}" for name in TEACHING_ORDER))
        found = CatalogFTS.objects.filter(RawSQL("curriculum_catalog_fts MATCH %s", [_fts(asked.terms)], output_field=BooleanField()))
        rank = RawSQL("bm25(curriculum_catalog_fts, 10.0, 4.0, 1.0)", [], output_field=FloatField())
        # Added to 0, or SQLite would look each of the entries up in the full-text table and weigh all anew for each.
        found = found.annotate(at=F("entry_id") + 0).filter(at__in=entries.values("pk"))
        return found.annotate(rank=rank).order_by(*order).values_list("entry_id", flat=True)

    def learn(self, language, texts):
        """Nothing: nobody asks."""

    def forgives_typos(self):
        return False

    def meant(self, entries, terms, language):
        return ()


class PostgreSQLEngine:
    """tsvector, stemmed in the language of the row; pg_trgm for mistyped words where it is installed."""

    def matching(self, entries, terms, language):
        return entries.filter(
            pk__in=RawSQL(
                "SELECT id FROM curriculum_catalogentry WHERE words @@ to_tsquery(%s::regconfig, %s)", [_config(language), _tsquery(terms)]
            )
        )

    def best_first(self, entries, asked, language):
        rank = RawSQL(
            "ts_rank(curriculum_catalogentry.words, to_tsquery(%s::regconfig, %s), 1)",
            [_config(language), _tsquery(asked.terms)],
            output_field=FloatField(),
        )
        found = self.matching(entries, asked.terms, language).annotate(rank=rank)
        return found.order_by(_in_title(asked, "title_words"), F("rank").desc(), *TEACHING_ORDER).values_list("pk", flat=True)

    def learn(self, language, texts):
        spellings = {plain(word): word for text in texts for word in spellings_of(text)}
        words = [(word, spelling) for word, spelling in sorted(spellings.items()) if _is_guessable(word)]
        rows = [CatalogWord(language=language, word=word, spelling=spelling) for word, spelling in words]
        CatalogWord.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)

    def forgives_typos(self):
        return forgives_typos(connection)

    def meant(self, entries, terms, language):
        if not self.forgives_typos():
            return ()
        like = self._like([term for term in terms if _is_guessable(term)], language)
        readable = self._readable(entries, {plain(word) for words in like.values() for word in words}, language)
        words = [next((word for word in like.get(term, ()) if plain(word) in readable), term) for term in terms]
        return () if tuple(map(plain, words)) == terms else tuple(words)

    def _like(self, terms, language):
        """For each term that no entry has ever had: the most similar words that one has had, the best first. One query."""
        nearest = [self._nearest(term, language) for term in terms]
        if not nearest:
            return {}
        first, *others = nearest
        found: dict[str, dict[str, str]] = {term: {} for term in terms}
        for asked, word, spelling in first.union(*others, all=True) if others else first:
            found[asked][word] = spelling
        unknown = [term for term in terms if term not in found[term]][:MOST_GUESSES]
        return {term: _best_first(term, found[term]) for term in unknown}

    def _nearest(self, term, language):
        words = CatalogWord.objects.annotate(length=Length("word"))
        words = words.filter(language=language, length__range=(len(term) - 2, len(term) + 2))
        words = words.annotate(asked=Value(term), distance=TrigramDistance("word", term)).order_by("distance", "word")
        return words.values_list("asked", "word", "spelling")[:NEAREST]

    def _readable(self, entries, words, language):
        """Those of these words that somebody may read in one of the entries; a page behind a sign-in suggests nothing. One query."""
        asked = [self.matching(entries, (word,), language).values_list(Value(word))[:1] for word in sorted(words)]
        if not asked:
            return set()
        first, *others = asked
        return {word for (word,) in (first.union(*others, all=True) if others else first)}


def engine() -> Engine:
    """The one for this installation's database."""
    return PostgreSQLEngine() if connection.vendor == "postgresql" else SQLiteEngine()


def _fts(terms: tuple[str, ...]) -> str:
    """An FTS5 expression. Each word is quoted, so that none is an operator."""
    return " AND ".join(f'"{term}"' for term in terms) + ("*" if _may_be_begun(terms[-1]) else "")


def _tsquery(terms: tuple[str, ...]) -> str:
    return " & ".join(f"'{term}'" for term in terms) + (":*" if _may_be_begun(terms[-1]) else "")


def _in_title(asked: Question, field: str) -> Case:
    """0 for a title that is the question, 1 for one that has it in it, 2 for all others."""
    return Case(When(**{field: asked.phrase}, then=0), When(**{f"{field}__contains": asked.phrase}, then=1), default=2)


def _best_first(term: str, spellings: dict[str, str]) -> list[str]:
    """Three letters in common say little of a short word with two letters swapped; this compares the whole words."""
    likeness = {word: SequenceMatcher(None, term, word).ratio() for word in spellings}
    ranked = sorted((word for word in spellings if likeness[word] >= ALIKE), key=lambda word: (-likeness[word], word))
    return [spellings[word] for word in ranked[:3]]


def _may_be_begun(word: str) -> bool:
    return len(word) >= SHORTEST_BEGINNING


def _config(language: str) -> str:
    return CONFIGS.get(language, "simple")


def _is_guessable(word: str) -> bool:
    return SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isalpha()
