"""Wires teaching material into Wagtail: registration only."""

from django.contrib import messages
from django.shortcuts import redirect

from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from curriculum.moving import why_not_below
from curriculum.viewsets import ProgressionViewSetGroup

register_snippet(ProgressionViewSetGroup)


@hooks.register("before_move_page")
def keep_grade_bands_apart(request, page, destination):
    """A lesson's grade band is its unit's."""
    return _refused(request, [page], destination)


@hooks.register("before_bulk_action")
def keep_grade_bands_apart_in_bulk(request, action_type, objects, action):
    """The same for several lessons chosen in a list."""
    if action_type != "move" or action.model is not Page:
        return None
    return _refused(request, objects, action.cleaned_form.cleaned_data["chooser"])


@hooks.register("before_copy_page")
def keep_grade_bands_apart_in_copies(request, page):
    """The same for a copy that goes live at once; an unpublished copy is a draft, and asked when it is published."""
    goes_live = request.POST.get("publish_copies") or request.POST.get("alias")
    chosen = request.POST.get("new_parent_page", "")
    destination = Page.objects.filter(pk=chosen).first() if goes_live and chosen.isdecimal() else None
    return _refused(request, [page], destination) if destination else None


def _refused(request, pages, destination):
    reason = next(filter(None, (why_not_below(destination, page) for page in pages)), "")
    if not reason:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
