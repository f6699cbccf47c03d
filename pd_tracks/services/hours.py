"""The ledger of hours: written in the transaction that keeps the mark."""

from dataclasses import dataclass

from django.db import transaction

from cms.models import User
from pd_tracks.models import HoursEntry
from pd_tracks.models.hours import Rule


@dataclass(frozen=True)
class Worked:
    """What was worked through: a version of a module."""

    title: str
    version: int
    minutes: int


def count_hours(*, person: User, track_key, module_key, worked: Worked) -> HoursEntry | None:
    """One line for a module that is done; None where one stands already, or the module takes no time."""
    if worked.minutes <= 0 or HoursEntry.objects.of(person, track_key).standing().filter(module_key=module_key).exists():
        return None
    return HoursEntry.objects.create(
        person=person,
        track_key=track_key,
        module_key=module_key,
        title=worked.title[:255],
        version=worked.version,
        minutes=worked.minutes,
        rule=Rule.OWN_WORD,
    )


def take_hours_back(*, person: User, track_key, module_key) -> None:
    """A second line for each that stands. What a certificate says stays what it says."""
    for entry in HoursEntry.objects.of(person, track_key).standing().filter(module_key=module_key):
        HoursEntry.objects.create(
            person=person,
            track_key=track_key,
            module_key=module_key,
            title=entry.title,
            version=entry.version,
            minutes=-entry.minutes,
            rule=Rule.TAKEN_BACK,
            takes_back=entry,
        )


@transaction.atomic
def delete_hours(person: User, track_keys) -> int:
    """Deletes the lines of these tracks. Only for whoever deletes the tracks with them."""
    return HoursEntry.objects.filter(person=person, track_key__in=track_keys).delete()[1].get("pd_tracks.HoursEntry", 0)
