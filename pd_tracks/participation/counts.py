"""The counts that were published, as a page shows them. Everything here is read from what anybody of these viewers may see; nothing is counted
anew but sums of counts that are shown."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum

from pd_tracks.counting import at_most_off
from pd_tracks.models import CountedGroup, Publication, PublishedCount
from pd_tracks.participation.outline import ModuleLine, TrackLine
from pd_tracks.participation.terms import Term, term_of
from pd_tracks.sharing import Onlooker, seen_by

AT_ONCE = 50
WEEKS = timedelta(weeks=52)
MOST_TERMS = 4


@dataclass(frozen=True)
class TrackSum:
    """A track over all groups that are shown. `people` is None where none is."""

    key: UUID
    title: str
    people: int | None
    groups: int


@dataclass(frozen=True)
class ModuleSum:
    title: str
    people: int | None


@dataclass(frozen=True)
class GroupRow:
    """One group in one track. None: not shown."""

    name: str
    people: int
    modules: tuple[int | None, ...]
    hours: int | None
    terms: tuple[int | None, ...]


@dataclass(frozen=True)
class CountsView:
    """The whole page. `week` is None while nothing was ever published."""

    week: date | None
    floor: int = 0
    tracks: tuple[TrackSum, ...] = ()
    track: TrackLine | None = None
    people: int | None = None
    hours: int | None = None
    modules: tuple[ModuleSum, ...] = ()
    groups: Page | None = None
    term_publications: dict[Term, int] = field(default_factory=dict)
    """The last publication of each of the last terms, oldest first."""
    weeks: tuple[tuple[date, int | None], ...] = ()
    """The sum of each week in which something was published."""

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(self.term_publications)

    @property
    def below(self) -> int:
        """By how much a true number may be lower than the one shown."""
        return at_most_off(self.floor)[0]

    @property
    def above(self) -> int:
        """By how much it may be higher."""
        return at_most_off(self.floor)[1]


def counts_view(who: Onlooker, tracks: tuple[TrackLine, ...], *, track_key: UUID | None, place: int | None, page) -> CountsView:
    """What they may see of the newest week, of one track in detail: the one named, else the first of which something is shown. A fixed number of statements."""
    latest = Publication.objects.order_by("-week").first()
    if latest is None:
        return CountsView(week=None)
    seen = seen_by(who, PublishedCount)
    newest = seen.filter(publication=latest)
    seen, newest = (rows.filter(group=place) if place else rows for rows in (seen, newest))
    sums = _track_sums(newest, tracks)
    with_numbers = (track for track, of_it in zip(tracks, sums, strict=True) if of_it.groups)
    track = next((each for each in tracks if each.key == track_key), None) or next(with_numbers, None) or next(iter(tracks), None)
    if track is None:
        return CountsView(latest.week, latest.floor, sums)
    of_track = seen.filter(track_key=track.key)
    modules = _module_sums(newest.filter(track_key=track.key), track)
    terms = _terms(latest)
    groups = Paginator(group_counts(newest, track), AT_ONCE).get_page(page)
    groups.object_list = group_rows(of_track, latest, list(groups.object_list), track, terms)
    return CountsView(
        week=latest.week,
        floor=latest.floor,
        tracks=sums,
        track=track,
        people=next(each.people for each in sums if each.key == track.key),
        hours=hours_of(track.modules, [each.people for each in modules]),
        modules=modules,
        groups=groups,
        term_publications=terms,
        weeks=_weeks(of_track, latest),
    )


def group_counts(newest: QuerySet, track: TrackLine) -> QuerySet:
    """The groups of which it is shown how many joined this track, by name."""
    rows = newest.filter(track_key=track.key, module_key=None)
    return rows.select_related("group").order_by("group__name", "group_id")


def group_rows(of_track: QuerySet, latest: Publication, joined: list[PublishedCount], track: TrackLine, terms: dict) -> list[GroupRow]:
    """GroupRows of these counts. Two statements."""
    ids = [each.group_id for each in joined]
    done, past = defaultdict(dict), defaultdict(dict)
    for row in of_track.filter(publication=latest, group__in=ids).exclude(module_key=None):
        done[row.group_id][row.module_key] = row.people
    for row in of_track.filter(publication__in=terms.values(), group__in=ids, module_key=None):
        past[row.group_id][row.publication_id] = row.people
    return [
        GroupRow(
            name=each.group.shown_name,
            people=each.people,
            modules=tuple(done[each.group_id].get(module.key) for module in track.modules),
            hours=hours_of(track.modules, [done[each.group_id].get(module.key) for module in track.modules]),
            terms=tuple(past[each.group_id].get(publication) for publication in terms.values()),
        )
        for each in joined
    ]


def hours_of(modules: tuple[ModuleLine, ...], people: list[int | None]) -> int | None:
    """Whole hours of learning that the shown counts stand for: each module's minutes, as often as it is shown to be done. Made from them alone,
    so it tells nothing that they do not. None where none of them is shown."""
    if all(number is None for number in people):
        return None
    return sum(module.minutes * (number or 0) for module, number in zip(modules, people, strict=True)) // 60


def _track_sums(newest: QuerySet, tracks: tuple[TrackLine, ...]) -> tuple[TrackSum, ...]:
    rows = newest.filter(module_key=None).order_by().values("track_key").annotate(sum=Sum("people"), groups=Count("pk"))
    sums = {row["track_key"]: row for row in rows}
    return tuple(
        TrackSum(track.key, track.title, sums[track.key]["sum"], sums[track.key]["groups"])
        if track.key in sums
        else TrackSum(track.key, track.title, None, 0)
        for track in tracks
    )


def _module_sums(newest_of_track: QuerySet, track: TrackLine) -> tuple[ModuleSum, ...]:
    rows = newest_of_track.exclude(module_key=None).order_by().values_list("module_key").annotate(sum=Sum("people"))
    sums = dict(rows)
    return tuple(ModuleSum(module.title, sums.get(module.key)) for module in track.modules)


def shown_places(who: Onlooker) -> list[tuple[int, str]]:
    """The groups of which anything of the newest week is shown to them, by name. Three statements."""
    latest = Publication.objects.order_by("-week").first()
    if latest is None:
        return []
    newest = seen_by(who, PublishedCount).filter(publication=latest)
    groups = CountedGroup.objects.filter(pk__in=newest.order_by().values("group"))
    return sorted(((group.pk, group.shown_name) for group in groups), key=lambda pair: (pair[1].casefold(), pair[0]))


def _terms(latest: Publication) -> dict[Term, int]:
    """The last publication of each of the last terms, oldest first; none where there was only one."""
    since = latest.week - timedelta(days=366 * MOST_TERMS // 2)
    found = {}
    for pk, week in Publication.objects.filter(week__gt=since, week__lte=latest.week).order_by("week").values_list("pk", "week"):
        found[term_of(week)] = pk
    # One alone says what the newest week says.
    return dict(sorted(found.items())[-MOST_TERMS:]) if len(found) > 1 else {}


def _weeks(of_track: QuerySet, latest: Publication) -> tuple[tuple[date, int | None], ...]:
    since = latest.week - WEEKS
    rows = (
        of_track.filter(module_key=None, publication__week__gt=since)
        .order_by()
        .values_list("publication__week")
        .annotate(sum=Sum("people"))
    )
    sums = dict(rows)
    weeks = Publication.objects.filter(week__gt=since, week__lte=latest.week).order_by("week").values_list("week", flat=True)
    return tuple((week, sums.get(week)) for week in weeks)
