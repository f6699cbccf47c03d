"""What can be reached without a launch or a login is a short list, with reasons; inside a launch, a shorter one."""

from importlib import import_module

from django.test import override_settings
from django.urls import Resolver404, URLPattern, URLResolver, resolve

import pytest
from rest_framework.permissions import AllowAny

from cms.api.authentication import SignedIn
from cms.api.permissions import OwnerAlone, TakesScope
from cms.api.views import ApiView
from cms.languages import AddressPattern
from cms.views import page

# Every route that exists under /s/<token>/. To add one, say here why a launch token alone may reach it.
INSIDE_A_LAUNCH = {
    "course/": "the lessons of this course",
    r"^documents/([0-9]+)/(.*)$": "a file's own audience against the launch's viewer (cms.files); nobody's sign-in is asked",
    "media/images/<path:name>": "a picture's own audience, the same way",
    "gone/": "the tombstone of a key that never was here",
    "gone/<uuid:launch_key>/": "the tombstone of withdrawn content",
    "sign-in/": "answers 403: nobody is signed in inside a launch",
    "sign-in/<int:restriction>/<int:page>/": "answers 403, for Wagtail's password-protected pages",
}
# The same, in each language.
INSIDE_A_LAUNCH_IN_EVERY_LANGUAGE = {
    "lessons/": "competencies, families and search, which are public, and the checks of a lesson; nothing is stored",
    "learning/": "the checks of a module, in courses for staff alone; nothing is stored",
    "clauses/<uuid:policy_key>/<int:number>/": "leads on to a clause of a public policy",
    r"^((?:[\w\-]+/)+)versions/([0-9]{1,6})/$": "an old text of a public policy; Wagtail's own view restrictions hold",
    r"^((?:[\w\-]+/)*)$": "pages; Wagtail's own view restrictions hold",
}
# Every route of lti outside a launch, with what protects it.
OPEN_LTI_ROUTES = {
    "login/": "starts a launch: stores nothing, rate-limited",
    "launch/": "the platform's signature and the browser's binding",
    "open/": "a single-use ticket from a launch",
    "open/continue/": "a single-use ticket and a press of the button",
    "open/stored/": "a single-use ticket, posted by our own page",
    "open/waiting/": "a sealed ticket; says only whether there is something to fetch",
    "open/answer/": "a sealed ticket, and what was chosen is given out once",
    "ended/": "says that a launch is over; shows nothing of it",
    "jwks/": "public keys",
    "notices/": "signed notices of a platform; nothing but their signature opens it",
    "register/<str:secret>/": "an invitation: single use, 48 hours, stored hashed, rate-limited",
    "config/canvas.json": "the public values that Canvas reads",
    "connect/": "demands the admin sign-in and the right to change platforms",
    "connect/<int:pk>/": "the same",
    "connect/<int:pk>/activate/": "the same, and a form token",
    "connect/<int:pk>/check/<str:name>/": "the same",
}
# Every route of the API, with what protects it.
API_ROUTES = {
    **dict.fromkeys(("", "problems/", "schema/"), "public, about the API alone"),
    **dict.fromkeys(("grade-bands/", "grade-bands/<slug:key>/", "strands/", "strands/<slug:key>/"), "public words of the progression"),
    **dict.fromkeys(("competencies/", "competencies/<slug:key>/", "tools/", "tools/<slug:slug>/"), "the same"),
    **dict.fromkeys(("units/", "units/<uuid:key>/", "tracks/", "tracks/<uuid:key>/"), "pages that anybody may open (cms.api.pages)"),
    **dict.fromkeys(("lessons/", "lessons/<uuid:key>/", "modules/", "modules/<uuid:key>/"), "the same, through their gates"),
    **dict.fromkeys(("policies/", "policies/<uuid:key>/"), "the same pages, as published"),
    **dict.fromkeys(("me/", "me/enrolments/", "me/reflections/", "me/hours/", "me/certificates/", "me/export/"), OWN := "one's own"),
    **dict.fromkeys(("participation/", "participation/people/"), "a token with the scope, whose owner may"),
    "platforms/": (SCOPED := "a token with the scope, whose owner may"),
}
OUTSIDE = [
    *("admin/", "admin/login/", "admin/pages/1/edit/", "django-admin/", "django-admin/login/", "login/", "accounts/login/"),
    *("api/", "api/v1/", "api/v1/schema/", "api/v1/lessons/", "api/v1/me/", "lti/", "lti/login/", "lti/launch/", "lti/open/", "lti/jwks/"),
    *(
        "documents/authenticate_with_password/1/",
        "media/documents/secret.pdf",
        "media/original_images/a.png",
        "healthz",
        "readyz",
        "s/",
        "static/cms/css/base.css",
    ),
]


