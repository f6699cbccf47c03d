"""Writing to a question, and sharing it, taking it back and deleting it: each only by whoever wrote it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cms.dates import district_today
from cms.models import User
from cms.people import person_of
from cms.private_text import CannotBeOpened
from cms.viewer import viewer_for
from pd_tracks.models import ModulePage
from pd_tracks.models.people import end_of_school_year
from pd_tracks.own_texts import TextView, last_name, text_of
from pd_tracks.people_forms import CoachForm, ReflectionForm
from pd_tracks.personal_code import texts_are_open
from pd_tracks.services import delete_reflection, save_reflection, share_reflection, take_back
from pd_tracks.sharing import coaches_for
from pd_tracks.views.own import back_to, for_staff, nobody, own_page, page_of

CONFLICT, UNUSABLE, NOT_NOW = 409, 422, 503


@own_page
@for_staff
@require_POST
def write(request: HttpRequest, key) -> HttpResponse:
    """Keeps a text to a question of this module. A script gets JSON, a form the page again; where it is not kept, both get what was typed
    back, with the reason: 409 another window saved first, 422 too long, 403 nothing may be added, 503 the server cannot close texts.

    It needs no code: nothing is shown that was not sent with this request.
    """
    module, person, form = page_of(request, key, ModulePage), person_of(request), ReflectionForm(request.POST)
    if person is None:
        return _said(request, None, 403, _("This browser is not the one that opened the course. Open the module again from there."))
    if not form.is_valid():
        return _said(request, module, UNUSABLE, next(iter(form.errors.values()))[0])
    try:
        saved = save_reflection(
            person=person,
            track_key=module.get_parent().translation_key,
            module_key=module.translation_key,
            **form.cleaned_data,
        )
        if saved is None:
            return _said(request, module, 403, _("Nothing can be added just now: you left or paused this track, or your yes has ended."))
        if not saved.is_kept:
            words = _("You changed this in another window. Nothing is lost: put together what you want to keep, and save again.")
            return _said(request, module, CONFLICT, words, other=saved.reflection)
    except CannotBeOpened:
        return _said(request, module, NOT_NOW, _("What you wrote here before cannot be opened. Please tell who runs Waymark."))
    found = saved.reflection
    if _wants_json(request):
        return JsonResponse(_facts(found))
    anchor = f"text-{found.question_key}" if found else "texts"
    return HttpResponseRedirect(f"{module.get_url(request)}#{anchor}")


@own_page
@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, key) -> HttpResponse:
    """One plain screen: which coach, under which name, until when; then it is shared."""
    person, text = _mine(request, key)
    if text is None:
        return nobody(request) if person is None else _code_first(text)
    coaches = coaches_for(person)
    form = CoachForm(request.POST or None, coaches=coaches, initial={"name": last_name(person)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if share_reflection(person=person, key=key, coach_id=said["coach"].pk, name=said["name"]):
            return back_to(request, text.module_key, f"text-{text.question_key}")
        form.add_error(None, _("It cannot be shared just now: it is empty or gone, or you left or paused this track."))
    context = {"form": form, "text": text, "until": end_of_school_year(district_today()), "has_coaches": coaches.exists()}
    return _render(request, "pd_tracks/share.html", context, status=UNUSABLE if form.errors else 200)


@own_page
@require_POST
def unshare(request: HttpRequest, key) -> HttpResponse:
    """The coach loses it now."""
    person = person_of(request)
    if person is None:
        return nobody(request)
    take_back(person=person, key=key)
    return _where_from(request, text_of(person, key))


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, key) -> HttpResponse:
    """Asks, then deletes one text. Takes no code: who forgot theirs may still delete; the text is then not shown."""
    person = person_of(request)
    text = text_of(person, key) if person else None
    if text is None:
        return nobody(request)
    if request.method == "POST":
        delete_reflection(person=person, key=key)
        return _where_from(request, text)
    return _render(request, "pd_tracks/delete_text.html", {"text": text, "is_closed": not texts_are_open(request, person)})


def _mine(request: HttpRequest, key) -> tuple[User | None, TextView | None]:
    """Whoever is there, and their text under this key where it may be shown here. 404 where they have none."""
    person = person_of(request)
    if person is None:
        return None, None
    text = text_of(person, key)
    if text is None:
        raise Http404
    return person, text if texts_are_open(request, person) else None


def _code_first(_text) -> HttpResponse:
    return HttpResponseRedirect(reverse("own_code"))


def _said(request: HttpRequest, module, status: int, words: str, *, other=None) -> HttpResponse:
    """Not kept, and why; with what was typed."""
    if _wants_json(request):
        # What another window saved goes to the page alone, which asks for a code first where one is set.
        return JsonResponse({"message": words}, status=status)
    if module is None:
        return nobody(request)
    typed = request.POST.get("question", "").strip(), request.POST.get("text", "").replace("\r\n", "\n")
    context = module.context_after_a_save(request, *typed, error=words, other=other)
    return render(request, ModulePage.template, context, status=status)


def _facts(found) -> dict:
    """For the page's script: what the next save must say, and where the text is shared and deleted."""
    if found is None:
        return {"revision": 0, "key": ""}
    addresses = {f"{do}_url": reverse(f"{do}_text", args=[found.key]) for do in ("share", "delete")}
    return {"revision": found.revision, "key": str(found.key), **addresses}


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _where_from(request: HttpRequest, text: TextView | None) -> HttpResponse:
    if text is None or request.POST.get("from") == "mine":
        return HttpResponseRedirect(reverse("own_learning"))
    return back_to(request, text.module_key, f"text-{text.question_key}")


def _render(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    return render(request, template, {**context, "needs_token": not viewer_for(request).in_launch}, status=status)
