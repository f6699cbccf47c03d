"""Whom a platform's context is for."""

from django.db import transaction

from lti.models import Context


@transaction.atomic
def mark_context(*, context: Context, audience: str) -> Context:
    """Sets the audience. A change deletes the memberships so far: they were made under other rules, and return with the next launch."""
    changed = Context.objects.filter(pk=context.pk).exclude(audience=audience).update(audience=audience)
    if changed:
        context.memberships.all().delete()
    context.audience = audience
    return context