def routes(patterns, prefix=""):
    """(whole route, view) of every pattern below."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def test_launch_routes_are_the_allow_list():
    patterns = import_module("cms.launch_urls").urlpatterns
    spoken = [pattern for pattern in patterns if isinstance(pattern.pattern, AddressPattern)]
    assert {str(pattern.pattern) for pattern in patterns if pattern not in spoken} == set(INSIDE_A_LAUNCH)
    assert {str(inner.pattern) for pattern in spoken for inner in pattern.url_patterns} == set(INSIDE_A_LAUNCH_IN_EVERY_LANGUAGE)


def test_launch_routes_lead_to_our_views_or_to_pages():
    """No administration, and not Wagtail's own serving of documents: those trust who is signed in."""
    for route, view in routes(import_module("cms.launch_urls").urlpatterns):
        module = getattr(view, "view_class", view).__module__
        assert module.split(".")[0] in {"cms", "curriculum", "lti", "pd_tracks"}, route
        assert "admin" not in module, route


@pytest.mark.parametrize("path", OUTSIDE)
def test_outside_routes_are_at_most_a_page_that_is_not_there(path):
    try:
        match = resolve(f"/{path}", urlconf="cms.launch_urls")
    except Resolver404:
        return
    assert match.func is page


@pytest.mark.django_db
@pytest.mark.parametrize("path", OUTSIDE)
@override_settings(ROOT_URLCONF="cms.launch_urls", APPEND_SLASH=False)
def test_outside_routes_are_not_found(client, path):
    for method in (client.get, client.post):
        answer = method(f"/{path}")
        # 405: Wagtail's page view takes GET only, and says so before it looks.
        assert answer.status_code in {404, 405}, path
    assert client.get(f"/{path}").status_code == 404


def test_lti_routes_are_the_short_list():
    unexpected = {route for route, _view in routes(import_module("lti.urls").urlpatterns)} - set(OPEN_LTI_ROUTES)
    assert unexpected == set()


def test_api_routes_are_the_list_and_protected_as_it_says():
    modules = ("cms.api.urls", "curriculum.api.urls", "pd_tracks.api.urls", "lti.api_urls")
    found = [(route, view.view_class) for name in modules for route, view in routes(import_module(name).urlpatterns)]
    assert sorted(route for route, _view in found) == sorted(API_ROUTES)
    wanted = {OWN: [OwnerAlone], SCOPED: [TakesScope]}
    for route, view in found:
        assert issubclass(view, ApiView), route
        assert view.permission_classes == wanted.get(API_ROUTES[route], [AllowAny]), route
        assert set(view.http_method_names) <= {"get", "head"} | ({"delete"} if route == "me/" else set()), route
        assert (SignedIn in view.authentication_classes) == (API_ROUTES[route] == OWN), route


def test_launch_path_comes_before_session_and_user(settings):
    order = settings.MIDDLEWARE
    for later in ("django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"):
        assert order.index("lti.middleware.LaunchPathMiddleware") < order.index(later)
