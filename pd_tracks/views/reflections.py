"""Writing to a question, and sharing it, taking it back and deleting it: each only by whoever wrote it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cms.models import User
from cms.people import person_of
from cms.private_text import CannotBeOpened
from cms.viewer import viewer_for
from pd_tracks.models import Enrolment, ModulePage
from pd_tracks.own.code import texts_are_open
from pd_tracks.own.texts import TextView, last_name, text_of
from pd_tracks.people_forms import CoachForm, ReflectionForm
from pd_tracks.services import delete_reflection, save_reflection, share_reflection, take_back
from pd_tracks.sharing import coaches_for, own
from pd_tracks.staff_only import may_open_in_launch
from pd_tracks.views.own import back_to, for_staff, nobody, own_page, page_of

CONFLICT, UNUSABLE, NOT_NOW = 409, 422, 503


@own_page
@require_POST
def write(request: HttpRequest, key) -> HttpResponse:
    """Keeps a text to a question of this module. A script gets JSON, a form the page again. Where it is not kept, the script is told why and
    the form gets back what was typed: 409 another window saved first, 422 too long, 403 nothing may be added or a code is asked for first,
    503 what is there cannot be opened.
    """
    if not may_open_in_launch(viewer_for(request)):
        return _not_kept(request, None, 403, _("This course is for students: nothing of yours is added here."))
    person, form = person_of(request), ReflectionForm(request.POST)
    if person is None:
        return _not_kept(request, None, 403, _whose(request))
    if not texts_are_open(request, person):
        return _not_kept(request, None, 403, _("Give your code first. Then come back and save again."), code=True)
    module = page_of(request, key, ModulePage)
    if not form.is_valid():
        return _not_kept(request, module, UNUSABLE, next(iter(form.errors.values()))[0])
    keys = {"track_key": module.get_parent().translation_key, "module_key": module.translation_key}
    try:
        saved = save_reflection(person=person, **keys, **form.cleaned_data)
    except CannotBeOpened:
        return _not_kept(request, module, NOT_NOW, _("What you wrote here before cannot be opened. Please tell who runs Waymark."))
    if saved is None:
        words = _("Nothing can be added just now: you left or paused this track, or your yes has ended.")
        return _not_kept(request, module, 403, words)
    if not saved.is_kept:
        words = _("You changed this in another window. Nothing is lost: put together what you want to keep, and save again.")
        return _not_kept(request, module, CONFLICT, words)
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
    person = person_of(request)
    if person is None:
        return nobody(request)
    text = text_of(person, key)
    if text is None:
        raise Http404
    if not texts_are_open(request, person):
        return HttpResponseRedirect(reverse("own_code"))
    coaches = coaches_for(person)
    form = CoachForm(request.POST or None, coaches=coaches, initial={"name": last_name(person)})
    if request.method == "POST" and form.is_valid():
        if _share(person, key, form):
            return back_to(request, text.module_key, f"text-{text.question_key}")
        form.add_error(None, _("It cannot be shared just now: it is empty or gone, or you left or paused this track."))
    enrolment = get_object_or_404(own(person, Enrolment), pk=text.enrolment_id)
    context = {"form": form, "text": text, "until": enrolment.shares_until, "has_coaches": coaches.exists()}
    return _render(request, "pd_tracks/share.html", context, status=UNUSABLE if form.errors else 200)


def _share(person: User, key, form: CoachForm) -> bool:
    said = form.cleaned_data
    try:
        return share_reflection(person=person, key=key, coach_id=said["coach"].pk, name=said["name"]) is not None
    except CannotBeOpened:
        return False


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
    if person is None:
        return nobody(request)
    text = text_of(person, key)
    if text is None:
        return HttpResponseRedirect(reverse("own_learning"))  # deleted already, as by a second press
    if request.method == "POST":
        delete_reflection(person=person, key=key)
        return _where_from(request, text)
    return _render(request, "pd_tracks/delete_text.html", {"text": text, "is_closed": not texts_are_open(request, person)})


def _whose(request: HttpRequest) -> str:
    if viewer_for(request).in_launch:
        return _("This browser is not the one that opened the course, or you left meanwhile. Open the module again from there.")
    return _("You are not signed in any longer. Sign in again, and save again.")


def _not_kept(request: HttpRequest, module: ModulePage | None, status: int, words: str, *, code: bool = False) -> HttpResponse:
    """Not kept, and why; with what was typed."""
    if _wants_json(request):
        # What another window saved goes to the page alone.
        return JsonResponse({"message": words}, status=status)
    question, typed = request.POST.get("question", ""), request.POST.get("text", "").replace("\r\n", "\n")
    context = module.context_after_a_save(request, question, typed, words) if module else None
    if context is None:
        context = {"question": question, "typed": typed, "words": words, "code": code}
        return render(request, "pd_tracks/not_kept.html", context, status=status)
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
