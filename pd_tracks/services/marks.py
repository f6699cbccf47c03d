"""What a teacher says they did, in their own word."""

from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from cms.models import User
from cms.people import forget_finished
from cms.progress import Progress, progress_recorded
from cms.viewer import PUBLIC, Viewer
from pd_tracks.models import Enrolment, Participation
from pd_tracks.services.here import current_enrolment
from pd_tracks.services.hours import Worked, count_hours, take_hours_back

MAX_PARTS = 50
"""More parts than any module has: keys of parts that were renamed are kept until they are taken back."""


class Mark(StrEnum):
    """What a teacher says of a module."""

    TRIED = "tried"
    DONE = "done"


@transaction.atomic
def mark_module(*, person: User, track_key, module_key, mark: Mark, is_on: bool, worked: Worked, visit: Viewer = PUBLIC) -> bool:
    """Keeps or takes back one mark, and with "done" the hours of what was `worked` through; where they switched that on, the gradebook of
    the course of this `visit` is told in the same transaction. False, and nothing is kept, without an enrolment
    that is open today."""
    enrolment = current_enrolment(person, track_key)
    if enrolment is None:
        return False
    participation, _made = Participation.objects.get_or_create(enrolment=enrolment, module_key=module_key)
    field = f"{mark}_at"
    if bool(getattr(participation, field)) != is_on:
        setattr(participation, field, timezone.now() if is_on else None)
        participation.save(update_fields=[field])
    if mark is Mark.DONE:
        where = {"person": person, "track_key": track_key, "module_key": module_key}
        if is_on:
            count_hours(**where, worked=worked)
            _tell(enrolment, [module_key], visit)
        else:
            take_hours_back(**where)
            forget_finished(person, [module_key])
    return True


@transaction.atomic
def tell_gradebook(*, person: User, track_key, is_on: bool, visit: Viewer) -> bool:
    """Their own switch, for one track. On: the course of this visit is told of what is done already, too. Off: nothing is sent any longer,
    and what is on its way is stopped; what a gradebook has, it keeps. False without an enrolment that is open today."""
    enrolment = current_enrolment(person, track_key)
    if enrolment is None:
        return False
    enrolment.tells_gradebook = is_on
    enrolment.save(update_fields=["tells_gradebook"])
    done = list(enrolment.participations.exclude(done_at=None).values_list("module_key", flat=True))
    if is_on:
        _tell(enrolment, done, visit)
    else:
        forget_finished(person, done)
    return True


def _tell(enrolment: Enrolment, module_keys: list, visit: Viewer) -> None:
    """Sends it for each, where the switch is on and the visit is somebody's from a course for staff."""
    if not enrolment.tells_gradebook or not visit.person_key or not visit.is_staff_course:
        return
    for key in module_keys:
        progress = Progress(visit.person_key, visit.context_key, str(key), done=True)
        progress_recorded.send(Participation, progress=progress)


@transaction.atomic
def mark_part(*, person: User, track_key, module_key, part: str, is_on: bool) -> bool:
    """Keeps or takes back that they are done with one part. False as above, or with more parts than a module has."""
    enrolment = current_enrolment(person, track_key)
    if enrolment is None:
        return False
    participation, _made = Participation.objects.get_or_create(enrolment=enrolment, module_key=module_key)
    others = [key for key in participation.parts if key != part]
    if is_on and len(others) >= MAX_PARTS:
        return False
    participation.parts = [*others, part] if is_on else others
    participation.save(update_fields=["parts"])
    return True
