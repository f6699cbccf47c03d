"""Claiming a certificate, taking it back and deleting it: by its owner alone."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.models import DistrictSettings, User
from pd_tracks.badges.errors import BadgeError
from pd_tracks.certificates.issuing import sign_badge
from pd_tracks.models import Credential, Enrolment, HoursEntry
from pd_tracks.services.here import is_still_here

TRIES = 5
MOST = 50
"""Certificates of one person: many more than there are tracks and years."""
UNNAMED = "Waymark"


class TooMany(Exception):
    """Somebody has as many certificates as anybody needs, or the list of badges is full."""


@transaction.atomic
def claim(*, person: User, track_key, title: str, purpose: str, language: str, minutes_available: int, name: str) -> Credential | None:
    """A certificate over the hours of a track that stand today; the one that says the same, where there is one. None without any hours, or
    for somebody who did not join the track. Raises TooMany, CannotBeOpened."""
    if not is_still_here(person) or not Enrolment.objects.of(person, track_key).exists():
        return None
    lines = list(HoursEntry.objects.of(person, track_key).standing())
    minutes = sum(line.minutes for line in lines)
    if not minutes:
        return None
    modules = [{"title": line.title, "version": line.version, "minutes": line.minutes, "done": line.on.isoformat()} for line in lines]
    standing = Credential.objects.filter(person=person, track_key=track_key, revoked_at=None)
    same = next((each for each in standing if each.modules == modules and each.name == name and each.title == title[:255]), None)
    if same is not None:
        return same
    if Credential.objects.filter(person=person).count() >= MOST:
        raise TooMany
    made = Credential(
        person=person,
        track_key=track_key,
        title=title[:255],
        purpose=purpose,
        language=language,
        minutes=minutes,
        minutes_available=max(minutes, minutes_available),
        modules=modules,
        name=name,
        issuer_name=DistrictSettings.load().district_name or UNNAMED,
    )
    _sign(made)
    made.save()
    return made


@transaction.atomic
def revoke(*, person: User, key) -> bool:
    """From now on its page and the list say that it was taken back. False where this person has none under this key."""
    found = _own(person, key)
    if found is not None and found.revoked_at is None:
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
    return found is not None


@transaction.atomic
def delete_credential(*, person: User, key) -> bool:
    """Its page is gone, and the list says that it was taken back: copies that somebody downloaded may exist. False as above."""
    found = _own(person, key)
    if found is not None:
        found.delete()
    return found is not None


def _own(person: User, key) -> Credential | None:
    return Credential.objects.filter(person=person, key=key).first() if is_still_here(person) else None


def _sign(made: Credential) -> None:
    """With a free place; another request may take the same one first."""
    for last in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return sign_badge(made)
        except IntegrityError:
            if not last:
                raise
        except BadgeError as error:  # the list is full
            raise TooMany from error
    raise AssertionError
