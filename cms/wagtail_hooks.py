"""Wires the floor into Wagtail: registration only."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wagtail import hooks
from wagtail.models import Page

from cms.launchable import LaunchableMixin


@hooks.register("before_delete_page")
def withdraw_instead_of_delete(request, page):
    """What was once published is withdrawn, never deleted: its links live in courses we cannot see."""
    published = [
        descendant
        for descendant in Page.objects.descendant_of(page, inclusive=True).filter(first_published_at__isnull=False).specific()
        if isinstance(descendant, LaunchableMixin)
    ]
    if not published:
        return None
    messages.error(
        request,
        _("“%(title)s” has been published, so courses may link to it. Unpublish it instead: old links will say why and where to go.")
        % {"title": published[0].title},
    )
    return redirect("wagtailadmin_pages:edit", page.pk)
