"""Port 5 of the floor: what rests on the clauses of a policy, said by apps that the floor does not know.

An app registers the Wagtail hook `clause_citations`: a function of a policy page that returns `Citations` by the number of the
clause, for anybody to see. It listens to `clauses_changed` to have what it knows looked at again.
"""

from dataclasses import dataclass

from django.dispatch import Signal

from wagtail import hooks

clauses_changed = Signal()
"""Sent with policy (a page), version (a PolicyVersion), changed and removed (lists of PolicyClause) once the version is written.

Only for other words: not for another order, a new clause, spaces or quotation marks.
"""

SHOWN = 30


@dataclass(frozen=True)
class CitingPage:
    title: str
    where: str
    """Such as its grade band."""
    url: str


@dataclass(frozen=True)
class Citations:
    """What rests on one clause; of very many, the first."""

    heading: str
    """Such as "Rests on this clause: 3 lessons"."""
    pages: tuple[CitingPage, ...]
    more: int = 0


def citations_of(policy) -> dict[int, tuple[Citations, ...]]:
    """What every app has resting on this policy, by the number of the clause."""
    found: dict[int, list[Citations]] = {}
    for ask in hooks.get_hooks("clause_citations"):
        for number, citations in ask(policy).items():
            found.setdefault(number, []).append(citations)
    return {number: tuple(each) for number, each in found.items()}
