"""Writing for oneself, and sharing one text with one coach."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cms.models import User
from pd_tracks.models import AccessLog, Enrolment, Reflection, Share
from pd_tracks.models.reflections import in_one_line, question_key
from pd_tracks.services.here import current_enrolment, held, is_still_here, list_anew
from pd_tracks.sharing import coaches_for, shared_with

MOST_TEXTS = 100
"""In one module: many more than any asks."""


@dataclass(frozen=True)
class Saved:
    """What came of a save. `is_kept` is False where another window saved first: then `reflection` is what that one saved, untouched."""

    reflection: Reflection | None
    is_kept: bool


@transaction.atomic
def save_reflection(
    *, person: User, track_key, module_key, question: str, text: str, seen: int, window: str = "", turn: int = 0
) -> Saved | None:
    """Keeps a text. `seen` is the revision that the window showed, 0 for none; `window` names it, where it can, and `turn` counts its saves. None, and nothing is kept, without an enrolment that is open
    today, or with more texts in a module than anybody writes. The same text again changes nothing; an empty one to a question without any
    makes none. Raises CannotBeOpened."""
    enrolment = current_enrolment(person, track_key)
    if enrolment is None:
        return None
    key = question_key(module_key, question)
    found = Reflection.objects.filter(enrolment=enrolment, question_key=key).first()
    if found is None:
        if not text.strip():
            return Saved(None, is_kept=True)
        if Reflection.objects.filter(enrolment=enrolment, module_key=module_key).count() >= MOST_TEXTS:
            return None
        found = Reflection(enrolment=enrolment, module_key=module_key, question=in_one_line(question), question_key=key)
    else:
        found.enrolment = enrolment  # the one that is in memory: its person is part of what closes the text
        if found.text() == text:
            return Saved(found, is_kept=True)
        goes_on = window and window == found.last_window and turn > found.last_turn
        if seen != found.revision and not goes_on:
            return Saved(found, is_kept=False)
        found.revision += 1
    found.put(text)
    found.written_at, found.last_window, found.last_turn = timezone.now(), window, turn
    found.save()
    return Saved(found, is_kept=True)


@transaction.atomic
def share_reflection(*, person: User, key, coach_id: int, name: str) -> Share | None:
    """One coach may read it until the school year ends, or the author's yes. Another coach takes the place of the one before. None where
    there is no such text, nothing stands in it, the yes does not hold, or nobody of that number coaches. Raises CannotBeOpened."""
    found = _own(person, key)
    coach = coaches_for(person).filter(pk=coach_id).first()
    if found is None or coach is None or not found.enrolment.is_current or not found.text().strip():
        return None
    Share.objects.filter(reflection=found).exclude(coach=coach).delete()
    share = Share.objects.filter(reflection=found).first() or Share(reflection=found, coach=coach)
    share.reflection = found
    share.until = found.enrolment.shares_until
    share.call_them(name)
    share.save()
    return share


@transaction.atomic
def take_back(*, person: User, key) -> None:
    """Whoever it was shared with loses it now, and nothing says that they ever had it. That they looked stays in the author's own log."""
    found = _own(person, key)
    if found is not None:
        Share.objects.filter(reflection=found).delete()
        list_anew(Enrolment.objects.filter(pk=found.enrolment_id))


@transaction.atomic
def delete_reflection(*, person: User, key) -> bool:
    """Deletes one text with whatever hangs on it. False where there was none."""
    found = _own(person, key)
    if found is not None:
        found.delete()
    return found is not None


@transaction.atomic
def look_at_share(*, coach, key) -> Share | None:
    """What this coach may read under this key, with the look written down in the same transaction; None for anything else."""
    share = held(shared_with(coach), reflection__key=key)
    if share is not None:
        reflection = share.reflection
        AccessLog.objects.note(owner_id=reflection.enrolment.user_id, reader=coach, reflection=reflection)
    return share


def _own(person: User, key) -> Reflection | None:
    if not is_still_here(person):
        return None
    return Reflection.objects.select_related("enrolment").filter(enrolment__user=person, key=key).first()
