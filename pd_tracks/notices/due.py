"""Who may be sent an e-mail today. Asked when it is queued, and again when it is sent: much may have changed in between."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cms.dates import district_today
from cms.groups import COACHES
from cms.models import User
from pd_tracks.models import Conversation, ConversationState, Enrolment, NoticeChoice, SentNotice, Share
from pd_tracks.models.notices import Kind, not_told

AT_ONCE = 200
"""How many recipients are in memory at a time."""


def reachable() -> QuerySet[User]:
    """Accounts of somebody's own that are on and have an address. One made by joining has none."""
    return User.objects.filter(is_active=True, came_by_joining=False).exclude(email="")


def may_be_reminded() -> QuerySet[User]:
    """Whoever has a track that is neither paused nor left, and whose yes holds."""
    return reachable().filter(Exists(Enrolment.objects.current().filter(user=OuterRef("pk"))))


def may_choose(person: User) -> bool:
    """Whether reminders are offered to this person: somebody reachable who joined, and did not leave all of it."""
    return reachable().filter(Exists(Enrolment.objects.open().filter(user=OuterRef("pk"))), pk=person.pk).exists()


def gets_digest(coach: User) -> bool:
    """Whether a coach did not switch it off."""
    return not NoticeChoice.objects.filter(user=coach, kind=Kind.COACH).exists()


def due(kind: Kind) -> QuerySet[User]:
    """To whom one of this kind goes today, by number. Whoever was sent one today, or is being sent one, is not there."""
    people = _coaches() if kind is Kind.COACH else _reminded()
    today = SentNotice.objects.filter(user=OuterRef("pk"), kind=kind, sent_on=district_today())
    return people.filter(~Exists(today)).order_by("pk")


def in_chunks(kind: Kind) -> Iterator[list[int]]:
    """The numbers of all who are due, some hundred at a time; one statement for each."""
    last = 0
    while numbers := list(due(kind).filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        yield numbers
        last = numbers[-1]


def _coaches() -> QuerySet[User]:
    """Coaches who did not switch it off, for whom something waits. The same rows as on their page (`pd_tracks.sharing`)."""
    off = NoticeChoice.objects.filter(user=OuterRef("pk"), kind=Kind.COACH)
    asked = Conversation.objects.for_a_coach().filter(coach=OuterRef("pk"), state=ConversationState.ASKED)
    shared = not_told(Share.objects.in_force(), timezone.now()).filter(coach=OuterRef("pk"))
    return reachable().filter(~Exists(off), Q(Exists(asked)) | Q(Exists(shared)), groups__name=COACHES)


def _reminded() -> QuerySet[User]:
    chosen = NoticeChoice.objects.filter(user=OuterRef("pk"), kind=Kind.REMINDER, next_on__lte=district_today())
    return may_be_reminded().filter(Exists(chosen))
