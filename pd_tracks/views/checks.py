"""Answers to checks of a module. Nothing is stored: no answer, no right or wrong, no try."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.languages import in_the_language_of_its_address
from cms.launchable import find_launchable, find_withdrawn, may_open, tombstone
from cms.viewer import viewer_for
from pd_tracks.audience import answer_to
from pd_tracks.models import ModulePage
from pd_tracks.staff_only import may_open_in_launch, refused

NOTHING_CHOSEN = 422


@csrf_exempt  # nothing is stored and nobody's account is used, so there is nothing to forge; and the pages stay cacheable
@require_POST
@never_cache
@in_the_language_of_its_address
def check_answer(request: HttpRequest, launch_key, index: int) -> HttpResponse:
    """Our reply to one choice: the check alone for htmx, else the whole module with that check answered.

    404 without such a check, 410 when the module was withdrawn, 403 behind a sign-in or in a course for students, 422 when nothing
    that can be chosen was chosen.
    """
    if not may_open_in_launch(viewer_for(request)):
        return refused(request, "")
    found = find_launchable(launch_key, request.POST.get("language", ""))
    module = found.page.specific if found else find_withdrawn(launch_key)
    if not isinstance(module, ModulePage):
        raise Http404
    if not found:
        return tombstone(request, module)
    if not may_open(request, module):
        return render(request, "403.html", status=403)
    context, source = module.answering_context(request)
    check = next((check for check in context["module"].checks if check.index == index and check.kind == "multiple_choice"), None)
    if check is None:
        raise Http404
    chosen = next((choice.index for choice in check.choices if str(choice.index) == request.POST.get("choice", "")), None)
    answered = None if chosen is None else answer_to(source, index, chosen)
    error = "" if answered else _("Choose one of the answers first.")
    context |= {"check": check, "answered_index": index, "answered": answered, "error": error}
    template = "pd_tracks/_check.html" if request.htmx else ModulePage.template
    return TemplateResponse(request, template, context, status=NOTHING_CHOSEN if error else 200)
