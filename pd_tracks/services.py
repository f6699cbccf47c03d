"""The only writers of what people do here: join, pause, leave, mark. Each is one transaction and safe to repeat."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from cms.dates import district_today
from cms.models import User
from cms.people import forget_if_only_ours
from pd_tracks.models import Enrolment, Participation
from pd_tracks.models.people import end_of_school_year


class Mark(StrEnum):
    """What a teacher says of a module, in their own word."""

    TRIED = "tried"
    DONE = "done"


@dataclass(frozen=True)
class Gone:
    """What was deleted, by count. Nothing about whose it was is kept anywhere."""

    enrolments: int
    modules: int
    account: bool
    """Whether the account went, too: one that was made by joining and had nothing else."""


@transaction.atomic
def join_track(*, person: User, track_key) -> Enrolment | None:
    """This person's open enrolment: a new one, the one they left and kept, or the open one with its yes renewed. None where the person was
    deleted a moment ago."""
    until = end_of_school_year(district_today())
    if not _is_still_here(person):
        return None
    mine = Enrolment.objects.of(person, track_key)
    enrolment = mine.open().first() or mine.first() or Enrolment(user=person, track_key=track_key)
    enrolment.agreed_until, enrolment.paused_at, enrolment.left_at = until, None, None
    enrolment.save()
    return enrolment


def pause_track(*, person: User, track_key, is_on: bool) -> None:
    """Nothing is added while it is paused; nothing is lost."""
    Enrolment.objects.of(person, track_key).open().order_by().update(paused_at=timezone.now() if is_on else None)


@transaction.atomic
def leave_track(*, person: User, track_key, keep: bool) -> Gone | None:
    """Leaves. With `keep` all stays as it is, for this person alone; else every row of it is deleted now, and the account with it where it
    was made by joining and has nothing else. None where everything is kept."""
    if not _is_still_here(person):
        return Gone(0, 0, account=False)
    mine = Enrolment.objects.of(person, track_key).order_by()
    if keep:
        mine.open().update(left_at=timezone.now())
        return None
    return _delete(person, mine)


@transaction.atomic
def delete_all(*, person: User) -> Gone:
    """Everything of this person, of every track."""
    if not _is_still_here(person):
        return Gone(0, 0, account=False)
    return _delete(person, Enrolment.objects.of(person).order_by())


@transaction.atomic
def mark_module(*, person: User, track_key, module_key, mark: Mark, is_on: bool) -> bool:
    """Keeps or takes back one mark. False, and nothing is kept, without an enrolment that is open today."""
    enrolment = Enrolment.objects.of(person, track_key).open().first() if _is_still_here(person) else None
    if enrolment is None or not enrolment.is_current:
        return False
    participation, _made = Participation.objects.get_or_create(enrolment=enrolment, module_key=module_key)
    field = f"{mark}_at"
    if bool(getattr(participation, field)) != is_on:
        setattr(participation, field, timezone.now() if is_on else None)
        participation.save(update_fields=[field])
    return True


def _is_still_here(person: User) -> bool:
    """Locks the person, so that what several windows ask comes one after the other. False where one of them deleted it."""
    return User.objects.select_for_update().filter(pk=person.pk).first() is not None


def _delete(person: User, enrolments) -> Gone:
    deleted = enrolments.delete()[1]
    has_more = Enrolment.objects.of(person).exists()
    counts = (deleted.get(model._meta.label, 0) for model in (Enrolment, Participation))
    return Gone(*counts, account=not has_more and forget_if_only_ours(person))
