"""The counting rule: which counts are shown, and as which number. Pure; docs/adr/0025-counting-rule.md says why it is as it is.

A count is of one group of one fixed partition: whoever joins is counted in one school or course and in no other. Whatever is bigger
(a district, a track over all schools, hours) is added up from counts that are shown, so it tells nothing that they do not tell.
"""

from dataclasses import dataclass

STEP = 5
"""Counts are rounded down to a multiple of this."""
FLOOR = 10
"""The smallest group where a district chose none."""


@dataclass(frozen=True)
class Count:
    """What is counted in one group. `before`: what was shown last, in whichever week."""

    people: int
    of: int
    """How many might have been counted: everybody who is known there, or everybody who joined."""
    before: int | None = None


def shown(count: Count, *, known: int, floor: int) -> int | None:
    """The number that is shown, or None. `known`: the most people of this group that any one coach knows, because they chose so.

    Nothing is shown where fewer than `floor` are in it besides those that a coach knows, nor where fewer than `floor` are not in it.
    A number that was shown stays until it is certain that `floor` or more people came or went, so that two weeks tell of no small group. It
    stays only where it may be the true one: on a roster that has become too small for it, it would give away how far it is off.
    """
    if not _may_be_shown(count.people, count.of, known, floor):
        return None
    if count.before is not None and count.before - floor < count.people < count.before + STEP - 1 + floor:
        return count.before if _may_be_shown(count.before, count.of, known, floor) else None
    return count.people // STEP * STEP


def _may_be_shown(people: int, of: int, known: int, floor: int) -> bool:
    return people - known >= floor and of - people >= floor


def shown_in_track(joined: Count, done: list[Count], *, known: int, floor: int) -> tuple[int | None, list[int | None]]:
    """The same for a track and its modules. `of` of a module is who joined: as few as did not finish may be told of as of those who did.
    Where the track is not shown, none of its modules is, or they would tell of it."""
    track = shown(joined, known=known, floor=floor)
    if track is None:
        return None, [None] * len(done)
    # Whom a coach knows may be among those who are done, or among those who are not.
    rest = [Count(each.people, joined.people - known, each.before) for each in done]
    return track, [shown(each, known=known, floor=floor) for each in rest]


def at_most_off(floor: int) -> tuple[int, int]:
    """By how much the true number may be lower, and higher, than the one that is shown."""
    return floor - 1, STEP - 2 + floor
