"""Asking a coach for a conversation, taking it back, and its line for a calendar."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.people import person_of
from cms.private_text import CannotBeOpened
from cms.viewer import viewer_for
from pd_tracks.calendar import calendar_of
from pd_tracks.listings import titles_of
from pd_tracks.models import ModulePage, TrackPage
from pd_tracks.own.code import texts_are_open
from pd_tracks.own.conversations import conversations_of
from pd_tracks.own.texts import last_name
from pd_tracks.people_forms import RequestForm
from pd_tracks.services import ask_for_conversation, withdraw
from pd_tracks.services.conversations import AlreadyOpen
from pd_tracks.sharing import coaches_for
from pd_tracks.views.own import for_staff, nobody, own_page, page_of

UNUSABLE = 422


@own_page
@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key) -> HttpResponse:
    """A form for one coach, about a module or a track."""
    page, person = page_of(request, key, ModulePage, TrackPage), person_of(request)
    if person is None:
        return nobody(request)
    if not texts_are_open(request, person):
        return HttpResponseRedirect(reverse("own_code"))
    coaches = coaches_for(person)
    form = RequestForm(request.POST or None, coaches=coaches, initial={"name": last_name(person)})
    if request.method == "POST" and form.is_valid():
        asked, problem = _asked(person, page, form)
        if asked:
            return HttpResponseRedirect(f"{reverse('own_learning')}#conversation-{asked.key}")
        form.add_error(None, problem)
    context = {
        "form": form,
        "title": page.title,
        "page_url": page.get_url(request),
        "has_coaches": coaches.exists(),
        "needs_token": not viewer_for(request).in_launch,
    }
    return render(request, "pd_tracks/ask.html", context, status=UNUSABLE if form.errors else 200)


def _asked(person, page, form: RequestForm):
    """The request, or why there is none."""
    said, is_module = dict(form.cleaned_data), isinstance(page, ModulePage)
    try:
        asked = ask_for_conversation(
            person=person,
            track_key=page.get_parent().translation_key if is_module else page.translation_key,
            module_key=page.translation_key if is_module else None,
            coach_id=said.pop("coach").pk,
            **said,
        )
    except (AlreadyOpen, CannotBeOpened):
        return None, _(
            "There is an open request to this coach already. Withdraw it first, on the page of your learning, to ask for something else."
        )
    return asked, _("It cannot be sent just now: you have not joined this track, or left or paused it.")


@own_page
@require_POST
def take_back(request: HttpRequest, key) -> HttpResponse:
    """The coach sees nothing of it from now on; what is over is deleted."""
    person = person_of(request)
    if person is None:
        return nobody(request)
    withdraw(person=person, key=key)
    return HttpResponseRedirect(f"{reverse('own_learning')}#conversation-{key}")


@own_page
@require_safe
def calendar(request: HttpRequest, key) -> HttpResponse:
    """The agreed time, for one's own calendar."""
    person = person_of(request)
    if person is None or not texts_are_open(request, person):
        raise Http404
    talk = next((each for each in conversations_of(person) if each.key == str(key) and each.has_time), None)
    if talk is None:
        raise Http404
    about = titles_of([talk.module_key]).get(talk.module_key, "") if talk.module_key else ""
    return calendar_of(talk, with_whom=talk.coach, about=about)
