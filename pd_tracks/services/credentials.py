"""Claiming a certificate, taking it back and deleting it: by its owner alone."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.models import DistrictSettings, User
from pd_tracks.issuing import signed_badge
from pd_tracks.models import BadgePlace, Credential, Enrolment, HoursEntry
from pd_tracks.services.here import is_still_here

TRIES = 5
UNNAMED = "Waymark"


@transaction.atomic
def claim(*, person: User, track_key, title: str, purpose: str, language: str, minutes_available: int, name: str) -> Credential | None:
    """A certificate over the hours of a track that stand today. None without any, or for somebody who did not join it. Claimed again, it is
    another one; the one before stays until it is taken back."""
    if not is_still_here(person) or not Enrolment.objects.of(person, track_key).exists():
        return None
    lines = list(HoursEntry.objects.of(person, track_key).standing())
    minutes = sum(line.minutes for line in lines)
    if not minutes:
        return None
    made = Credential(
        person=person,
        place=_place(),
        track_key=track_key,
        title=title[:255],
        purpose=purpose,
        language=language,
        minutes=minutes,
        minutes_available=max(minutes, minutes_available),
        modules=[{"title": line.title, "version": line.version, "minutes": line.minutes, "done": line.on.isoformat()} for line in lines],
        name=name,
        issuer_name=DistrictSettings.load().district_name or UNNAMED,
    )
    made.signed = signed_badge(made)
    made.save()
    return made


@transaction.atomic
def revoke(*, person: User, key) -> bool:
    """From now on its page and the list say that it was taken back. False where this person has none under this key."""
    found = _own(person, key)
    if found is not None and found.place.revoked_at is None:
        found.place.revoked_at = timezone.now()
        found.place.save(update_fields=["revoked_at"])
    return found is not None


@transaction.atomic
def delete_credential(*, person: User, key) -> bool:
    """Its page is gone, and the list says that it was taken back: copies that somebody downloaded may exist. False as above."""
    found = _own(person, key)
    if found is not None:
        found.delete()
    return found is not None


def _own(person: User, key) -> Credential | None:
    rows = Credential.objects.select_related("place").filter(person=person, key=key)
    return rows.first() if is_still_here(person) else None


def _place() -> BadgePlace:
    """A free place; another request may take the same one first."""
    for last in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return BadgePlace.take()
        except IntegrityError:
            if not last:
                raise
    raise AssertionError
