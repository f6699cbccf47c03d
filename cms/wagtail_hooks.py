"""Wires the floor into Wagtail: registration only."""

from django.contrib import messages
from django.shortcuts import redirect

from wagtail import hooks
from wagtail.models import Page

from cms.launchable import why_it_stays
from cms.publishing import why_not_ready_as_drafted


@hooks.register("before_delete_page")
def withdraw_instead_of_delete(request, page):
    """What was once published is withdrawn, never deleted: its links live in courses we cannot see."""
    reason = why_it_stays(page)
    if not reason:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def withdraw_instead_of_bulk_delete(request, action_type, objects, action):
    """The same for several pages chosen in a list. All of them stay, so that nobody wonders which."""
    if action_type != "delete" or action.model is not Page:
        return None
    reason = why_it_stays(*objects)
    if not reason:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk)


@hooks.register("before_bulk_action")
def name_what_is_not_ready(request, action_type, objects, action):
    """Publishing several pages: nothing goes live while one of them is not ready, and each of those says why."""
    if action_type != "publish" or action.model is not Page:
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data["include_descendants"]:
        pages += [page for item in objects for page in item.get_descendants().not_live()]
    reasons = why_not_ready_as_drafted(pages)
    if not reasons:
        return None
    for reason in reasons:
        messages.error(request, reason)
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk)
