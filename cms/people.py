"""Port 7 of the floor: whose own pages these are.

On the public site that is whoever is signed in. Inside a launch nobody is: an app that knows launches registers the Wagtail hook
`launch_people`, a function without arguments that returns a LaunchPeople. A person is made when they join something, never by a launch.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from wagtail import hooks

from cms.models import User
from cms.viewer import viewer_for


@dataclass(frozen=True)
class Place:
    """Where people join, as far as they are counted: a school, a course for staff, or the site itself. Two places share nobody's joining."""

    key: str
    """Lasts; the same for every launch of a course, and for every course of a school."""
    name: str
    people: int = 0
    """How many are known there, who joined something or not."""
    persons: QuerySet | None = field(default=None, compare=False)
    """The ids of the accounts of those who are known there: one person may be known in several places."""


SITE = "site"
ON_SITE = Place(SITE, "")


class LaunchPeople(Protocol):
    """Who is there in a launch, for an app that keeps something of a person's own."""

    def find(self, request: HttpRequest) -> User | None:
        """The person behind this launch, where they joined something before."""

    def may_join(self, request: HttpRequest) -> bool:
        """Whether this launch is somebody's who may: a known pseudonym that nobody else acts for, in a course for staff."""

    def make(self, request: HttpRequest) -> User | None:
        """The person behind this launch, made now where there is none. Only after `may_join`. None where the pseudonym was erased just now."""

    def is_now(self, request: HttpRequest, person: User) -> bool:
        """From now on this launch's pseudonym stands for this person. False where it stands for one already, or was erased."""

    def move(self, one: User, other: User | None) -> None:
        """Every pseudonym that stood for one stands for the other, or for nobody."""

    def place(self, request: HttpRequest) -> Place:
        """Where this launch is, as far as people are counted."""

    def places(self) -> Iterable[Place]:
        """Every place there is, with how many are known there."""

    def come_from(self, person: User) -> list[str]:
        """The platforms from which this person is known, by name."""

    def forget_finished(self, person: User, launch_keys: Iterable[UUID]) -> None:
        """Forgets that this person finished these, and sends nothing more of it. What a gradebook has, it keeps."""


def person_of(request: HttpRequest) -> User | None:
    """Whose own things may be shown and changed here. In a launch only in the browser that launched: an address may have been copied."""
    viewer = viewer_for(request)
    if viewer.in_launch:
        return next((found for found in (people.find(request) for people in _launch_people()) if found), None) if viewer.is_bound else None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def may_join(request: HttpRequest) -> bool:
    """Whether whoever is here may join something: signed in, or launched in a course for staff, in this browser."""
    viewer = viewer_for(request)
    if viewer.in_launch:
        return viewer.is_bound and any(people.may_join(request) for people in _launch_people())
    return person_of(request) is not None


def person_who_joins(request: HttpRequest) -> User | None:
    """The person, made now where a launch has none yet. Only after `may_join`. None where they were erased meanwhile."""
    found = person_of(request)
    return found or next(people.make(request) for people in _launch_people() if people.may_join(request))


def is_now(request: HttpRequest, person: User) -> bool:
    """Whoever is behind this launch is this person from now on. Only after `may_join`, and by their own word on both sides."""
    return any(people.is_now(request, person) for people in _launch_people() if people.may_join(request))


def place_of(request: HttpRequest) -> Place:
    """Where whoever joins now is counted."""
    found = (people.place(request) for people in _launch_people()) if viewer_for(request).in_launch else ()
    return next(iter(found), ON_SITE)


def known_places() -> dict[str, Place]:
    """Every place by its key, with how many are known there. On the site itself, those who have an account of their own."""
    accounts = User.objects.filter(is_active=True, came_by_joining=False)
    places = (place for people in _launch_people() for place in people.places())
    return {SITE: Place(SITE, "", accounts.count(), accounts.values("pk"))} | {place.key: place for place in places}


def places_of(person: User) -> list[str]:
    """The platforms from which this person is known, by name."""
    return [name for people in _launch_people() for name in people.come_from(person)]


def move_pseudonyms(one: User, other: User | None) -> None:
    """Whoever was known as one is known as the other, in every launch; or is nobody again."""
    for people in _launch_people():
        people.move(one, other)


def forget_finished(person: User, launch_keys: Iterable[UUID]) -> None:
    """No gradebook is told any longer that this person finished these, and nothing here says so."""
    for people in _launch_people():
        people.forget_finished(person, launch_keys)


def forget_if_only_ours(person: User) -> bool:
    """Deletes an account that was made by joining. True where it did; an account that somebody was given stays."""
    if not person.came_by_joining:
        return False
    person.delete()
    return True


def _launch_people() -> list[LaunchPeople]:
    return [make() for make in hooks.get_hooks("launch_people")]
