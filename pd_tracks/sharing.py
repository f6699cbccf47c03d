"""The gate of people's records: who may see what of somebody else's. Deny by default; whatever shows anything of a person asks here.

One table (`RULES`) says it for every kind of viewer and every kind of record; a pair that is not in it sees nothing. Counts that were
published are the only thing that leaders, facilitators and administrators see, and they hold nobody (`pd_tracks.counting`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from cms.groups import COACHES, LEADERS
from cms.models import User
from cms.people import person_of, place_of
from cms.viewer import viewer_for
from pd_tracks.models import (
    AccessLog,
    ChosenCoach,
    Conversation,
    Credential,
    Enrolment,
    HoursEntry,
    NoticeChoice,
    Participation,
    PublishedCount,
    Reflection,
    SentNotice,
    Share,
)
from pd_tracks.models.choosing import choice_in_force
from pd_tracks.models.conversations import for_a_coach
from pd_tracks.models.reflections import share_in_force


class Kind(StrEnum):
    """As what somebody looks. One person may be several at once."""

    SELF = "self"
    COACH = "coach"
    FACILITATOR = "facilitator"
    """Runs this course for staff, by their role in it."""
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Onlooker:
    """Whoever looks: signed in to Waymark itself, behind a launch, or nobody."""

    user: User | AnonymousUser | None = None
    """Signed in on the site. No launch makes one, and so no platform makes a coach, a leader or an administrator."""
    person: User | None = None
    """Whose own things these are."""
    place: str = ""
    """The key of the group that is counted, for whoever runs the course it stands for."""

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """As what they look, for as long as this request. One statement for somebody who is signed in, none for others."""
        held = {Kind.SELF} if self.person else set()
        held |= {Kind.FACILITATOR} if self.place else set()
        if self.user and self.user.is_authenticated and self.user.is_active:
            groups = set(self.user.groups.filter(name__in=(COACHES, LEADERS)).values_list("name", flat=True))
            held |= {kind for kind, name in ((Kind.COACH, COACHES), (Kind.LEADER, LEADERS)) if name in groups}
            held |= {Kind.ADMINISTRATOR} if self.user.is_superuser else set()
        return frozenset(held)


def onlooker_of(request: HttpRequest) -> Onlooker:
    """Who looks, as this request shows it."""
    viewer, user = viewer_for(request), getattr(request, "user", None)
    place = place_of(request).key if viewer.in_launch and viewer.leads_course else ""
    return Onlooker(user=None if viewer.in_launch else user, person=person_of(request), place=place)


def _of_who_chose(who: Onlooker) -> QuerySet:
    return ChosenCoach.objects.in_force().filter(coach=who.user).values("enrolment")


def _turned_to(who: Onlooker) -> Q:
    """Enrolments of those who chose this coach, asked, or share something. One index for each, so that their number does not matter."""
    asked = Conversation.objects.for_a_coach().filter(coach=who.user).values("enrolment")
    shared = Share.objects.in_force().filter(coach=who.user).values("reflection__enrolment")
    return Q(pk__in=_of_who_chose(who).union(asked, shared))


EVERYTHING = Q(pk__isnull=False)
"""Not an empty one: together with another by "or" that would stand for the other alone."""
Rule = Callable[[Onlooker], Q]
RULES: dict[tuple[Kind, type[Model]], Rule] = {
    (Kind.SELF, Enrolment): lambda who: Q(user=who.person),
    (Kind.SELF, Participation): lambda who: Q(enrolment__user=who.person),
    (Kind.SELF, Reflection): lambda who: Q(enrolment__user=who.person),
    (Kind.SELF, Share): lambda who: Q(reflection__enrolment__user=who.person),
    (Kind.SELF, Conversation): lambda who: Q(enrolment__user=who.person),
    (Kind.SELF, ChosenCoach): lambda who: Q(enrolment__user=who.person),
    (Kind.SELF, HoursEntry): lambda who: Q(person=who.person),
    (Kind.SELF, Credential): lambda who: Q(person=who.person),
    (Kind.SELF, AccessLog): lambda who: Q(owner=who.person),
    (Kind.SELF, NoticeChoice): lambda who: Q(user=who.person),
    (Kind.SELF, SentNotice): lambda who: Q(user=who.person),
    (Kind.COACH, Share): lambda who: share_in_force() & Q(coach=who.user),
    (Kind.COACH, Reflection): lambda who: Q(share__in=Share.objects.in_force().filter(coach=who.user)),
    (Kind.COACH, Conversation): lambda who: for_a_coach() & Q(coach=who.user),
    (Kind.COACH, ChosenCoach): lambda who: choice_in_force() & Q(coach=who.user),
    (Kind.COACH, Participation): lambda who: Q(enrolment__in=_of_who_chose(who)),
    (Kind.COACH, Enrolment): _turned_to,
    (Kind.COACH, PublishedCount): lambda _who: EVERYTHING,
    (Kind.LEADER, PublishedCount): lambda _who: EVERYTHING,
    (Kind.ADMINISTRATOR, PublishedCount): lambda _who: EVERYTHING,
    (Kind.FACILITATOR, PublishedCount): lambda who: Q(group__key=who.place),
}


def seen_by(who: Onlooker, model: type[Model], *, as_: Kind | None = None) -> QuerySet:
    """What they may see of one kind of record; as one kind of viewer alone where it is named. Nothing where no rule says so."""
    kinds = who.kinds & {as_} if as_ else who.kinds
    rules = [RULES[kind, model](who) for kind in sorted(kinds) if (kind, model) in RULES]
    return model._default_manager.filter(reduce(or_, rules)) if rules else model._default_manager.none()


def may_see(who: Onlooker, record: Model, *, as_: Kind | None = None) -> bool:
    """Whether they may see this one."""
    return seen_by(who, type(record), as_=as_).filter(pk=record.pk).exists()


def own(person: User, model: type[Model]) -> QuerySet:
    """What is this person's own, of one kind of record."""
    return seen_by(Onlooker(person=person), model, as_=Kind.SELF)


def is_coach(user) -> bool:
    """Whether somebody signed in to Waymark itself coaches. Appointed by the group, never by a platform's role."""
    return Kind.COACH in Onlooker(user=user).kinds


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
    return _coached(user, Share).select_related("reflection__enrolment").order_by("-shared_at", "-pk")


def asked_of(user) -> QuerySet[Conversation]:
    """The conversations this coach was asked for, newest first."""
    return _coached(user, Conversation).select_related("enrolment").order_by("-asked_at", "-pk")


def chose(user) -> QuerySet[ChosenCoach]:
    """What people show this coach of a track, newest first."""
    return _coached(user, ChosenCoach).select_related("enrolment").order_by("-chosen_at", "-pk")


def turned_to(user) -> QuerySet[Enrolment]:
    """Enrolments of those who chose this coach, asked, or share something with them, newest first. Where and how far they are may be shown only
    of those who chose (`chose`)."""
    return _coached(user, Enrolment).order_by("-pk")


def _coached(user, model: type[Model]) -> QuerySet:
    return seen_by(Onlooker(user=user), model, as_=Kind.COACH)
