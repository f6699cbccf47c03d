"""One's own page: all of it to see, to take along and to delete."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from cms.models import User
from cms.people import person_of
from cms.viewer import viewer_for
from pd_tracks.notice_forms import ReminderForm
from pd_tracks.notices.due import may_choose
from pd_tracks.own.code import texts_are_open
from pd_tracks.own.data import own_data
from pd_tracks.own.file import zip_of
from pd_tracks.own.hours import hours_of
from pd_tracks.services import delete_all
from pd_tracks.views.own import nobody, own_page


@own_page
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything kept of whoever looks, on one page; with `?as=json` or `?as=zip` as a file."""
    person = person_of(request)
    if person is None:
        return nobody(request, status=200)
    data = own_data(person, with_texts=texts_are_open(request, person))
    kind = request.GET.get("as")
    if kind == "json":
        return _file(json.dumps(data, ensure_ascii=False, indent=2), "application/json", "json")
    if kind == "zip":
        return _file(zip_of(data, hours_of(person)), "application/zip", "zip")
    return page_of_mine(request, person, data)


@own_page
@require_POST
def forget_me(request: HttpRequest) -> HttpResponse:
    """Deletes all of it. `sure=1` comes with the box that says so. Takes no code: who forgot theirs may still delete."""
    person: User | None = person_of(request)
    if person is None:
        return nobody(request)
    if request.POST.get("sure") != "1":
        return page_of_mine(request, person, error=True, status=422)
    return render(request, "pd_tracks/left.html", {"gone": delete_all(person=person)})


def page_of_mine(
    request: HttpRequest,
    person: User,
    data: dict | None = None,
    *,
    form: ReminderForm | None = None,
    error: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page. `form`: a choice about reminders that could not be used; `error`: the box that deletes was not ticked."""
    data = data or own_data(person, with_texts=texts_are_open(request, person))
    is_here = any(not track["left"] for track in data["tracks"])
    if is_here and may_choose(person):
        form = form or ReminderForm(initial={"every": data["notices"]["reminders"]})
    context = {
        "data": data,
        "years": hours_of(person),
        "needs_token": not viewer_for(request).in_launch,
        "error": error,
        "has_reminders": is_here or data["notices"]["next_reminder"],
        "form": form,
    }
    return render(request, "pd_tracks/mine.html", context, status=status)


def _file(content: str | bytes, content_type: str, extension: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="my-waymark-learning.{extension}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
