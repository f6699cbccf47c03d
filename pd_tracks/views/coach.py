"""A coach's pages: what was shared with them, and who asked. Only on the site itself, signed in: no platform makes a coach.

Whatever is shown of somebody comes from `pd_tracks.sharing`, and opening it is written down for its owner.
"""

import functools
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from cms.languages import in_the_language_of_its_address
from cms.private_text import CannotBeOpened
from pd_tracks.calendar import calendar_of
from pd_tracks.coach_lists import SharedView, openings_of, waiting_for
from pd_tracks.listings import titles_of
from pd_tracks.models import ConversationState
from pd_tracks.own.conversations import conversation_view
from pd_tracks.participation.charts import charts_of
from pd_tracks.participation.counts import counts_view, shown_places
from pd_tracks.participation.filters import PeopleFilter
from pd_tracks.participation.outline import track_lines
from pd_tracks.participation.people import numbers_of, page_of_people
from pd_tracks.participation.sheets import people_sheet, rule_in_words
from pd_tracks.people_forms import AgreeForm, DeclineForm
from pd_tracks.services import agree, decline, hold, look_at_conversation, look_at_share
from pd_tracks.sharing import asked_of, is_coach, onlooker_of
from pd_tracks.views.participation import FILES, NOT_UNDERSTOOD

UNUSABLE = 422


def for_coaches(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, and appointed; never cached."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("wagtailcore_login"))
        speaking = in_the_language_of_its_address(view if is_coach(user) else _not_a_coach)
        response = speaking(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapper


@for_coaches
@require_GET  # not HEAD: whoever is listed sees a look, and nobody would have looked
def home(request: HttpRequest) -> HttpResponse:
    """Participation, for a coach: who asked, who chose them and what each shows, and how the tracks are going. By the names that people chose."""
    who, tracks = onlooker_of(request), track_lines()
    filters = _people_filter(request, who, tracks)
    counts = counts_view(who, tracks, track_key=filters.value("track"), place=None, page=1)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "lists": waiting_for(who),
        "people": page_of_people(who, filters.choice, request.GET.get("page"), tracks),
        "numbers": numbers_of(who),
        "filters": filters,
        "is_narrowed": any(filters.value(name) for name in filters.fields),
        "counts": counts,
        "charts": charts_of(counts),
        "rule": rule_in_words(counts),
        "query": asked.urlencode(),
    }
    return render(request, "pd_tracks/coach.html", context, status=NOT_UNDERSTOOD if filters.errors else 200)


@for_coaches
@require_GET  # not HEAD: it would be a look at nothing
def people_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The people of the table as a file (`csv`, `xlsx`), with its filters: all of them, and a look at each."""
    who, tracks = onlooker_of(request), track_lines()
    filters = _people_filter(request, who, tracks)
    if kind not in FILES or filters.errors:
        raise Http404
    return FILES[kind](people_sheet(who, filters, tracks), "people-who-turned-to-me")


def _people_filter(request: HttpRequest, who, tracks) -> PeopleFilter:
    filters = PeopleFilter(request.GET, tracks=tracks, places=shown_places(who))
    filters.is_valid()
    return filters


@for_coaches
@require_safe
def shared(request: HttpRequest, key) -> HttpResponse:
    """One shared text. That it was opened is written down, for its author to see."""
    share = look_at_share(coach=request.user, key=key)
    if share is None:
        raise Http404
    reflection = share.reflection
    try:
        text, name = reflection.text(), share.name()
    except CannotBeOpened:
        text, name = None, ""
    view = SharedView(
        name=name,
        module=titles_of([reflection.module_key]).get(reflection.module_key, ""),
        question=reflection.question,
        text=text,
        written_at=reflection.written_at,
        until=share.until,
    )
    return render(request, "pd_tracks/shared.html", {"shared": view, "openings": openings_of(reflection.module_key)})


@for_coaches
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, key) -> HttpResponse:
    """One request, with an answer in place (`do=agree`, `decline`, `hold`). That it was opened is written down."""
    do = request.POST.get("do", "")
    agreeing = AgreeForm(request.POST if do == "agree" else None)
    declining = DeclineForm(request.POST if do == "decline" else None, auto_id="decline_%s")
    if request.method == "POST":
        answers = {
            "agree": lambda: agreeing.is_valid() and agree(coach=request.user, key=key, **agreeing.cleaned_data),
            "decline": lambda: declining.is_valid() and decline(coach=request.user, key=key, **declining.cleaned_data),
            "hold": lambda: hold(coach=request.user, key=key),
        }
        if do in answers and answers[do]():
            return HttpResponseRedirect(reverse("coach_conversation", args=[key]))
    found = look_at_conversation(coach=request.user, key=key)
    if found is None:
        raise Http404
    talk = conversation_view(found)
    agreeing.initial = {"begins_at": talk.begins_at, "minutes": talk.minutes, "words": talk.answer}  # another time keeps the room
    has_errors = bool(agreeing.errors or declining.errors)
    context = {
        "talk": talk,
        "about": titles_of([talk.module_key]).get(talk.module_key, "") if talk.module_key else "",
        "agreeing": agreeing,
        "declining": declining,
        "openings": openings_of(talk.module_key),
        "said": "" if has_errors or request.method != "POST" else _("Nothing changed: it is not open any longer."),
    }
    return render(request, "pd_tracks/conversation.html", context, status=UNUSABLE if has_errors else 200)


@for_coaches
@require_safe
def calendar(request: HttpRequest, key) -> HttpResponse:
    """The agreed time, for the coach's calendar. The name is the one the teacher chose."""
    found = asked_of(request.user).filter(key=key, state=ConversationState.AGREED).first()
    if found is None:
        raise Http404
    talk = conversation_view(found)
    about = titles_of([talk.module_key]).get(talk.module_key, "") if talk.module_key else ""
    return calendar_of(talk, with_whom=talk.request["name"], about=about)


def _not_a_coach(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    return render(request, "pd_tracks/not_a_coach.html", {}, status=403)
