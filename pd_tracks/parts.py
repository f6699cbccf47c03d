"""What a module's and a track's templates receive: frozen, already decided, already clean. Every `*_html` is sanitised."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from curriculum.parts import CheckView


@dataclass(frozen=True)
class SectionView:
    """`kind` is read, try_it or reflect; `key` is the same as long as its kind and title are."""

    key: str
    kind: str
    title: str
    minutes: int
    body_html: SafeString


@dataclass(frozen=True)
class ModuleView:
    version_number: int
    launch_key: str
    language: str
    title: str
    purpose: str
    minutes: int
    sections: tuple[SectionView, ...]
    checks: tuple[CheckView, ...]
    reflection_prompts: tuple[str, ...]
    evidence_html: SafeString
    coach_starters: tuple[str, ...] | None = None
    """None unless the reader is a coach."""


@dataclass(frozen=True)
class ModuleTile:
    """A module in a list."""

    title: str
    url: str
    purpose: str
    minutes: int
    language: str
    launch_key: str


@dataclass(frozen=True)
class TrackView:
    language: str
    title: str
    audience: str
    purpose: str
    opt_in: str
    modules: tuple[ModuleTile, ...]
    minutes: int
    launch_key: str
    all_url: str
    """The page of all tracks."""


@dataclass(frozen=True)
class TrackTile:
    """A track in a list."""

    title: str
    url: str
    purpose: str
    module_count: int
