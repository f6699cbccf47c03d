"""Asking a coach for a conversation, and what becomes of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.models import User
from pd_tracks.models import AccessLog, Conversation, ConversationState, Enrolment
from pd_tracks.models.conversations import OPEN
from pd_tracks.services.here import current_enrolment, held, is_still_here, list_anew
from pd_tracks.sharing import asked_of, coaches_for


class AlreadyOpen(Exception):
    """Something else is open with this coach in this track: it is withdrawn or answered first, and never written over."""


@transaction.atomic
def ask_for_conversation(*, person: User, track_key, module_key, coach_id: int, **said: str) -> Conversation | None:
    """A new request (`name`, `topic`, `times`, `note`); the open one where it says the same. None without an enrolment that is open today, or
    where nobody of that number coaches. Raises AlreadyOpen, CannotBeOpened."""
    enrolment = current_enrolment(person, track_key)
    coach = coaches_for(person).filter(pk=coach_id).first()
    if enrolment is None or coach is None:
        return None
    found = enrolment.conversations.filter(coach=coach, state__in=OPEN).first()
    if found is not None:
        if found.module_key == module_key and found.request() == said:
            return found
        raise AlreadyOpen
    asked = Conversation(enrolment=enrolment, coach=coach, module_key=module_key)
    asked.put_request(**said)
    asked.save()
    return asked


@transaction.atomic
def withdraw(*, person: User, key) -> bool:
    """The coach sees nothing of it from now on. What is open stays with its author as withdrawn; what is over is deleted. False where this
    person has none under this key."""
    mine = Conversation.objects.filter(enrolment__user=person, key=key) if is_still_here(person) else Conversation.objects.none()
    found = mine.select_for_update().first()
    if found is None:
        return False
    if found.state not in OPEN:
        found.delete()
        return True
    found.state, found.changed_at = ConversationState.WITHDRAWN, timezone.now()
    found.save(update_fields=["state", "changed_at"])
    list_anew(Enrolment.objects.filter(pk=found.enrolment_id))
    return True


@transaction.atomic
def look_at_conversation(*, coach, key) -> Conversation | None:
    """What this coach was asked under this key, with the look written down in the same transaction; None for anything else."""
    found = _asked(coach, key)
    if found is not None:
        AccessLog.objects.note(owner_id=found.enrolment.user_id, reader=coach, conversation=found)
    return found


@transaction.atomic
def agree(*, coach, key, begins_at: datetime, minutes: int, words: str) -> bool:
    """A time, with words about the place. Said again, it moves. False where it is not open any longer."""
    found = _asked(coach, key)
    if found is None or found.state not in OPEN:
        return False
    found.state, found.begins_at, found.minutes = ConversationState.AGREED, begins_at, minutes
    return _answered(found, words)


@transaction.atomic
def decline(*, coach, key, words: str) -> bool:
    """Not now, with a word why. False where it is not open any longer."""
    found = _asked(coach, key)
    if found is None or found.state not in OPEN:
        return False
    found.state, found.begins_at = ConversationState.DECLINED, None
    return _answered(found, words)


@transaction.atomic
def hold(*, coach, key) -> bool:
    """It was held. Nothing is kept of what was said. False unless a time was agreed."""
    found = _asked(coach, key)
    if found is None or found.state != ConversationState.AGREED:
        return False
    found.state, found.changed_at = ConversationState.HELD, timezone.now()
    found.save(update_fields=["state", "changed_at"])
    return True


def _asked(coach, key) -> Conversation | None:
    return held(asked_of(coach), key=key)


def _answered(found: Conversation, words: str) -> bool:
    found.put_answer(words)
    found.changed_at = timezone.now()
    found.save(update_fields=["state", "begins_at", "minutes", "closed_answer", "changed_at"])
    return True
