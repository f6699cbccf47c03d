"""The page of a competency, the search, and answers to checks. Nothing is stored: no answer, no score, no try."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cms.languages import in_the_language_of_its_address
from cms.launchable import find_launchable, find_withdrawn, tombstone
from cms.public_url import public_url
from cms.translations import translations_of_view
from cms.viewer import Audience, viewer_for
from curriculum.audience import answer_to, lesson_view
from curriculum.competencies import competency_view, lessons_teaching, open_progression
from curriculum.families import family_view, languages_for, lesson_for_families
from curriculum.history import compared, may_read_history, versions_of
from curriculum.models import Competency, LessonPage
from curriculum.models.lessons import template_for
from curriculum.parts import AnswerView, CheckView
from curriculum.progression import competency_url
from curriculum.search.finding import find

NOTHING_CHOSEN = 422


@require_safe
@in_the_language_of_its_address
def competency(request: HttpRequest, code: str) -> HttpResponse:
    """One competency for anybody. Other capitals, and the address of a language it has no words in, lead to where it is; else 404."""
    found = Competency.objects.find(code, get_language())
    if found is None:
        raise Http404
    if found.code != code or found.locale.language_code != get_language():
        return redirect(competency_url(found))
    progression = open_progression(found, request)
    context = {
        "competency": competency_view(found, progression),
        "lessons": lessons_teaching(found, progression, request.GET.get("page", "1")),
        "canonical_url": public_url(request.path),
        "description": found.i_can,
        "translations": translations_of_view("competency", found.code, codes=Competency.objects.languages_of(found)),
    }
    return render(request, "curriculum/competency.html", context)


@require_safe
@in_the_language_of_its_address
def families(request: HttpRequest, launch_key) -> HttpResponse:
    """A lesson for families, in the language of the address; where there are no words in it, on to where there are.

    404 for what never was a lesson, and inside a student's launch; 410 when it was withdrawn, 403 when it is behind a sign-in.
    """
    viewer = viewer_for(request)
    if viewer.in_launch and viewer.audience is Audience.STUDENT:
        raise Http404
    lesson = _lesson(launch_key, get_language()) or _lesson(launch_key, "")
    if lesson is None:
        return _gone(request, launch_key)
    if not all(restriction.accept_request(request) for restriction in lesson.get_view_restrictions()):
        return render(request, "403.html", status=403)
    view = lesson_for_families(lesson)
    codes = languages_for(lesson, view)
    if get_language() not in codes:
        with override(codes[0]):
            return redirect("family", launch_key)
    family = family_view(lesson, view, get_language())
    context = {
        "family": family,
        "description": family.essential_question,
        "canonical_url": public_url(request.path),
        "translations": translations_of_view("family", launch_key, codes=codes),
    }
    return render(request, "curriculum/family.html", context)


@require_safe
@never_cache
@in_the_language_of_its_address
def versions(request: HttpRequest, launch_key) -> HttpResponse:
    """What changed in a lesson, version by version, for teachers and editors; 404 for everybody else, and for what never was.

    `?from=1&to=2` also says what changed between these two. Numbers are those of the language of the address.
    """
    lesson = _lesson(launch_key, get_language()) or _lesson(launch_key, "")
    if lesson is None or not may_read_history(request, lesson):
        raise Http404
    context = {
        "lesson": lesson_view(lesson.version_for(viewer_for(request)), Audience.STUDENT),
        "lesson_url": lesson.get_url(request),
        "versions": versions_of(lesson, lesson.version_kept_by(viewer_for(request))),
        "comparison": compared(lesson, request.GET.get("from", ""), request.GET.get("to", "")),
    }
    return render(request, "curriculum/versions.html", context)


@require_safe
@in_the_language_of_its_address
def search(request: HttpRequest) -> HttpResponse:
    """Lessons, units and competencies, the same for everybody, in the language of the address. Any text at all may be asked for."""
    found = find(request.GET, get_language())
    translations = translations_of_view("search", codes=tuple(code for code, _name in settings.LANGUAGES), query=found.query)
    return render(request, "curriculum/search.html", {"found": found, "translations": translations})


@csrf_exempt  # nothing is stored and nobody's account is used, so there is nothing to forge; and the pages stay cacheable
@require_POST
@never_cache
@in_the_language_of_its_address
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
    template = "curriculum/_check.html" if request.htmx else template_for(context["lesson"])
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
