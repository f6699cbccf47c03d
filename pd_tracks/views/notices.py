"""What people choose about e-mail: on their own page, on a coach's page, and by the link in an e-mail, which takes no sign-in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from cms.languages import in_the_language_of_its_address
from cms.people import person_of
from pd_tracks.models.notices import Every, Kind
from pd_tracks.notice_forms import ReminderForm
from pd_tracks.notices.due import gets_digest
from pd_tracks.notices.links import read_stop
from pd_tracks.services.notices import choose_reminders, stop_notices, switch_digest_on
from pd_tracks.views.coach import for_coaches
from pd_tracks.views.mine import page_of_mine
from pd_tracks.views.own import nobody, own_page

UNUSABLE, NOT_THERE = 422, 404


@own_page
@require_POST
def reminders(request: HttpRequest) -> HttpResponse:
    """How often they want to be reminded (`every`)."""
    person = person_of(request)
    if person is None:
        return nobody(request)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return page_of_mine(request, person, form=form, status=UNUSABLE)
    is_kept = choose_reminders(person=person, every=Every(form.cleaned_data["every"]))
    return HttpResponseRedirect(f"{reverse('own_learning')}#reminders") if is_kept else nobody(request)


@for_coaches
@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: HttpRequest) -> HttpResponse:
    """A coach's own switch (`on=1`)."""
    if request.method != "POST":
        context = {"has_address": bool(request.user.email), "is_on": gets_digest(request.user)}
        return render(request, "pd_tracks/coach_digest.html", context)
    if request.POST.get("on") == "1":
        switch_digest_on(coach=request.user)
    else:
        stop_notices(user_id=request.user.pk, kind=Kind.COACH)
    return HttpResponseRedirect(reverse("coach_digest"))


# A mailbox posts here for its reader (RFC 8058), and has no form token. The signed address is what shows that it may: nobody's sign-in is
# used, and all that a forger who knew it could do is to switch one kind of e-mail off. Switching it on again is another route.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@in_the_language_of_its_address
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once (GET), and switches off (POST), as often as it is asked. Answers in place: RFC 8058 forbids leading elsewhere."""
    found = read_stop(token)
    user_id, kind = found or (None, None)
    context = {"is_known": found is not None, "is_coach": kind == Kind.COACH, "is_off": False, "is_theirs": False}
    if found and request.method == "POST":
        every = stop_notices(user_id=user_id, kind=kind)
        person = person_of(request)
        context |= {"is_off": True, "every": every or Every.MONTHLY, "is_theirs": person is not None and person.pk == user_id}
    response = render(request, "pd_tracks/stop_notices.html", context, status=200 if found else NOT_THERE)
    add_never_cache_headers(response)
    return response
