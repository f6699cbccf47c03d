"""Who is behind a launch, for apps that keep something of a person's own (`cms.people`)."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from cms.models import School, User
from cms.people import Place
from cms.viewer import Audience
from lti.models import Completion, Context, Launch, Membership, PlatformUser


class LaunchPeople:
    """A pseudonym may stand for a person of ours, from the day on which they joined something."""

    def find(self, request: HttpRequest) -> User | None:
        launch: Launch = request.launch
        person = launch.user.person_id if launch.user else None
        # Asked for, not followed: another window may have deleted it since this request began.
        return User.objects.filter(pk=person).first() if person else None

    def may_join(self, request: HttpRequest) -> bool:
        """Teachers and participants of a course for staff; not a test user, and not an administrator who acts for somebody: those launches
        have no pseudonym."""
        launch: Launch = request.launch
        is_staff = launch.context is not None and launch.context.audience == Context.ContextAudience.STAFF
        return is_staff and launch.user is not None and Audience(launch.audience) is Audience.TEACHER

    @transaction.atomic
    def make(self, request: HttpRequest) -> User | None:
        # Locked, so that two windows make one person.
        user = PlatformUser.objects.select_for_update().filter(pk=request.launch.user_id).first()
        if user is None:
            return None
        if user.person_id is None:
            user.person = User.for_joining()
            user.save(update_fields=["person"])
        return user.person

    @transaction.atomic
    def is_now(self, request: HttpRequest, person: User) -> bool:
        # The person first, as everywhere: somebody may be deleting them at this moment.
        if not User.objects.select_for_update(no_key=True).filter(pk=person.pk).first():
            return False
        user = PlatformUser.objects.select_for_update().filter(pk=request.launch.user_id, person=None).first()
        if user is None:
            return False
        user.person = person
        user.save(update_fields=["person"])
        return True

    def move(self, one: User, other: User | None) -> None:
        PlatformUser.objects.filter(person=one).update(person=other)

    def place(self, request: HttpRequest) -> Place:
        context = request.launch.context
        if context is None:
            return Place("course:", "")
        return _place_of_school(context.school) if context.school else Place(f"course:{context.key}", str(context))

    def places(self) -> Iterable[Place]:
        staff = Membership.objects.filter(context__audience=Context.ContextAudience.STAFF)
        by_school, by_course = _people_by(staff, "context__school"), _people_by(staff, "context")
        for school in School.objects.all():
            people = by_school.get(school.pk, 0) if school.educators is None else school.educators
            yield _place_of_school(school, people, _persons_of(staff.filter(context__school=school)))
        for context in Context.objects.filter(audience=Context.ContextAudience.STAFF).order_by("pk").iterator():
            persons = _persons_of(staff.filter(context=context))
            yield Place(f"course:{context.key}", str(context), by_course.get(context.pk, 0), persons)

    def come_from(self, person: User) -> list[str]:
        found = PlatformUser.objects.filter(person=person).select_related("registration").order_by("pk")
        return [user.registration.name for user in found]

    def forget_finished(self, person: User, launch_keys: Iterable[UUID]) -> None:
        Completion.objects.filter(user__person=person, launch_key__in=list(launch_keys)).delete()


def _place_of_school(school: School, people: int = 0, persons: QuerySet | None = None) -> Place:
    return Place(f"school:{school.key}", school.name, people, persons)


def _people_by(members: QuerySet, what: str) -> dict[int, int]:
    """How many are known, by school or course. Somebody with several pseudonyms, or in several courses of a school, is one as far as we know."""
    rows = (
        members.order_by()
        .values(what)
        .annotate(persons=Count("user__person", distinct=True), strangers=Count("user", distinct=True, filter=Q(user__person=None)))
    )
    return {row[what]: row["persons"] + row["strangers"] for row in rows}


def _persons_of(members: QuerySet) -> QuerySet:
    return members.exclude(user__person=None).order_by().values("user__person")
