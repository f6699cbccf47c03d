"""A code of one's own for one's texts. Ten wrong tries close it for an hour; nobody can look it up, and nobody can replace it."""

from datetime import timedelta
from enum import StrEnum

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from cms.models import User
from pd_tracks.models import PersonalCode
from pd_tracks.services.here import is_still_here

MOST_TRIES = 10
CLOSED_FOR = timedelta(hours=1)


class Tried(StrEnum):
    """What came of trying a code."""

    RIGHT = "right"
    WRONG = "wrong"
    CLOSED = "closed"
    """Too many wrong ones: not even looked at."""


@transaction.atomic
def set_code(*, person: User, code: str) -> bool:
    """Sets the first one. False where there is one already: it must be removed first, which takes the code itself."""
    if not is_still_here(person) or PersonalCode.objects.filter(person=person).exists():
        return False
    PersonalCode.objects.create(person=person, hashed=make_password(code))
    return True


@transaction.atomic
def try_code(*, person: User, code: str) -> Tried:
    """Whether this is the code. Counts what is wrong; a right one, or an hour, counts from nothing again."""
    mine = PersonalCode.objects.filter(person=person).first() if is_still_here(person) else None
    if mine is None:
        return Tried.WRONG
    now = timezone.now()
    if mine.tried_at is None or now - mine.tried_at > CLOSED_FOR:
        mine.wrong_tries = 0
    if mine.wrong_tries >= MOST_TRIES:
        return Tried.CLOSED
    is_right = check_password(code, mine.hashed)
    mine.wrong_tries, mine.tried_at = (0, None) if is_right else (mine.wrong_tries + 1, now)
    mine.save(update_fields=["wrong_tries", "tried_at"])
    return Tried.RIGHT if is_right else Tried.WRONG


def remove_code(*, person: User) -> None:
    """From here on none is asked for. Only after `try_code` said that the right one was given."""
    PersonalCode.objects.filter(person=person).delete()
