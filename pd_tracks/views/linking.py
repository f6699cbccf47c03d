"""Putting together two that are one person: a code shown here is typed there."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cms.people import is_now, may_join, person_of
from cms.private_text import CannotBeOpened
from cms.viewer import viewer_for
from pd_tracks.own.code import texts_are_open
from pd_tracks.people_forms import LinkForm
from pd_tracks.services.linking import Linked, link, new_link_code, person_of_code
from pd_tracks.views.own import nobody, own_page

UNUSABLE = 422
WORDS = {
    Linked.UNKNOWN: _("This code is not known, or it is over. Let a new one be shown."),
    Linked.CLOSED: _("Too many wrong codes. Wait an hour and try again."),
    Linked.TWO_ACCOUNTS: _("Both have an account of their own. Only an administrator of Waymark can settle that."),
    Linked.UNREADABLE: _("Something you wrote cannot be opened just now, so nothing was changed. Please tell who runs Waymark."),
    Linked.SAME: _("The two are one already."),
}


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """`do=show` shows a code; else a code is taken, and the two are one person from now on. Needs the personal code where one is set."""
    person = person_of(request)
    if person is None and not may_join(request):
        return nobody(request)
    if person is not None and not texts_are_open(request, person):
        return HttpResponseRedirect(reverse("own_code"))
    shows = request.method == "POST" and request.POST.get("do") == "show" and person is not None
    form = LinkForm(request.POST if request.method == "POST" and not shows else None)
    if form.is_bound and form.is_valid():
        came = _take(request, person, form.cleaned_data["code"])
        if came is Linked.DONE:
            return HttpResponseRedirect(reverse("own_learning"))
        form.add_error("code", WORDS[came])
    context = {
        "form": form,
        "code": new_link_code(person) if shows else "",
        "has_person": person is not None,
        "needs_token": not viewer_for(request).in_launch,
    }
    return render(request, "pd_tracks/together.html", context, status=UNUSABLE if form.errors else 200)


def _take(request: HttpRequest, person, code: str) -> Linked:
    who = f"{person.pk if person else ''} {viewer_for(request).person_key}"
    other = person_of_code(code, tried_by=who)
    if isinstance(other, Linked):
        return other
    if person is None:  # nothing here yet: this pseudonym stands for them from now on
        return Linked.DONE if is_now(request, other) else Linked.UNKNOWN
    try:
        return link(other, person)
    except CannotBeOpened:
        return Linked.UNREADABLE
