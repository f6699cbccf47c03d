"""Whoever writes here is locked first."""

import uuid

from django.db.models import QuerySet

from cms.models import User
from pd_tracks.models import Enrolment


def is_still_here(person: User) -> bool:
    """Locks the person for the rest of the transaction. False where another window deleted it."""
    # No lock on the key: a row that points at this person, such as a look, waits for nobody and nobody for it.
    return User.objects.select_for_update(no_key=True).filter(pk=person.pk).first() is not None


def current_enrolment(person: User, track_key) -> Enrolment | None:
    """The enrolment to which something may be added today, with its person locked; None without one."""
    enrolment = Enrolment.objects.of(person, track_key).open().first() if is_still_here(person) else None
    return enrolment if enrolment is not None and enrolment.is_current else None


def list_anew(enrolments: QuerySet) -> None:
    """Another place in a coach's lists, so that whoever turns to a coach again is not known by it."""
    for enrolment in enrolments.order_by():
        enrolment.listed_as = uuid.uuid4()
        enrolment.save(update_fields=["listed_as"])


def held(rows: QuerySet, **which):
    """The row that a coach may see, locked for the rest of the transaction and read as it is then; None where there is none.

    While we waited for the lock, two people may have been put together and the row moved to another enrolment
    (`pd_tracks.services.linking`): PostgreSQL then finds nothing the first time, and the joined rows it found before are old.
    """
    for _try in range(2):
        locked = rows.select_for_update(of=("self",)).filter(**which).first()
        if locked is not None:
            return rows.filter(pk=locked.pk).first()
    return None
