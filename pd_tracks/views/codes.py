"""A code of one's own: set it, give it, take it away again."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.people import person_of
from cms.viewer import viewer_for
from pd_tracks.models import Enrolment
from pd_tracks.own.code import has_code, open_texts, texts_are_open
from pd_tracks.people_forms import CodeForm, NewCodeForm
from pd_tracks.services import remove_code, set_code, try_code
from pd_tracks.services.codes import Tried
from pd_tracks.sharing import own
from pd_tracks.views.own import nobody, own_page

UNUSABLE = 422


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Without a code: sets one. With one: opens one's texts in this launch, or (`do=remove`) takes the code away; both take the code."""
    person = person_of(request)
    if person is None or not own(person, Enrolment).exists():
        return nobody(request)
    is_set = has_code(person)
    form = (CodeForm if is_set else NewCodeForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = _do(request, person, form.cleaned_data["code"], is_set=is_set)
        if not problem:
            return HttpResponseRedirect(reverse("own_learning"))
        form.add_error("code", problem)
    context = {
        "form": form,
        "is_set": is_set,
        "is_open": is_set and texts_are_open(request, person),
        "needs_token": not viewer_for(request).in_launch,
    }
    return render(request, "pd_tracks/code.html", context, status=UNUSABLE if form.errors else 200)


def _do(request: HttpRequest, person, said: str, *, is_set: bool) -> str:
    """Why it was not done; "" where it was."""
    if not is_set:
        if not set_code(person=person, code=said):
            return _("There is a code already: it was set in another window.")
        open_texts(request, person)
        return ""
    tried = try_code(person=person, code=said)
    if tried is Tried.CLOSED:
        return _("Too many wrong tries. Wait an hour and try again.")
    if tried is Tried.WRONG:
        return _("This is not the code.")
    if request.POST.get("do") == "remove":
        remove_code(person=person)
    else:
        open_texts(request, person)
    return ""
