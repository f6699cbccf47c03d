"""Asks for the reason where a page is withdrawn: in Wagtail's own question whether to unpublish it.

The reason and the replacement are kept in a draft, from which `cms.receivers` takes them when the page goes down; so they are
there again when the page is published and withdrawn another time.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminPageChooser
from wagtail.models import Page

from cms.launchable import LaunchableMixin, published_within

UNPUBLISH_TEMPLATE = "wagtailadmin/pages/confirm_unpublish.html"
INVALID = 422
MOST_DIGITS = 18


class WithdrawalForm(forms.Form):
    """Why, and what to use instead."""

    withdrawal_note = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        help_text=gettext_lazy("Everybody who follows an old link reads this. One or two plain sentences."),
        widget=AdminAutoHeightTextInput,
        max_length=1000,
        error_messages={"required": gettext_lazy("Say in a sentence why: courses link to this page, and their links will show it.")},
    )
    replaced_by = forms.ModelChoiceField(
        label=gettext_lazy("Use this instead"),
        help_text=gettext_lazy("Offered to everybody who follows an old link. May be left out."),
        queryset=Page.objects.live(),
        widget=AdminPageChooser,
        required=False,
    )

    def __init__(self, page: LaunchableMixin, data=None):
        draft = page.get_latest_revision_as_object()
        super().__init__(_without_nonsense(data), initial={"withdrawal_note": draft.withdrawal_note, "replaced_by": draft.replaced_by_id})
        self.page = page

    def clean_replaced_by(self) -> Page | None:
        chosen = self.cleaned_data["replaced_by"]
        if chosen and (chosen.pk == self.page.pk or chosen.is_descendant_of(self.page)):
            raise forms.ValidationError(_("Choose a page that stays."))
        return chosen


def _without_nonsense(data):
    """What is no page's number counts as nothing chosen; Wagtail's chooser, which draws the form again, would fail at it."""
    chosen = data.get("replaced_by", "") if data is not None else ""
    if not chosen or (chosen.isdecimal() and len(chosen) <= MOST_DIGITS):
        return data
    return {**data.dict(), "replaced_by": ""}


def withdrawal_form(page: Page) -> WithdrawalForm | None:
    """The form for a page that platforms may link to; None for any other."""
    return WithdrawalForm(page) if isinstance(page, LaunchableMixin) else None


def ask_for_the_reason(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keeps the reason and lets the page go down; asks again, with what was typed, where there is none."""
    with_descendants = bool(request.POST.get("include_descendants"))
    if not isinstance(page, LaunchableMixin):
        return _refused_for_what_is_below(request, page) if with_descendants else None
    form = WithdrawalForm(page, request.POST)
    if not form.is_valid():
        return _asked_again(request, page, form)
    for each in _going_down(page, with_descendants):
        _keep(each, form.cleaned_data, request.user)
    return None


def _refused_for_what_is_below(request: HttpRequest, page: Page) -> HttpResponse | None:
    """One reason cannot stand for a whole curriculum."""
    below = published_within(page).live().count()
    if not below:
        return None
    text = ngettext(
        "%(count)d page below “%(title)s” may be linked to from courses. Withdraw it first, with its reason.",
        "%(count)d pages below “%(title)s” may be linked to from courses. Withdraw them first, each with its reason.",
        below,
    )
    messages.error(request, text % {"count": below, "title": page.title})
    return redirect("wagtailadmin_explore", page.pk)


def ask_for_reasons_of_several(request: HttpRequest, pages, *, with_descendants: bool) -> HttpResponse | None:
    """Several pages chosen in a list have no place for their reasons: none goes down while one has none in its draft.

    What goes down with a page that has one, and has none of its own, gets that one.
    """
    chosen = [page.specific for page in pages]
    silent = [page for page in chosen if isinstance(page, LaunchableMixin) and not _has_reason(page)]
    if with_descendants:
        below = [published_within(page).live().specific() for page in chosen if not isinstance(page, LaunchableMixin)]
        silent += [page for inside in below for page in inside if not _has_reason(page)]
    if silent:
        text = _("“%(title)s” has no reason yet. Withdraw such pages one at a time, so that old links can say why.")
        for page in silent:
            messages.error(request, text % {"title": page.title})
        return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
    for page in chosen if with_descendants else ():
        if isinstance(page, LaunchableMixin):
            _hand_down(page, request.user)
    return None


def _hand_down(page: LaunchableMixin, user) -> None:
    draft = page.get_latest_revision_as_object()
    for each in _going_down(page, with_descendants=True)[1:]:
        _keep(each, {"withdrawal_note": draft.withdrawal_note, "replaced_by": draft.replaced_by}, user)


def _has_reason(page: LaunchableMixin) -> bool:
    return bool(page.get_latest_revision_as_object().withdrawal_note)


def _going_down(page: LaunchableMixin, with_descendants: bool) -> list[LaunchableMixin]:
    """The page, and the live ones below it that go with it and have no reason of their own."""
    below = published_within(page).live().exclude(pk=page.pk) if with_descendants else Page.objects.none()
    return [page, *(each for each in below.specific() if not _has_reason(each))]


def _keep(page: LaunchableMixin, reason: dict, user) -> None:
    if page.alias_of_id:  # an alias has no drafts
        page.withdrawal_note, page.replaced_by = reason["withdrawal_note"], reason["replaced_by"]
        page.save(clean=False, update_fields=["withdrawal_note", "replaced_by"])
        return
    draft = page.get_latest_revision_as_object()
    if (draft.withdrawal_note, draft.replaced_by_id) == (reason["withdrawal_note"], getattr(reason["replaced_by"], "pk", None)):
        return
    draft.withdrawal_note, draft.replaced_by = reason["withdrawal_note"], reason["replaced_by"]
    draft.save_revision(user=user, clean=False)


def _asked_again(request: HttpRequest, page: Page, form: WithdrawalForm) -> HttpResponse:
    context = {
        "page": page,
        "object": page,
        "withdrawal": form,
        "header_title": _("Unpublish"),
        "unpublish_url": reverse("wagtailadmin_pages:unpublish", args=[page.pk]),
        "next_url": get_valid_next_url_from_request(request) or reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
        "live_descendant_count": page.get_descendants().live().count(),
    }
    return render(request, UNPUBLISH_TEMPLATE, context, status=INVALID)
