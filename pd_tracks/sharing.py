"""The gate of people's records: who may see what of somebody else's. Deny by default; every view that shows anything of a person asks here.

One's own is not asked here but by owner (`cms.people.person_of`); what nobody but its owner sees has no function at all.
"""

from django.db.models import QuerySet

from cms.groups import COACHES
from cms.models import User
from pd_tracks.models.conversations import Conversation
from pd_tracks.models.reflections import Share


def is_coach(user) -> bool:
    """Whether somebody signed in to Waymark itself coaches. Appointed by the group, never by a platform's role."""
    return bool(user) and user.is_authenticated and user.is_active and user.groups.filter(name=COACHES).exists()


def coaches_for(person: User) -> QuerySet[User]:
    """Whom this person may choose, by name."""
    return (
        User.objects.filter(groups__name=COACHES, is_active=True)
        .exclude(pk=person.pk)
        .order_by("first_name", "last_name", "username")
        .distinct()
    )


def shared_with(user) -> QuerySet[Share]:
    """What this coach may read today, newest first. A share that is over, was taken back or whose author left is not there."""
    shares = Share.objects.in_force().select_related("reflection__enrolment").order_by("-shared_at", "-pk")
    return shares.filter(coach=user) if is_coach(user) else shares.none()


def asked_of(user) -> QuerySet[Conversation]:
    """The conversations this coach was asked for, newest first."""
    rows = Conversation.objects.for_a_coach().select_related("enrolment").order_by("-asked_at", "-pk")
    return rows.filter(coach=user) if is_coach(user) else rows.none()
