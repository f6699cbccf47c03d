"""Every route and every operation of the API, for every kind of viewer. The list is made from the URL configuration: a new view without a line in
`ROUTES` fails, and what no line opens must be closed.

Whatever is asked, nothing of the teacher `rosa` reaches anybody but herself and, where she said so, her coach; and nobody else changes it.
"""

import re
from importlib import import_module
from uuid import uuid4

from django.contrib.auth.models import Group
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import URLPattern, URLResolver

import pytest

from cms.groups import COACHES, LEADERS, LEADS
from cms.models import User
from lti.models import Registration
from lti.services.self_test import CHECKS
from pd_tracks.models import ChosenCoach, Conversation, Credential, Enrolment, HoursEntry, Participation, PersonalCode, Reflection, Share
from pd_tracks.services.publishing import publish_counts
from tests.fake_platform import INSTRUCTOR, LEARNER
from tests.functional.api.conftest import token_for
from tests.functional.pd_tracks.steps import SECRET, choose, share, write

pytestmark = pytest.mark.django_db
NAME, NOTE, ACCOUNT, NOWHERE = "Ms. Rosa R.", "a note for one coach alone", "quillfeather", "00000000-0000-4000-8000-000000000000"
SITE_KINDS = ("nobody", "teacher", "other_coach", "coach", "leader", "lead", "administrator")
LAUNCH_KINDS = ("facilitator", "participant", "student", "copied_address")
TOKEN_KINDS = ("teacher", "other_coach", "coach", "leader", "lead", "administrator")
EVERYBODY = frozenset({*SITE_KINDS, *LAUNCH_KINDS})
SIGNED_IN = frozenset(SITE_KINDS) - {"nobody"}
COACHES_ALL = frozenset({"coach", "other_coach"})
SEES_COUNTS = COACHES_ALL | {"leader", "administrator", "facilitator"}
WHOLE_LAUNCH = frozenset(LAUNCH_KINDS)
OPEN, CLOSED, POST_ONLY = EVERYBODY, frozenset(), "only by POST"
# Who may open it. A name with a dot is that of a launch's own routes. `CLOSED`: nobody by these keys, which are rosa's.
ROUTES = {
    **dict.fromkeys(("healthz", "readyz", "robots", "sitemap", "wagtaildocs_serve", "picture", "jwks", "canvas_json", "ended"), OPEN),
    **dict.fromkeys(("login", "launch", "open", "stored", "waiting", "answer", "continue", "notices", "register"), OPEN),
    **dict.fromkeys(("connect", "connection", "check"), frozenset({"administrator"})),
    **dict.fromkeys(("wagtailcore_login", "wagtailcore_authenticate_with_password"), OPEN),
    "wagtaildocs_authenticate_with_password": OPEN,
    **dict.fromkeys(
        ("search", "tools", "competency", "family", "versions", "check_answer", "module_check", "clause", "policy_version"), OPEN
    ),
    "wagtail_serve": OPEN,
    # The API without a token
    **dict.fromkeys(("api_root", "api_problems", "api_schema", "api_policies", "api_grade_bands", "api_strands", "api_competencies"), OPEN),
    **dict.fromkeys(("api_units", "api_lessons", "api_tools", "api_tracks", "api_modules", "api/v1/…"), OPEN),
    **dict.fromkeys(("api_participation", "api_people", "api_platforms"), CLOSED),
    "api/…": CLOSED,
    **dict.fromkeys(
        ("api_me", "api_own_enrolments", "api_own_reflections", "api_own_hours", "api_own_certificates", "api_own_export"), SIGNED_IN
    ),
    # One's own: an empty page for whoever has nothing, and rosa's to nobody else
    "own_learning": OPEN,
    **dict.fromkeys(("own_code", "put_together", "delete_text", "delete_certificate"), OPEN),
    **dict.fromkeys(("forget_own_learning", "own_reminders", "unshare_text", "withdraw_conversation", "revoke_certificate"), POST_ONLY),
    **dict.fromkeys(
        (
            "join_track",
            "pause_track",
            "tell_gradebook",
            "mark_module",
            "write_reflection",
        ),
        POST_ONLY,
    ),
    **dict.fromkeys(("share_text", "own_calendar"), CLOSED),
    **dict.fromkeys(("leave_track", "choose_coach", "ask_for_conversation", "claim_certificate"), OPEN),
    # Coaches, counts, and what is public of a certificate
    **dict.fromkeys(("coach", "coach_file", "coach_digest"), COACHES_ALL),
    **dict.fromkeys(("coach_text", "coach_conversation"), frozenset({"coach"})),
    "coach_calendar": CLOSED,
    **dict.fromkeys(("participation", "participation_file"), SEES_COUNTS),
    "stop_notices": OPEN,
    **dict.fromkeys(
        ("certificate", "certificate_pdf", "badge_file", "badge_issuer", "badge_keys", "badge_key", "badge_status", "achievement"), OPEN
    ),
    # Inside a launch
    **dict.fromkeys(
        ("course_home", "launch_privacy", "class_progress", "class_names", "course_links", "cartridge", "unit_cartridge", "picker"), OPEN
    ),
    "activate": POST_ONLY,
    **dict.fromkeys(("finish", "ask_to_be_for_staff", "decide_link", "picker_answer"), POST_ONLY),
    **dict.fromkeys(("review", "launched_tombstone", "launched_tombstone_unknown"), OPEN),
}
SHOWS_ROSA = {("coach", "coach"), ("coach", "coach_file"), ("coach", "coach_text"), ("coach", "coach_conversation")}
"""(kind, route) where something of hers may be read: what she let this coach see."""
REFUSALS = {401, 403, 404, 405, 410}
TO_THE_DOOR = ("/_util/login/", "/admin/")


