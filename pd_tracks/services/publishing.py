"""Publishing the counts of a week, once. Everything is counted by the database; Python sees a number for each group, never a person."""

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.db.models import Count as CountOf
from django.db.models import Q

from cms.groups import COACHES
from cms.models import DistrictSettings, User
from cms.people import Place, known_places
from pd_tracks.counting import Count, shown_in_track
from pd_tracks.models import (
    AccessLog,
    ChosenCoach,
    Conversation,
    CountedGroup,
    Enrolment,
    Participation,
    Publication,
    PublishedCount,
    Share,
)
from pd_tracks.models.counts import this_week

AT_ONCE = 1_000
NOWHERE = Place("", "")


def publish_counts() -> Publication | None:
    """This week's counts; None where they were published before. A handful of statements and one for each group and each coach, whatever the number of people."""
    try:
        with transaction.atomic():
            week = this_week()
            if Publication.objects.filter(week__gte=week).exists():
                return None
            floor = DistrictSettings.load().group_floor
            # First, so that of two that publish at once the second waits here and then finds it done.
            publication = Publication.objects.create(week=week, floor=floor)
            PublishedCount.objects.bulk_create(_cells(publication, _name_groups(known_places()), floor), batch_size=AT_ONCE)
            return publication
    except IntegrityError:
        return None


def _name_groups(places: dict[str, Place]) -> dict[int, Place]:
    """Each group's place as it is today, by the group's id; a course that has another title since is called by it."""
    known = {group.pk: (group, places.get(group.key, NOWHERE)) for group in CountedGroup.objects.all()}
    renamed = [group for group, place in known.values() if place.name and place.name != group.name]
    for group in renamed:
        group.name = known[group.pk][1].name
    CountedGroup.objects.bulk_update(renamed, ["name"], batch_size=AT_ONCE)
    return {pk: place for pk, (_group, place) in known.items()}


def _cells(publication: Publication, places: dict[int, Place], floor: int):
    joined = dict(_by_group(Enrolment.objects.counted(), "counted_in", "track_key"))
    done = defaultdict(dict)
    finished = Participation.objects.filter(enrolment__in=Enrolment.objects.counted(), done_at__isnull=False)
    for (group, track, module), people in _by_group(finished, "enrolment__counted_in", "enrolment__track_key", "module_key"):
        done[group, track][module] = people
    known, elsewhere = _known_to_one_reader(), _counted_elsewhere(places)
    before = {
        (group, track, module): people
        for group, track, module, people in PublishedCount.objects.last_shown().values_list("group", "track_key", "module_key", "people")
    }
    for (group, track), people in joined.items():
        modules = done[group, track]
        of_track = Count(people, places.get(group, NOWHERE).people - elsewhere[group, track], before.get((group, track, None)))
        of_modules = [Count(n, people, before.get((group, track, module))) for module, n in modules.items()]
        track_shown, modules_shown = shown_in_track(of_track, of_modules, known=known[group, track], floor=floor)
        for module, number in ((None, track_shown), *zip(modules, modules_shown, strict=True)):
            if number is not None:
                yield PublishedCount(publication=publication, group_id=group, track_key=track, module_key=module, people=number)


def _known_to_one_reader() -> dict[tuple, int]:
    """For each group and track, the most people that any one reader knows of: they turned to them, now or before, or were looked at. Whoever took
    something back is still remembered. A statement for each reader."""
    known = defaultdict(int)
    reads = AccessLog.objects.exclude(reader=None).order_by().values("reader")
    for reader in User.objects.filter(Q(groups__name=COACHES) | Q(pk__in=reads)).distinct():
        for key, people in _by_group(Enrolment.objects.counted().filter(pk__in=_of_reader(reader)), "counted_in", "track_key"):
            known[key] = max(known[key], people)
    return known


def _of_reader(reader: User):
    """Enrolments of which one reader knows. One index for each way, so that it does not matter how many others there are."""
    looks = AccessLog.objects.filter(reader=reader)
    return (
        looks.filter(enrolment__isnull=False)
        .values("enrolment")
        .union(
            looks.filter(reflection__isnull=False).values("reflection__enrolment"),
            looks.filter(conversation__isnull=False).values("conversation__enrolment"),
            ChosenCoach.objects.filter(coach=reader).values("enrolment"),
            Conversation.objects.filter(coach=reader).values("enrolment"),
            Share.objects.filter(coach=reader).values("reflection__enrolment"),
        )
    )


def _counted_elsewhere(places: dict[int, Place]) -> dict[tuple, int]:
    """For each group and track, how many who are known in the group joined the track in another one: they are no part of those who did not
    join. A statement for each group."""
    elsewhere = defaultdict(int)
    for group, place in places.items():
        if place.persons is not None:
            others = Enrolment.objects.counted().exclude(counted_in=group).filter(user__in=place.persons)
            for (track,), people in _by_group(others, "track_key"):
                elsewhere[group, track] = people
    return elsewhere


def _by_group(rows, *columns: str):
    """((group, …), number of rows) of each."""
    for *key, number in rows.order_by().values_list(*columns).annotate(number=CountOf("pk")).values_list(*columns, "number"):
        yield tuple(key), number
