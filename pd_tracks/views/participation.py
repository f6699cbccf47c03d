"""Counts, for leaders, coaches and administrators on the site, and for whoever runs a course for staff inside it. Nobody is in them."""

import functools
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from cms.languages import in_the_language_of_its_address
from cms.people import place_of
from cms.spreadsheets import csv_response, xlsx_response
from cms.viewer import viewer_for
from pd_tracks.participation.charts import charts_of
from pd_tracks.participation.counts import counts_view, shown_places
from pd_tracks.participation.filters import CountsFilter
from pd_tracks.participation.outline import track_lines
from pd_tracks.participation.sheets import counts_sheet, rule_in_words
from pd_tracks.sharing import Kind, onlooker_of

FILES = {"csv": csv_response, "xlsx": xlsx_response}
COUNTS_ARE_FOR = frozenset({Kind.COACH, Kind.LEADER, Kind.ADMINISTRATOR, Kind.FACILITATOR})
NOT_UNDERSTOOD = 400


def for_whom_counts_are(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets who looks. Nobody else gets anything; never cached."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        who, in_launch = onlooker_of(request), viewer_for(request).in_launch
        if not in_launch and not (who.user and who.user.is_authenticated):
            return redirect_to_login(request.get_full_path(), reverse("wagtailcore_login"))
        may_see = who.kinds & COUNTS_ARE_FOR
        speaking = in_the_language_of_its_address(functools.partial(view, who=who) if may_see else _not_for_them)
        response = speaking(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapper


@for_whom_counts_are
@require_safe
def participation(request: HttpRequest, *, who) -> HttpResponse:
    """How the tracks are going: the counts of the newest week, and how they came about."""
    tracks = track_lines()
    view, filters = _view(request, who, tracks)
    context = {
        "counts": view,
        "filters": filters,
        "charts": charts_of(view),
        "rule": rule_in_words(view),
        "query": _query(request),
        "course": place_of(request).name if Kind.FACILITATOR in who.kinds else "",
        "is_coach": Kind.COACH in who.kinds,
    }
    return render(request, "pd_tracks/participation.html", context, status=NOT_UNDERSTOOD if filters.errors else 200)


@for_whom_counts_are
@require_safe
def participation_file(request: HttpRequest, kind: str, *, who) -> HttpResponse:
    """The same table as a file (`csv`, `xlsx`), with its filters."""
    tracks = track_lines()
    view, filters = _view(request, who, tracks)
    if kind not in FILES or view.track is None or filters.errors:
        raise Http404
    return FILES[kind](counts_sheet(who, view, filters), f"participation-{view.week.isoformat()}")


def _view(request: HttpRequest, who, tracks):
    """The counts, and the form that narrowed them."""
    filters = CountsFilter(request.GET, tracks=tracks, places=shown_places(who))
    filters.is_valid()
    page = request.GET.get("page")
    return counts_view(who, tracks, track_key=filters.value("track"), place=filters.value("place"), page=page), filters


def _query(request: HttpRequest) -> str:
    """The filters of this address, without the page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def _not_for_them(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    return render(request, "pd_tracks/not_for_you.html", {}, status=403)
