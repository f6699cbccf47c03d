"""The conversations somebody asked for: for their own eyes, and for those of the coach they asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cms.models import User
from cms.private_text import CannotBeOpened
from pd_tracks.models.conversations import OPEN, Conversation, ConversationState
from pd_tracks.own.texts import LookView, looks_of
from pd_tracks.sharing import coaches_for, own

NOTHING = {"name": "", "topic": "", "times": "", "note": ""}


@dataclass(frozen=True)
class ConversationView:
    """`request` has `name`, `topic`, `times` and `note`."""

    key: str
    enrolment_id: int
    module_key: UUID | None
    track_key: UUID
    state: str
    state_words: str
    coach: str
    """Empty where the account is gone."""
    coach_id: int | None
    request: dict[str, str]
    answer: str
    begins_at: datetime | None
    minutes: int
    asked_at: datetime
    can_be_read: bool
    """False where a secret of the server is missing."""
    is_coaching: bool = True
    """Whether whoever was asked coaches today."""
    looks: tuple[LookView, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the coach may still answer, and the teacher withdraw."""
        return self.state in OPEN

    @property
    def has_time(self) -> bool:
        """Whether there is something for a calendar."""
        return self.state == ConversationState.AGREED


def conversations_of(person: User, module_key=None) -> list[ConversationView]:
    """This person's, newest first; about one module where a key is given. Three statements, one where there are none."""
    rows = own(person, Conversation).select_related("enrolment", "coach").prefetch_related("looks__reader")
    rows = rows.order_by("-asked_at", "-pk") if module_key is None else rows.filter(module_key=module_key).order_by("-asked_at", "-pk")
    coaching = set(coaches_for(person).values_list("pk", flat=True)) if rows else set()
    return [conversation_view(row, looks=looks_of(row), is_coaching=row.coach_id in coaching) for row in rows]


def conversation_view(row: Conversation, *, looks: tuple[LookView, ...] = (), is_coaching: bool = True) -> ConversationView:
    """One of them; what cannot be opened is empty, and `can_be_read` says so."""
    try:
        request, answer, can_be_read = row.request(), row.answer(), True
    except CannotBeOpened:
        request, answer, can_be_read = NOTHING, "", False
    return ConversationView(
        key=str(row.key),
        enrolment_id=row.enrolment_id,
        module_key=row.module_key,
        track_key=row.enrolment.track_key,
        state=row.state,
        state_words=row.get_state_display(),
        coach=row.coach.display_name if row.coach else "",
        coach_id=row.coach_id,
        request=request,
        answer=answer,
        begins_at=row.begins_at,
        minutes=row.minutes,
        asked_at=row.asked_at,
        can_be_read=can_be_read,
        is_coaching=is_coaching,
        looks=looks,
    )
