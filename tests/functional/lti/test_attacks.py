"""What somebody with bad intentions tries on an address of a launch, and what it gets them."""

import re
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix
from django.utils import timezone

from wagtail.models import Page

import pytest
import time_machine

from cms.models import User
from lti.models import Launch
from tests.fake_platform import INSTRUCTOR, LEARNER

NOTE = "Students name tone, numbers and a citation"
TOKEN = re.compile(r"/s/([A-Za-z0-9_-]{43})/")


def open_as(platform, role: str, client: Client | None = None, **claims) -> tuple[Client, str]:
    """A browser that launched, and the address it was sent to."""
    client = client or Client()
    response = platform.launch(client, roles=[role], **claims)
    assert response.status_code == 303
    return client, response["Location"]


def token_in(address: str) -> str:
    return TOKEN.match(address)[1]


@pytest.fixture
def superuser_client(db):
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.org", "a long enough password"))
    return client


class TestAnAdministratorsBrowserUnderAStrangersToken:
    """Design 4.4: mounting the whole site under a token let a superuser's cookie act there."""

    PATHS = [
        "admin/",
        "admin/users/new/",
        "admin/pages/1/delete/",
        "django-admin/",
        "api/v1/",
        "lti/login/",
        "lti/jwks/",
        "documents/1/x.pdf",
        "healthz",
    ]

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_no_such_route(self, platform, superuser_client, path, method):
        _client, address = open_as(platform, INSTRUCTOR)
        users, pages = User.objects.count(), Page.objects.count()
        body = {"username": "intruder", "password1": "a long enough password", "password2": "a long enough password"}
        response = getattr(superuser_client, method)(f"/s/{token_in(address)}/{path}", body, secure=True)
        while response.status_code in {301, 302}:
            response = superuser_client.get(response["Location"], secure=True)
        assert response.status_code in {404, 405}
        assert (User.objects.count(), Page.objects.count()) == (users, pages)

    def test_nobody_is_signed_in_and_the_session_is_not_even_read(self, platform, superuser_client):
        _client, address = open_as(platform, LEARNER)
        with CaptureQueriesContext(connection) as queries:
            response = superuser_client.get(address, secure=True)
        assert response.status_code == 200
        assert response.wsgi_request.user.is_anonymous
        assert not [query for query in queries.captured_queries if "django_session" in query["sql"] or '"cms_user"' in query["sql"]]
        assert "sessionid" not in response.cookies


class TestACopiedAddress:
    def test_shows_the_student_lesson_in_a_fresh_browser(self, platform):
        client, address = open_as(platform, INSTRUCTOR)
        assert NOTE in client.get(address, secure=True).content.decode()
        page = Client().get(address, secure=True, headers={"Sec-Fetch-Dest": "document"}).content.decode()
        assert "Trace the Claim" in page
        assert NOTE not in page

    def test_shows_the_teacher_lesson_in_a_frame_that_keeps_no_cookies(self, platform):
        _client, address = open_as(platform, INSTRUCTOR)
        assert NOTE in Client().get(address, secure=True, headers={"Sec-Fetch-Dest": "iframe"}).content.decode()

    def test_a_student_cannot_become_a_teacher_by_any_header_or_cookie(self, platform):
        teacher, teacher_address = open_as(platform, INSTRUCTOR)
        _student, address = open_as(platform, LEARNER, sub="another")
        for client in (Client(), teacher):
            for headers in ({}, {"Sec-Fetch-Dest": "iframe"}):
                assert NOTE not in client.get(f"{address}?as=teacher", secure=True, headers=headers).content.decode()
        assert token_in(address) != token_in(teacher_address)

    def test_a_made_up_launch_cookie_proves_nothing(self, platform):
        _client, address = open_as(platform, INSTRUCTOR)
        launch = Launch.objects.latest("pk")
        forger = Client()
        forger.cookies[f"__Host-wml-{launch.token_hash[:16]}"] = f"1.{launch.token_hash}"
        assert NOTE not in forger.get(address, secure=True).content.decode()


