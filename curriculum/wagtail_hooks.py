"""Wires teaching material into Wagtail: registration only."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import include, path

from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from curriculum.api.scopes import scopes_of_the_curriculum
from curriculum.citations import lessons_resting_on
from curriculum.groups import grants_of_the_curriculum
from curriculum.history import versions_button
from curriculum.home import bands_on_the_home_page
from curriculum.moving import why_not_below
from curriculum.picker import Lessons
from curriculum.public_pages import competency_pages, family_pages, tool_pages
from curriculum.reports.menu import menu_items, summary_on_the_home_page
from curriculum.terms import keep_used_terms
from curriculum.tools.usage import keep_used_tools
from curriculum.viewsets import ProgressionViewSetGroup

MOST_DIGITS = 18

register_snippet(ProgressionViewSetGroup)
hooks.register("register_page_header_buttons", versions_button)
for report in menu_items():
    hooks.register("register_reports_menu_item", lambda report=report: report)
hooks.register("construct_homepage_panels", summary_on_the_home_page)
hooks.register("register_admin_urls", lambda: [path("", include("curriculum.reports.urls"))])
hooks.register("home_page_sections", bands_on_the_home_page)
hooks.register("api_scopes", scopes_of_the_curriculum)
hooks.register("group_grants", grants_of_the_curriculum)
hooks.register("clause_citations", lessons_resting_on)
hooks.register("public_pages", competency_pages)
hooks.register("public_pages", family_pages)
hooks.register("public_pages", tool_pages)
hooks.register("picker_sources", Lessons)
hooks.register("before_delete_snippet", keep_used_tools)
hooks.register("before_delete_snippet", keep_used_terms)


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
    chosen = request.POST.get("new_parent_page", "") if request.POST.get("publish_copies") else ""
    destination = Page.objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) <= MOST_DIGITS else None
    return _refused(request, [page], destination) if destination else None


def _refused(request, pages, destination):
    reason = next(filter(None, (why_not_below(destination, page) for page in pages)), "")
    if not reason:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