def routes(patterns, prefix=""):
    """(route, name) of every view, but for the two administrations, which have tests of their own."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(("admin/", "django-admin/")):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.name or ("api/v1/…" if route.startswith("api/v1/") else "api/…")


ON_SITE = list(routes(import_module("cms.urls").urlpatterns))
IN_LAUNCH = list(routes(import_module("cms.launch_urls").urlpatterns))


def test_every_route_has_a_line_and_every_line_a_route():
    assert {name for _route, name in (*ON_SITE, *IN_LAUNCH)} == set(ROUTES)


@pytest.fixture
def rosa(track, module, coach) -> User:
    """A teacher with an account, who wrote, shared, asked, chose and is done."""
    person = User.objects.create_user(ACCOUNT, f"{ACCOUNT}@example.org", "a long enough password")
    browser = Client()
    browser.force_login(person)
    browser.post(f"/learning/{track.launch_key}/join/", secure=True)
    write(browser, "", module)
    share(browser, "", Reflection.objects.get(), coach, NAME)
    asked = {"coach": coach.pk, "name": NAME, "topic": "Feedback", "times": "Tuesdays", "note": NOTE}
    browser.post(f"/learning/{module.launch_key}/conversations/", asked, secure=True)
    choose(browser, "", track, coach, NAME)
    browser.post(f"/learning/{module.launch_key}/marks/", {"mark": "done", "on": "1"}, secure=True)
    publish_counts()
    assert Share.objects.count() == Conversation.objects.count() == ChosenCoach.objects.count() == HoursEntry.objects.count() == 1
    return person


@pytest.fixture
def addresses(rosa, track, module, platform):
    """Fills a route's parameters with what is rosa's, or leads to it."""
    own = {
        "texts/": Reflection.objects.get().key,
        "conversations/": Conversation.objects.get().key,
        "certificates/": uuid4(),
        "course/review/": uuid4(),
    }
    by_name = {
        "key": track.launch_key,
        "launch_key": module.launch_key,
        "code": "EVL-68",
        "kind": "csv",
        "index": "0",
        "name": next(iter(CHECKS)),
        "pk": str(Registration.objects.first().pk),
        "number": "1",
    }

    def fill(route: str) -> str:
        whose = next((value for part, value in own.items() if f"{part}<uuid:key>" in route), None)
        if any(end in route for end in ("/marks/", "/texts/", "/conversations/", "/checks/")) and whose is None:
            whose = module.launch_key
        if whose is None and route.startswith("lessons/"):
            whose = NOWHERE

        def value(found: re.Match) -> str:
            name = found[2]
            return str(whose if whose and name in {"key", "launch_key"} else by_name.get(name, "1" if found[1] == "int" else NOWHERE))

        path = re.sub(r"<(\w+):(\w+)>", value, route)
        if "(" in path:
            plain = {"documents": "documents/1/a.pdf", "api/": "api/nothing/", "versions": "curriculum/versions/1/"}
            path = next((value for part, value in plain.items() if part in path), "curriculum/")
        return f"/{path}"

    return fill


@pytest.fixture
def browsers(rosa, coach, staff_course, track, module):
    """A browser for each kind, and the prefix of its launch."""

    def signed_in(name: str, group: str = "", **facts) -> tuple[Client, str]:
        person = User.objects.filter(username=name).first() or User.objects.create_user(
            name, f"{name}@example.org", "a long enough password", **facts
        )
        if group:
            person.groups.add(Group.objects.get_or_create(name=group)[0])
        browser = Client()
        browser.force_login(person)
        return browser, ""

    def launched(**how) -> tuple[Client, str]:
        browser = Client()
        location, _page = staff_course(browser, module, **how)
        return browser, "/".join(location.split("/")[:3])

    made = {
        "nobody": (Client(), ""),
        "teacher": signed_in("teacher"),
        "other_coach": signed_in("other", COACHES),
        "coach": signed_in("coach"),
        "leader": signed_in("leader", LEADERS),
        "lead": signed_in("lead", LEADS),
        "administrator": signed_in("root", is_superuser=True, is_staff=True),
        "facilitator": launched(roles=[INSTRUCTOR], sub="runs-it"),
        "participant": launched(roles=[LEARNER], sub="takes-part"),
    }
    location, _page = staff_course(Client(), module, roles=[LEARNER], course="period-3", is_staff=False, sub="student")
    browser = Client()
    made["student"] = (browser, "/".join(location.split("/")[:3]))
    made["copied_address"] = (Client(), made["facilitator"][1])
    return made


def hers(rosa) -> list:
    """All that is kept of her, as it stands; who looked apart, which the coach's own pages write."""
    models = (Enrolment, Participation, Reflection, Share, ChosenCoach, Conversation, HoursEntry, Credential, PersonalCode)
    return [[model_to_dict(row) for row in model.objects.order_by("pk")] for model in models if model is not Enrolment] + [
        [model_to_dict(row) for row in Enrolment.objects.filter(user=rosa)]
    ]


