"""Whom a platform's context is for: asked for in the course, decided by an administrator of Waymark alone (design, 4.6)."""

from django.db import transaction
from django.utils import timezone

from cms.models import School
from cms.viewer import Audience
from lti.models import Context


def ask_for_staff(context: Context) -> None:
    """Somebody who teaches there would like it to be for staff learning. Asking again changes nothing; what it is for, changes nothing yet."""
    waiting = Context.objects.filter(pk=context.pk, audience=Context.ContextAudience.STUDENT, staff_asked_at=None)
    waiting.update(staff_asked_at=timezone.now())


def contexts_that_ask():
    """Those that wait for an answer, the longest first."""
    return Context.objects.filter(staff_asked_at__isnull=False).select_related("deployment__registration").order_by("staff_asked_at", "pk")


@transaction.atomic
def mark_context(*, context: Context, audience: str, school: School | None = None) -> Context:
    """Sets with which school it is counted, and the audience, which also answers whoever asked. A change deletes the memberships so far: they were made under other rules, and
    return with the next launch."""
    changed = Context.objects.filter(pk=context.pk).exclude(audience=audience).update(audience=audience)
    if changed:
        context.memberships.all().delete()
    if audience == Context.ContextAudience.STUDENT:
        # Who learned there as staff and still has it open sees what students see from now on.
        context.launches.filter(audience=Audience.TEACHER, may_place_links=False).update(audience=Audience.STUDENT)
    Context.objects.filter(pk=context.pk).update(staff_asked_at=None, school=school)
    context.audience, context.staff_asked_at, context.school = audience, None, school
    return context
