"""Answers to checks. Nothing is stored: no answer, no score, no try."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.launchable import find_launchable, find_withdrawn, tombstone
from curriculum.audience import answer_to
from curriculum.models import LessonPage
from curriculum.models.lessons import STUDENT_TEMPLATE
from curriculum.parts import AnswerView, CheckView

NOTHING_CHOSEN = 422


@csrf_exempt  # nothing is stored and nobody's account is used, so there is nothing to forge; and the pages stay cacheable
@require_POST
@never_cache
def check_answer(request: HttpRequest, launch_key, index: int) -> HttpResponse:
    """Our reply to one choice: the check alone for htmx, else the whole lesson with that check answered.

    Reads only the version this viewer sees, of the translation whose page was shown; no other one answers for it. 404 without such a check, 410 when the lesson was withdrawn, 403 when it is
    behind a sign-in, 422 when nothing that can be chosen was chosen.
    """
    lesson = _lesson(launch_key, request.POST.get("language", ""))
    if lesson is None:
        return _gone(request, launch_key)
    if not all(restriction.accept_request(request) for restriction in lesson.get_view_restrictions()):
        return render(request, "403.html", status=403)
    context, source = lesson.answering_context(request)
    check = _check(context["lesson"].checks, index)
    answered = _answer(source, check, request.POST.get("choice", ""))
    error = "" if answered else _("Choose one of the answers first.")
    context |= {"check": check, "answered_index": index, "answered": answered, "error": error}
    template = "curriculum/_check.html" if request.htmx else STUDENT_TEMPLATE
    return TemplateResponse(request, template, context, status=NOTHING_CHOSEN if error else 200)


def _lesson(launch_key, language: str) -> LessonPage | None:
    found = find_launchable(launch_key, language)
    page = found.page.specific if found and (found.in_language or not language) else None
    return page if isinstance(page, LessonPage) else None


def _gone(request: HttpRequest, launch_key) -> HttpResponse:
    withdrawn = find_withdrawn(launch_key)
    if not isinstance(withdrawn, LessonPage):
        raise Http404
    return tombstone(request, withdrawn)


def _check(checks: tuple[CheckView, ...], index: int) -> CheckView:
    for check in checks:
        if check.index == index and check.kind == "multiple_choice":
            return check
    raise Http404


def _answer(source, check: CheckView, posted: str) -> AnswerView | None:
    chosen = next((choice.index for choice in check.choices if str(choice.index) == posted), None)
    return None if chosen is None else answer_to(source, check.index, chosen)