def body_of(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")


@pytest.mark.parametrize("kind", [*SITE_KINDS, *LAUNCH_KINDS])
def test_each_kind_of_viewer(kind, browsers, addresses, rosa):
    browser, prefix = browsers[kind]
    before = hers(rosa)
    for route, name in IN_LAUNCH if prefix else ON_SITE:
        rule, path = ROUTES[name], prefix + addresses(route)
        for method in ("GET", "POST"):
            answer = browser.generic(method, path, secure=True)
            text, where = body_of(answer), f"{kind} {method} {path}: {answer.status_code}"
            assert answer.status_code < 500 or name in {"readyz", "certificate_pdf"}, where
            for secret in (SECRET, NAME, NOTE, ACCOUNT):
                assert secret not in text or ((kind, name) in SHOWS_ROSA and secret != ACCOUNT), f"{where} shows {secret}"
            if method == "GET":
                is_refused = answer.status_code in REFUSALS or answer.headers.get("Location", "").startswith(TO_THE_DOOR)
                may_open = rule is not POST_ONLY and kind in rule
                assert rule is OPEN or is_refused is not may_open, where
    assert hers(rosa) == before


@pytest.mark.parametrize("kind", TOKEN_KINDS)
def test_each_kind_of_viewer_by_a_token_for_everything(kind, browsers, addresses, rosa):
    """A token does what its owner may do, whatever else it says."""
    person = {"administrator": "root", "other_coach": "other"}.get(kind, kind)
    token = token_for(User.objects.get(username=person), "teacher", "me", "participation", "people", "platforms")
    before, api = hers(rosa), [(route, name) for route, name in ON_SITE if route.startswith("api/v1/")]
    may = {"api_participation": SEES_COUNTS, "api_people": COACHES_ALL, "api_platforms": {"administrator"}}
    assert len(api) > 20
    for route, name in api:
        answer = Client().get(addresses(route), secure=True, headers={"Authorization": f"Bearer {token}"})
        where = f"{kind} {route}: {answer.status_code}"
        assert answer.status_code == (200 if kind in may.get(name, {kind}) else 403) or answer.status_code == 404, where
        text = body_of(answer)
        assert SECRET not in text, where
        assert NOTE not in text, where
        assert ACCOUNT not in text, where
        assert (NAME in text) is (kind == "coach" and name == "api_people"), where
    assert hers(rosa) == before


def test_the_list_notices_what_it_must(browsers, addresses, rosa):
    """Rosa herself sees hers: the words looked for are there to be found."""
    browser = Client()
    browser.force_login(rosa)
    page = body_of(browser.get("/learning/mine/", secure=True))
    assert SECRET in page
    assert NAME in page
    assert NOTE in page
