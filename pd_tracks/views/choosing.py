"""Choosing a coach who may see how far one is in a track, and letting them go."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.people import person_of
from cms.viewer import viewer_for
from pd_tracks.models import Enrolment, TrackPage
from pd_tracks.own.texts import last_name
from pd_tracks.people_forms import CoachForm
from pd_tracks.services import choose_coach, let_coach_go
from pd_tracks.sharing import coaches_for, own
from pd_tracks.staff_only import may_open_in_launch, refused
from pd_tracks.views.own import back_to, nobody, own_page, page_of

UNUSABLE = 422


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, key) -> HttpResponse:
    """One plain screen: which coach, under which name, until when. `do=let_go` takes it back, wherever the course is for."""
    person, viewer = person_of(request), viewer_for(request)
    if person is None:
        return nobody(request)
    if request.method == "POST" and request.POST.get("do") == "let_go":
        let_coach_go(person=person, track_key=key)
        return back_to(request, key, "join")
    if not may_open_in_launch(viewer):
        return refused(request, "")
    track, coaches = page_of(request, key, TrackPage), coaches_for(person)
    enrolment = own(person, Enrolment).filter(track_key=track.translation_key).open().first()
    if enrolment is None:
        return HttpResponseRedirect(f"{track.get_url(request)}#join")
    form = CoachForm(request.POST or None, coaches=coaches, initial={"name": last_name(person)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if choose_coach(person=person, track_key=track.translation_key, coach_id=said["coach"].pk, name=said["name"]):
            return HttpResponseRedirect(f"{track.get_url(request)}#join")
        form.add_error(None, _("Nothing was changed: you left or paused this track meanwhile, or are asked for your yes again."))
    context = {
        "form": form,
        "title": track.title,
        "page_url": track.get_url(request),
        "until": enrolment.shares_until,
        "has_coaches": coaches.exists(),
        "needs_token": not viewer.in_launch,
    }
    return render(request, "pd_tracks/choose.html", context, status=UNUSABLE if form.errors else 200)
