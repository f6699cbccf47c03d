"""Port 5 of the floor: what a teacher may choose from to place in a course.

An app registers the Wagtail hook `picker_sources`: a function without arguments that returns a Source. `lti` shows what the
sources have and places what was chosen; it knows neither lessons nor modules. Every source shows only what anybody may open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise

from wagtail import hooks


@dataclass(frozen=True)
class Asked:
    """What a picker's address asks for. Any text at all may stand in each field."""

    language: str = ""
    words: str = ""
    narrow: str = ""
    shelf: str = ""
    page: str = ""
    peek: str = ""
    picks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """Something to place. `id` is short, good for one picking, and no other source's; links carry `launch_key`."""

    id: str
    launch_key: UUID
    title: str
    note: str = ""
    text: str = ""
    """What it is about, for the course page."""
    version: int | None = None
    """The number of its newest version; None for what has no versions of its own."""
    can_be_finished: bool = True
    """Whether there is a moment when somebody has finished it; not so for a unit of several lessons."""


@dataclass(frozen=True)
class Bundle:
    """Choices that belong together, such as a unit's lessons, and the one link that stands for all of them."""

    whole: Choice
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Shelf:
    """A shelf of bundles, such as a grade band. A closed one has none to show yet."""

    key: str
    title: str
    note: str
    is_open: bool = False
    bundles: tuple[Bundle, ...] = ()


@dataclass(frozen=True)
class Preview:
    """A look at one choice: a template of the app's own, and the frozen view it receives as `section`."""

    id: str
    template: str
    section: object


@dataclass(frozen=True)
class Browsed:
    """One screen of a picker."""

    language: str
    languages: tuple[tuple[str, str], ...]
    """(code, its own name) of the languages there is something in."""
    narrowings: tuple[tuple[str, str], ...]
    """(key, name) of what it can be narrowed to."""
    shelves: tuple[Shelf, ...]
    picked: tuple[Choice, ...]
    """The picks that exist, in their order."""
    preview: Preview | None = None
    found: int | None = None
    """How many choices a search found; None without a search."""
    previous_page: int | None = None
    next_page: int | None = None


@dataclass(frozen=True)
class Words:
    """What the picker calls the things of a source."""

    choose_one: str | Promise
    """Where the platform takes one link only."""
    choose_many: str | Promise
    search: str | Promise
    search_example: str | Promise
    narrow: str | Promise
    """Beside the list of what it can be narrowed to; not shown where there is none."""
    no_narrowing: str | Promise
    add_all: str | Promise
    all_as_one: str | Promise
    nothing_yet: str | Promise
    peek: str | Promise
    version: str | Promise
    completion: str | Promise
    """"" where nothing of it is ever told to a gradebook."""
    choose_first: str | Promise
    found: Callable[[int], str]


class Source(Protocol):
    """One tab of the picker."""

    key: str
    title: str
    words: Words
    is_for_staff: bool
    """Offered only in contexts that are marked as staff learning."""

    def browse(self, asked: Asked) -> Browsed:
        """One screen, in a number of statements that does not depend on how much there is."""

    def choices(self, ids: tuple[str, ...]) -> tuple[Choice, ...]:
        """These, complete and in this order; without those that are not there."""

    def inside(self, id: str) -> tuple[str, ...]:
        """The ids of the choices in the bundle that `id` stands for; none for anything else."""

    def shelf_of(self, launch_key: UUID) -> str:
        """The key of the shelf where this lies, "" where it is not there."""

    def outline(self, language: str, launch_key: UUID | None = None) -> tuple[Shelf, ...]:
        """All of it, open, or only the bundle that this key's choice stands for, in one language (the main one where there is nothing in
        that); without notes, in a number of statements that does not depend on how much there is."""


def picker_sources(*, is_staff: bool) -> list[Source]:
    """The sources for a context, in the order of the hooks."""
    sources = [make() for make in hooks.get_hooks("picker_sources")]
    return [source for source in sources if is_staff or not source.is_for_staff]
