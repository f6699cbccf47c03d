"""Joining, pausing, leaving, marking, and one's own page. Only whoever is there sees and changes their own; nobody else's is reachable."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from cms.models import DistrictSettings
from cms.people import may_join, person_of, person_who_joins, place_of
from cms.viewer import Viewer, viewer_for
from pd_tracks.listings import titles_of
from pd_tracks.models import Credential, Enrolment, ModulePage, TrackPage
from pd_tracks.services import Mark, Worked, join_track, leave_track, mark_module, mark_part, pause_track, tell_gradebook
from pd_tracks.sharing import own
from pd_tracks.views.own import back_to, for_staff, nobody, own_page, page_of


@own_page
@for_staff
@require_POST
def join(request: HttpRequest, key) -> HttpResponse:
    """Somebody says yes. Saying it twice changes nothing; nobody who may not join becomes anybody."""
    track = page_of(request, key, TrackPage)
    person = person_who_joins(request) if may_join(request) else None
    if person is None or join_track(person=person, track_key=track.translation_key, place=place_of(request)) is None:
        return nobody(request)
    return HttpResponseRedirect(f"{track.get_url(request)}#join")


@own_page
@require_POST
def pause(request: HttpRequest, key) -> HttpResponse:
    """Pauses, or goes on (`do=resume`)."""
    person = person_of(request)
    if person is None:
        return nobody(request)
    pause_track(person=person, track_key=key, is_on=request.POST.get("do") != "resume")
    return back_to(request, key, "join")


@own_page
@for_staff
@require_POST
def tell(request: HttpRequest, key) -> HttpResponse:
    """Their own switch for the gradebook of a course (`on=1`); only in a course."""
    person, viewer = person_of(request), viewer_for(request)
    if person is None or not viewer.in_launch:
        return nobody(request)
    is_kept = tell_gradebook(person=person, track_key=key, is_on=request.POST.get("on") == "1", visit=viewer)
    return back_to(request, key, "join") if is_kept else nobody(request)


@own_page
def leave(request: HttpRequest, key) -> HttpResponse:
    """Asks whether to keep or to delete, then does it. What is deleted is gone when the answer comes."""
    person = person_of(request)
    if person is None:
        return nobody(request)
    choice = request.POST.get("what", "")
    if request.method != "POST" or choice not in {"keep", "delete", "delete_but_certificates"}:
        title = titles_of([key]).get(key, "") if own(person, Enrolment).filter(track_key=key).exists() else ""
        has_certificates = own(person, Credential).filter(track_key=key).exists()
        context = {"title": title, "has_certificates": has_certificates, "needs_token": not viewer_for(request).in_launch}
        return render(request, "pd_tracks/leave.html", {**context, "error": request.method == "POST"})
    keeps = {"keep": choice == "keep", "keep_certificates": choice == "delete_but_certificates"}
    gone = leave_track(person=person, track_key=key, **keeps)
    return render(request, "pd_tracks/left.html", {"gone": gone, "days": DistrictSettings.load().learning_retention_days})


@own_page
@for_staff
@require_POST
def mark(request: HttpRequest, key) -> HttpResponse:
    """Keeps or takes back a mark of a module (`mark=tried`, `mark=done`) or of one of its parts (`part=…`), for somebody who joined its
    track."""
    module = page_of(request, key, ModulePage)
    person, said, part = person_of(request), request.POST.get("mark", ""), request.POST.get("part", "")
    shown = module.view_for(request)
    if said not in set(Mark) and part not in {section.key for section in shown.sections}:
        raise Http404
    what = {
        "person": person,
        "track_key": module.get_parent().translation_key,
        "module_key": module.translation_key,
        "is_on": request.POST.get("on") == "1",
    }
    is_kept = person is not None and _keep(what, said, part, Worked(shown.title, shown.version_number, shown.minutes), viewer_for(request))
    at = request.POST.get("at", "")
    anchor = f"part-{at}" if re.fullmatch(r"[0-9]{1,2}", at) else "marks"
    return HttpResponseRedirect(f"{module.get_url(request)}#{anchor}") if is_kept else nobody(request)


def _keep(what: dict, said: str, part: str, worked: Worked, visit: Viewer) -> bool:
    return mark_module(**what, mark=Mark(said), worked=worked, visit=visit) if said else mark_part(**what, part=part)
