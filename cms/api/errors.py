"""Every refusal of the API in one form: `application/problem+json` (RFC 9457). What failed inside is never in it."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse

from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cms.public_url import public_url

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/"


@dataclass(frozen=True)
class Problem:
    """One kind of refusal. Its `type` is the address of the list of problems, with its code behind a #."""

    code: str
    status: int
    title: str
    advice: str

    @property
    def type(self) -> str:
        return public_url(f"{ROOT}v1/problems/#{self.code}")


PROBLEMS = {
    problem.code: problem
    for problem in (
        Problem("bad-request", 400, "The request cannot be read", "Change the request; sending it again does not help."),
        Problem("invalid-parameter", 400, "A parameter cannot be used", "`errors` names each parameter and what is wrong with it."),
        Problem("not-authenticated", 401, "A token is needed", "Send a token that counts: Authorization: Bearer …"),
        Problem("not-allowed", 403, "Not allowed", "The token lacks the scope, its owner the right, or a form token is missing."),
        Problem("not-found", 404, "Not here", "Nothing public has this address or key, and perhaps nothing ever had."),
        Problem("method-not-allowed", 405, "Not for this method", "The header Allow names the methods that work here."),
        Problem("not-acceptable", 406, "No such format here", "Ask for application/json, or leave Accept out."),
        Problem(
            "withdrawn",
            410,
            "Withdrawn",
            "It was public and is not any more; `replaced_by` names what to use instead, where there is something.",
        ),
        Problem("too-large", 413, "Too large", "Send less."),
        Problem("unsupported-media-type", 415, "No such format is taken", "Send no body."),
        Problem("too-many-requests", 429, "Too many requests", "Wait for as many seconds as the header Retry-After says."),
        Problem("failed", 500, "Our fault", "It has been noted. Try again later."),
        Problem("unavailable", 503, "Not available now", "Try again in a moment; the header Retry-After may say when."),
    )
}
BY_STATUS = {problem.status: problem for problem in reversed(PROBLEMS.values())}


class Withdrawn(APIException):
    """What had this key was withdrawn. `replacement`: the key and title of what takes its place, where there is something."""

    status_code = 410
    default_code = "withdrawn"

    def __init__(self, detail: str, replacement: tuple[str, str] | None = None):
        super().__init__(detail)
        self.replacement = replacement


def bad_parameter(name: str, detail: str) -> ValidationError:
    """What to raise where a parameter cannot be used."""
    return ValidationError({name: [detail]})


def problem_of(status: int, *, detail: str = "", errors: list[dict] | None = None, **more) -> dict:
    """The body of a refusal."""
    problem = PROBLEMS["invalid-parameter"] if errors else BY_STATUS.get(status) or _unlisted(status)
    return {
        "type": problem.type if problem.code else "about:blank",
        "title": problem.title,
        "status": status,
        "detail": detail or problem.advice,
        "errors": errors or [],
        **more,
    }


def answer_exception(exc: Exception, context: dict) -> Response | None:
    """What the views answer instead of an exception. None for what nobody foresaw: then Django's handler says 500 (`ProblemsMiddleware`)."""
    response = exception_handler(exc, context)
    if response is None:
        return None
    more = {}
    if isinstance(exc, Withdrawn):
        key, title = exc.replacement or (None, None)
        more = {"replaced_by": {"key": key, "title": title} if key else None}
    is_invalid = isinstance(exc, ValidationError)
    errors = [{"parameter": name, "detail": text} for name, text in _flat(exc.detail)] if is_invalid else []
    detail = " ".join(f"{each['parameter']}: {each['detail']}" for each in errors) if is_invalid else _detail(exc)
    response.data = problem_of(response.status_code, detail=detail, errors=errors, **more)
    response.content_type = MEDIA_TYPE
    return response


def _detail(exc: Exception) -> str:
    return "" if isinstance(exc, Http404) else str(getattr(exc, "detail", ""))


def _flat(detail) -> list[tuple[str, ErrorDetail]]:
    """(parameter, what is wrong) pairs."""
    if isinstance(detail, dict):
        return [(name, str(text)) for name, texts in detail.items() for text in texts]
    return [("", str(text)) for text in detail]


def _unlisted(status: int) -> Problem:
    """A status that no view of ours answers with."""
    return Problem("", status, HTTPStatus(status).phrase, "")


class ProblemsMiddleware:
    """What Django itself refuses below /api/ (no such address, a broken request, a failure of ours) in the same form. Outermost."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_api = request.path_info.startswith(ROOT)
        response = self.get_response(request)
        if not is_api or response.status_code < 400 or response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        return as_problem(response)


def as_problem(response: HttpResponse) -> HttpResponse:
    """A problem in place of a page of errors, with the headers that say what to do."""
    problem = HttpResponse(JSONRenderer().render(problem_of(response.status_code)), status=response.status_code, content_type=MEDIA_TYPE)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            problem.headers[name] = response.headers[name]
    problem.headers["Cache-Control"] = "private, no-store"
    problem.headers["X-Content-Type-Options"] = "nosniff"
    return problem
