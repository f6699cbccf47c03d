"""The counting rule, and somebody who tries to get more out of it than it says.

The attacker knows the rule, the floor, every roster in every week, and all that was ever shown. They work out exactly which numbers are
possible (by trying all), and win where they are certain of a group below the floor.
"""

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pd_tracks.counting import STEP, Count, at_most_off, shown, shown_in_track

FLOOR = 5
"""The smallest a district may choose: the hardest case, and quick to try all numbers of."""
ROSTERS = st.integers(0, 34)


@pytest.mark.parametrize(
    ("people", "of", "known", "before", "number"),
    [
        (9, 100, 0, None, None),
        (10, 100, 0, None, 10),
        (14, 100, 0, None, 10),
        (15, 100, 0, None, 15),
        (90, 100, 0, None, 90),
        (91, 100, 0, None, None),
        (19, 100, 10, None, None),
        (20, 100, 10, None, 20),
        (33, 100, 0, 20, 20),
        (34, 100, 0, 20, 30),
        (11, 100, 0, 20, 20),
        (10, 100, 0, 20, 10),
        (9, 100, 0, 10, None),
        (14, 26, 0, 20, None),
        (20, 100, 2, 10, None),
    ],
)
def test_what_is_shown(people, of, known, before, number):
    assert shown(Count(people, of, before), known=known, floor=10) == number


@given(people=st.integers(0, 200), of=st.integers(0, 300), before=st.none() | st.integers(1, 60).map(lambda n: n * STEP))
def test_a_shown_number_is_near_the_true_one(people, of, before):
    number = shown(Count(people, of, before), known=0, floor=10)
    if number is not None:
        below, above = at_most_off(10)
        assert number - below <= people <= number + above
        assert number % STEP == 0
        assert number > 0


def test_modules_are_silent_where_their_track_is():
    assert shown_in_track(Count(95, 100), [Count(40, 95)], known=0, floor=10) == (None, [None])


def test_few_who_are_not_done_are_as_hidden_as_few_who_are():
    assert shown_in_track(Count(40, 100), [Count(31, 40), Count(30, 40)], known=0, floor=10) == (40, [None, 30])


# The attacker ------------------------------------------------------------------------------------------------------------


@st.composite
def weeks(draw):
    """What happened in one group: for each week its roster, who joined, who is done with two modules, and what one coach knows."""
    story = []
    for _week in range(draw(st.integers(1, 4))):
        roster = draw(ROSTERS)
        joined = draw(st.integers(0, roster))
        known = draw(st.integers(0, min(joined, 6)))
        story.append((roster, joined, known, (draw(st.integers(0, joined)), draw(st.integers(0, joined)))))
    return story


@cache
def possible(roster: int, before: tuple, output: tuple, known: int | None) -> frozenset:
    """Every (joined, known, done with the first module, and with the second) that gives this output. `known` is None for whoever is no
    coach: then any is possible."""
    found = set()
    for joined in range(roster + 1):
        for knows in range(min(joined, 6) + 1) if known is None else [known]:
            track = shown(Count(joined, roster, before[0]), known=knows, floor=FLOOR)
            if track != output[0]:
                continue
            for module in (0, 1):
                for done in range(joined + 1):
                    result = shown_in_track(
                        Count(joined, roster, before[0]), [Count(done, joined, before[1 + module])], known=knows, floor=FLOOR
                    )
                    if result[1][0] == output[1 + module]:
                        found.add((joined, knows, module, done))
    return frozenset(found)


def played(story):
    """(roster, known, before, output) of each week, as it is published."""
    before = [None, None, None]
    for roster, joined, known, done in story:
        counts = [Count(each, joined, before[1 + at]) for at, each in enumerate(done)]
        track, modules = shown_in_track(Count(joined, roster, before[0]), counts, known=known, floor=FLOOR)
        yield roster, known, tuple(before), (track, *modules)
        before = [new if new is not None else old for new, old in zip((track, *modules), before, strict=True)]


def certain_of_a_small_group(sizes: set[int], most: int) -> bool:
    """Whether these possible sizes say that somebody is in it and fewer than the floor, where the roster alone did not say so before."""
    return most >= FLOOR and max(sizes) < FLOOR


@settings(max_examples=150, deadline=None)
@given(weeks(), st.booleans())
def test_nobody_learns_of_a_group_below_the_floor(story, is_coach):
    for roster, known, before, output in played(story):
        worlds = possible(roster, before, output, known if is_coach else None)
        assert worlds
        # Whom the attacker knows anyway, because they said so themselves, is taken off.
        own = known if is_coach else 0
        assert not certain_of_a_small_group({joined - own for joined, *_ in worlds}, roster - own), "who joined"
        assert not certain_of_a_small_group({roster - joined for joined, *_ in worlds}, roster - own), "who did not"
        if output[0] is None:
            continue
        for module in (0, 1):
            mine = {(joined, done) for joined, _knows, which, done in worlds if which == module}
            most = max(joined for joined, _done in mine) - own
            assert not certain_of_a_small_group({done for _joined, done in mine}, most), "who is done"
            assert not certain_of_a_small_group({joined - done for joined, done in mine}, most), "who joined and is not done"


@settings(max_examples=400, deadline=None)
@example(10, [(30, 20, 0), (26, 14, 0), (26, 10, 0)])
@given(
    floor=st.sampled_from([FLOOR, 10]),
    story=st.lists(
        st.integers(0, 70).flatmap(lambda roster: st.tuples(st.just(roster), st.integers(0, roster), st.integers(0, 3))), max_size=5
    ),
)
def test_no_two_weeks_tell_of_a_few_who_came_or_went(floor, story):
    seen, before = [], None
    for roster, joined, known in story:
        known = min(known, joined)
        output = shown(Count(joined, roster, before), known=known, floor=floor)
        numbers = {n for n in range(roster + 1) for k in range(4) if shown(Count(n, roster, before), known=k, floor=floor) == output}
        seen.append((numbers, output))
        before = before if output is None else output
    for at, (one, shown_one) in enumerate(seen):
        for later, (other, shown_other) in enumerate(seen[at + 1 :], start=at + 1):
            if shown_one is None and shown_other is None:
                continue  # only the rosters say anything of such weeks
            if {number for _numbers, number in seen[at + 1 : later]} - {None, shown_one, shown_other}:
                continue  # as many as the floor came or went between them, whatever the two say
            changes = {abs(a - b) for a in one for b in other}
            assert 0 in changes or max(changes) >= floor, "certain that somebody came or went, and that they are few"


@settings(max_examples=300, deadline=None)
@given(weeks())
def test_nobody_is_certain_of_one_person(story):
    """Whoever is on the roster may have joined, and may not have: as long as they did not say so themselves."""
    for roster, _known, before, output in played(story):
        joined = {joined for joined, *_ in possible(roster, before, output, None)}
        if roster:
            assert min(joined) < roster
            assert max(joined) > 0