class TestTheTokenStaysIn:
    def test_only_links_inside_the_launch_hold_it(self, platform):
        client, address = open_as(platform, INSTRUCTOR)
        page = client.get(address, secure=True).content.decode()
        token = token_in(address)
        for match in re.finditer(r"<(\w+)[^>]*" + token + r"[^>]*>", page):
            assert match[1] in {"a", "form"}, match[0]
        assert 'rel="canonical" href="https://testserver/curriculum/' in page
        assert token not in re.sub(r"<(a|form)\b[^>]*>", "", page)

    def test_another_launch_and_the_public_site_never_see_it(self, platform):
        first, first_address = open_as(platform, INSTRUCTOR)
        second, second_address = open_as(platform, LEARNER, sub="another")
        first.get(first_address, secure=True)
        other_page = second.get(second_address, secure=True).content.decode()
        public_page = Client().get("/" + first_address.split("/", 3)[3], secure=True).content.decode()
        assert token_in(first_address) not in other_page + public_page
        assert "/s/" not in public_page
        assert get_script_prefix() == "/"

    def test_the_prefix_is_taken_back_after_a_failure(self, platform, settings):
        client, address = open_as(platform, LEARNER)
        client.get(address + "no-such-page/", secure=True)
        assert get_script_prefix() == "/"

    def test_neither_cache_nor_database_nor_log_holds_it(self, platform, caplog):
        caplog.set_level("DEBUG")
        client, address = open_as(platform, INSTRUCTOR)
        client.get(address, secure=True)
        client.get(f"/s/{token_in(address)}/no-such-page/", secure=True)
        token = token_in(address)
        assert token not in everything_in_the_cache()
        assert token not in everything_in_the_database()
        assert token not in caplog.text.replace("/s/[launch]", "")

    def test_answers_forbid_referrers_caches_and_search_engines(self, platform):
        client, address = open_as(platform, LEARNER)
        response = client.get(address, secure=True)
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"

    def test_only_the_platform_may_frame_it(self, platform):
        client, address = open_as(platform, LEARNER)
        response = client.get(address, secure=True)
        policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
        assert policy["frame-ancestors"] == "https://lms.example"
        assert "X-Frame-Options" not in response


class TestALaunchEnds:
    @pytest.mark.parametrize(("role", "lasts", "over"), [(LEARNER, 59, 61), (INSTRUCTOR, 239, 241)])
    def test_after_its_idle_time(self, platform, role, lasts, over):
        client, address = open_as(platform, role)
        with time_machine.travel(timezone.now() + timedelta(minutes=lasts), tick=False):
            assert client.get(address, secure=True).status_code == 200
        Launch.objects.update(seen_at=timezone.now())
        with time_machine.travel(timezone.now() + timedelta(minutes=over), tick=False):
            response = client.get(address, secure=True)
        assert response.status_code == 403
        assert "Please reopen from your course" in response.content.decode()
        assert "frame-ancestors" in response["Content-Security-Policy"]

    def test_after_twelve_hours_of_use(self, platform):
        client, address = open_as(platform, INSTRUCTOR)
        Launch.objects.update(created_at=timezone.now() - timedelta(hours=12, minutes=1), seen_at=timezone.now())
        assert client.get(address, secure=True).status_code == 403

    def test_when_the_platform_is_switched_off(self, platform):
        client, address = open_as(platform, LEARNER)
        platform.registration.is_active = False
        platform.registration.save()
        assert client.get(address, secure=True).status_code == 403

    def test_use_is_noted_at_most_every_five_minutes(self, platform):
        client, address = open_as(platform, LEARNER)
        seen = Launch.objects.get().seen_at
        client.get(address, secure=True)
        assert Launch.objects.get().seen_at == seen
        with time_machine.travel(seen + timedelta(minutes=6), tick=False):
            client.get(address, secure=True)
        assert Launch.objects.get().seen_at > seen

    def test_an_address_that_never_was_looks_the_same(self, db):
        assert Client().get(f"/s/{'A' * 43}/curriculum/", secure=True).status_code == 403
        assert Client().get("/s/short/curriculum/", secure=True).status_code == 403


def test_answering_needs_no_cookie_and_leaves_none(platform, lesson_key):
    outsider = Client(enforce_csrf_checks=True)
    answered = outsider.post(f"/lessons/{lesson_key}/checks/0/", {"choice": "1"}, secure=True)
    assert answered.status_code == 200
    assert not outsider.cookies
    assert outsider.post("/admin/login/", {"username": "a", "password": "b"}, secure=True).status_code == 403
    inside, address = open_as(platform, LEARNER, Client(enforce_csrf_checks=True))
    assert inside.post(f"/s/{token_in(address)}/lessons/{lesson_key}/checks/0/", {"choice": "1"}, secure=True).status_code == 200


def everything_in_the_cache() -> str:
    """Keys and values, as the backend keeps them."""
    if hasattr(cache, "_cache") and isinstance(cache._cache, dict):
        return repr(dict(cache._cache))
    client = cache._cache.get_client()
    return repr({key: client.get(key) if client.type(key) == b"string" else "" for key in client.scan_iter("*")})


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            texts.append(repr(cursor.fetchall()))
    return "\n".join(texts)
