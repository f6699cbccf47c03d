"""Plain views of the floor: health, and what a launch shows when something is not there."""

import logging
import sys

from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wagtail.url_routing import RouteResult
from wagtail.views import serve

from cms.languages import language_of_path, speak
from cms.launchable import find_launchable, find_withdrawn, tombstone
from cms.routing import find_page

logger = logging.getLogger(__name__)

PAGE_PATH = r"^((?:[\w\-]+/)*)$"
"""What Wagtail takes for the path of a page."""

readiness_asked = Signal()
"""Sent by /readyz. A receiver returns (name, problem or ""), so an app adds a check without the floor knowing it."""


def page(request: HttpRequest, path: str) -> HttpResponse:
    """The page with this path, in the language of its address; all the rest (restrictions, hooks, serving) is Wagtail's own view.

    Where there is none, 404 in the language of the browser.
    """
    language = language_of_path(request.path_info)
    found = find_page(request, path, language)
    if found is None:
        raise Http404
    speak(request, language)
    # Wagtail looks for its answer here before it asks level by level.
    request._wagtail_route_for_request = RouteResult(found)
    return serve(request, path)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, cache, migrations and keys are in order, else 503 and which is not. Says no detail to the outside."""
    checks = {"database": _database, "migrations": _migrations, "cache": _cache}
    problems = {name: _problem_of(name, check) for name, check in checks.items()}
    if not problems["database"]:
        for _receiver, answer in readiness_asked.send_robust(sender=None):
            name, problem = answer if isinstance(answer, tuple) else ("other", "failed")
            problems[name] = problem
    state = {name: problem or "ok" for name, problem in problems.items()}
    return JsonResponse(state, status=503 if any(problems.values()) else 200)


def _problem_of(name: str, check) -> str:
    # A probe must never fail itself: whatever goes wrong is the finding.
    try:
        return check()
    except Exception:
        logger.warning("readyz: %s failed", name, exc_info=True)
        return "unavailable"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else ""


def _cache() -> str:
    cache.set("readyz", "1", 10)
    return "" if cache.get("readyz") == "1" else "does not keep values"


@require_safe
def launched_tombstone(request: HttpRequest, launch_key) -> HttpResponse:
    """Inside a launch: the link's content was withdrawn, or never was here. Back again? Then on to it."""
    found = find_launchable(launch_key) if launch_key else None
    if found and (url := found.page.get_url(request)):
        return HttpResponseRedirect(url)
    return tombstone(request, find_withdrawn(launch_key) if launch_key else None)


def not_inside_a_launch(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """A page behind a sign-in or a password does not open inside a platform, where nobody is signed in."""
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """What is left when something failed: 503 and "in a few minutes" where the database did not answer, else our fault, 500."""
    is_database = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    response = render(None, "503.html" if is_database else "500.html", status=503 if is_database else 500)
    if is_database:
        response["Retry-After"] = "30"
    add_never_cache_headers(response)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF refusal in our own words; what was typed stays in the form behind the back button."""
    return render(request, "403.html", status=403)
