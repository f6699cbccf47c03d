"""Wires the floor into Wagtail: registration only."""

from django.contrib import messages
from django.forms.widgets import Script
from django.shortcuts import redirect
from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.api.tokens.services import purge_tokens
from cms.copies import name_what_is_not_ready_in_copies, offer_no_aliases, refuse_aliases
from cms.groups import grants_of_the_floor
from cms.launchable import why_it_stays
from cms.models import User
from cms.publishing import why_not_ready_as_drafted
from cms.reviews.buttons import ReviewsMenuItem, page_buttons, remind_of_review, snippet_buttons
from cms.signin.panels import SecondFactorPanel, SignInsPanel, SingleSignOnPanel
from cms.signin.services import may_manage
from cms.task_rows import purge_tasks
from cms.translation_states import tell_that_it_is_behind, tell_which_are_behind
from cms.withdrawal import ask_for_reasons_of_several, ask_for_the_reason

hooks.register("before_unpublish_page", ask_for_the_reason)
hooks.register("group_grants", grants_of_the_floor)
hooks.register("purge_expired", purge_tokens, order=20)
hooks.register("purge_expired", purge_tasks, order=20)
hooks.register("register_page_header_buttons", page_buttons)
hooks.register("register_snippet_listing_buttons", snippet_buttons)
hooks.register("after_publish_page", remind_of_review)
hooks.register("after_publish_page", tell_which_are_behind)
hooks.register("before_edit_page", tell_that_it_is_behind, order=-1)  # before a translator's own editor takes over
hooks.register("register_admin_urls", lambda: [path("", include("cms.reviews.urls"))])


@hooks.register("insert_editor_js")
def one_save_at_a_time():
    return Script("cms/admin/saving.js", type="module").__html__()


@hooks.register("register_reports_menu_item")
def reviews_report():
    return ReviewsMenuItem(_("Reviews: due and overdue"), reverse("reviews:report"), name="reviews", icon_name="calendar-check", order=50)


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


@hooks.register("before_bulk_action")
def ask_for_reasons_one_at_a_time(request, action_type, objects, action):
    """Withdrawing several pages chosen in a list."""
    if action_type != "unpublish" or action.model is not Page:
        return None
    return ask_for_reasons_of_several(request, objects, with_descendants=action.cleaned_form.cleaned_data["include_descendants"])


hooks.register("before_copy_page", refuse_aliases)
hooks.register("before_copy_page", name_what_is_not_ready_in_copies)
hooks.register("construct_page_action_menu", offer_no_aliases)


@hooks.register("before_delete_user")
def leave_people_who_joined(request, user):
    """Their learning would go with it, and only they decide that."""
    return _refuse_to_delete(request, [user])


@hooks.register("before_bulk_action")
def leave_people_who_joined_in_bulk(request, action_type, objects, action):
    """The same for several accounts chosen in a list."""
    return _refuse_to_delete(request, objects) if action_type == "delete" and action.model is User else None


def _refuse_to_delete(request, users):
    if not any(user.came_by_joining for user in users):
        return None
    messages.error(
        request, _("One of these accounts stands for somebody who joined from a course. It goes when they delete it, or with their record.")
    )
    return redirect("wagtailusers_users:index")


@hooks.register("register_account_settings_panel")
def second_factor_panel(request, user, profile):
    return SecondFactorPanel(request, user, profile)


@hooks.register("register_account_settings_panel")
def sign_ins_panel(request, user, profile):
    return SignInsPanel(request, user, profile)


@hooks.register("register_account_settings_panel")
def single_sign_on_panel(request, user, profile):
    return SingleSignOnPanel(request, user, profile)


@hooks.register("register_account_menu_item")
def tokens_on_the_account_page(request):
    return {"url": reverse("api_tokens"), "label": _("API tokens"), "help_text": _("Let a program read Waymark in your name.")}


@hooks.register("register_settings_menu_item")
def tokens_in_the_menu():
    return MenuItem(_("API tokens"), reverse_lazy("api_tokens"), name="api-tokens", icon_name="key", order=900)


@hooks.register("register_user_listing_buttons")
def signing_in_button(user, request_user):
    if may_manage(request_user, user):
        yield Button(_("Signing in"), reverse("sign_in_person", args=[user.pk]), icon_name="key", priority=25)


@hooks.register("register_log_actions")
def name_sign_in_actions(actions):
    """How the history of an account words them."""
    actions.register_action("cms.second_factor.set_up", _("Set up a second factor"), _("Second factor set up"))
    actions.register_action("cms.second_factor.remove", _("Remove the second factor"), _("Second factor removed"))
    actions.register_action("cms.single_sign_on.link", _("Link the single sign-on"), _("Linked to the single sign-on"))
    actions.register_action(
        "cms.single_sign_on.unlink", _("End the link to the single sign-on"), _("No longer linked to the single sign-on")
    )
    actions.register_action("cms.sign_ins.end", _("End sign-ins"), _("Signed out by somebody else"))
