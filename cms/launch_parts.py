"""Port 6 of the floor: what belongs to a launch is shown on the page of what it opened.

An app registers the Wagtail hook `launch_parts`: a function of the request and a LaunchedContent that returns a list of
LaunchPart. The page that shows them knows neither links nor gradebooks; the app that makes them knows no lesson.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.http import HttpRequest

from wagtail import hooks

from cms.launchable import VersionNote
from cms.viewer import Viewer


class Place(StrEnum):
    """Where on the page: under its head, or at its end, before the way on."""

    HEAD = "head"
    FOOT = "foot"


@dataclass(frozen=True)
class LaunchedContent:
    """What the page shows, and to whom. `viewer` is the one the page was made for: a teacher who looks as a student is a student here."""

    launch_key: UUID
    title: str
    language: str
    version: int
    versions_after: Callable[[int], list[VersionNote]]
    viewer: Viewer
    history_url: str = ""
    """Where every change can be read, word by word; empty where there is no such page."""
    can_be_finished: bool = True
    """Whether a gradebook may be told that somebody finished it, by a button on its page."""
    told_by_own_switch: bool = False
    """Whether a gradebook may be told of those who switched that on for themselves: no button, and nobody else's list of names."""


@dataclass(frozen=True)
class LaunchPart:
    """A template of the app's own, and the frozen view it receives as `section`."""

    place: Place
    template: str
    section: object


def launch_parts(request: HttpRequest, content: LaunchedContent) -> dict[str, list[LaunchPart]]:
    """Everything the apps have for this page, by place; nothing outside a launch."""
    parts: dict[str, list[LaunchPart]] = {place.value: [] for place in Place}
    if content.viewer.in_launch:
        for make in hooks.get_hooks("launch_parts"):
            for part in make(request, content):
                parts[part.place.value].append(part)
    return parts
