"""One page of what was found: results, what they can be narrowed by and how many each choice would leave.

Everything is asked of the database in a fixed number of queries. Nothing here knows who is asking: everybody finds the same.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import QueryDict

from curriculum.models import CatalogEntry, CatalogTag, Facet
from curriculum.search.engines import engine
from curriculum.search.names import names_of
from curriculum.search.results import Result, results_for
from curriculum.search.words import Question, plain, question

AT_ONCE = 24


@dataclass(frozen=True)
class Choice:
    key: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class FacetView:
    """One thing to narrow by; `name` is its parameter in the address."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    chosen_count: int


@dataclass(frozen=True)
class Chip:
    """A choice that is in force, and the address without it."""

    title: str
    name: str
    url: str


@dataclass(frozen=True)
class SearchView:
    language: str
    """Of the results; differs from the reader's where there is nothing in theirs."""
    is_own_language: bool
    question: Question
    instead: str
    """What was looked for in place of a mistyped question; empty where it was taken as it is."""
    forgives_typos: bool
    results: tuple[Result, ...]
    pages: PageOfList
    facets: tuple[FacetView, ...]
    chips: tuple[Chip, ...]
    without_choices: int
    """How many there would be without any choice, where the choices leave nothing."""
    question_url: str
    """The address with the question alone."""
    query: str
    """The whole search as a query string, for the links to its other pages."""


@dataclass(frozen=True)
class Search:
    """What is looked for. Each part is asked of the database at most once."""

    language: str
    question: Question
    chosen: dict[str, tuple[str, ...]]
    number: str

    @cached_property
    def readable(self):
        return CatalogEntry.objects.findable(self.language)

    @cached_property
    def matching(self):
        """Without regard to the choices."""
        if self.question.is_empty:
            return self.readable
        if not self.question.terms:
            return self.readable.none()
        return engine().matching(self.readable, self.question.terms, self.language)

    @cached_property
    def pages(self) -> PageOfList:
        """A page of entries' ids: the best first; without a question, in teaching order."""
        readable = self.readable.chosen(self.chosen)
        if self.question.terms:
            ids = engine().best_first(readable, self.question, self.language)
        else:
            ids = self.matching.chosen(self.chosen).in_teaching_order().values_list("pk", flat=True)
        return Paginator(ids, AT_ONCE).get_page(self.number)

    @property
    def total(self) -> int:
        return self.pages.paginator.count

    def counts(self) -> dict[tuple[str, str], int]:
        """How many there would be with each choice: all other facets' choices hold, those of its own do not narrow it."""
        tags = CatalogTag.objects.filter(entry__in=self.matching)
        for facet, keys in self.chosen.items():
            others = CatalogTag.objects.filter(entry=OuterRef("entry"), facet=facet, key__in=keys)
            tags = tags.filter(Q(facet=facet) | Exists(others))
        rows = tags.values_list("facet", "key").annotate(entries=Count("pk")).order_by()
        return {(facet, key): entries for facet, key, entries in rows}

    def corrected(self) -> "Search | None":
        """The same search with the words that were meant, where some are mistyped; None where that helps nobody."""
        meant = engine().meant(self.readable, self.question.terms, self.language)
        if not meant:
            return None
        terms = tuple(map(plain, meant))
        other = replace(self, question=Question(" ".join(meant), terms, " ".join(terms)))
        return other if other.total else None


def find(asked: QueryDict, language: str) -> SearchView:
    """What an address asks for, in its language; in the site's main one where there is nothing at all in that."""
    search, names = _read(asked, language)
    if not search.total and language != settings.LANGUAGE_CODE and not search.readable.exists():
        search, names = _read(asked, settings.LANGUAGE_CODE)
    question, without_choices, used = search.question, 0, search
    if not search.total:
        without_choices = search.matching.count() if search.chosen else 0
        if question.terms and not without_choices:
            used = search.corrected() or search
    return SearchView(
        language=search.language,
        is_own_language=search.language == language,
        question=question,
        instead="" if used is search else used.question.text,
        forgives_typos=engine().forgives_typos() if not used.total and question.terms else False,
        results=results_for(list(used.pages.object_list), used.language, names),
        pages=used.pages,
        facets=tuple(_facets(used.counts(), names, search.chosen)),
        chips=tuple(_chips(search, names)),
        without_choices=without_choices,
        question_url=_address(question, {}),
        query=_query(question, search.chosen),
    )


def _read(asked: QueryDict, language: str) -> tuple[Search, dict]:
    names = names_of(language)
    chosen = {facet: tuple(key for key in names[facet] if key in asked.getlist(facet)) for facet in Facet.values}
    chosen = {facet: keys for facet, keys in chosen.items() if keys}
    return Search(language, question(asked.get("q", ""), language), chosen, asked.get("page", "1")), names


def _facets(counts: dict, names: dict, chosen: dict):
    for facet in Facet:
        own = chosen.get(facet.value, ())
        choices = [Choice(key, name, counts.get((facet.value, key), 0), key in own) for key, name in names[facet.value].items()]
        choices = tuple(choice for choice in choices if choice.count or choice.is_chosen)
        if choices:
            yield FacetView(facet.value, facet.label, choices, len(own))


def _chips(search: Search, names: dict):
    for facet, keys in search.chosen.items():
        for key in keys:
            others = {**search.chosen, facet: tuple(other for other in keys if other != key)}
            yield Chip(Facet(facet).label, names[facet][key], _address(search.question, others))


def _query(asked: Question, chosen: dict) -> str:
    pairs = [("q", asked.text)] if asked.text else []
    return urlencode([*pairs, *((facet, key) for facet, keys in chosen.items() for key in keys)])


def _address(asked: Question, chosen: dict) -> str:
    return f"?{_query(asked, chosen)}"
