"""Where a good launch leads, and what its address and cookies open."""

import re

from django.test import Client

import pytest

from tests.fake_platform import ABSENT, INSTRUCTOR, LAUNCH_URL, LEARNER
from tests.functional.lti_conformance.support import (
    LESSON,
    LESSON_TITLE,
    STUDENT_TEXT,
    assert_launched,
    audience_of,
    open_lesson,
    text_of,
)


def _launch_cookies(client: Client) -> list:
    return [cookie for name, cookie in client.cookies.items() if re.match(r"^__Host-wml-[0-9a-f]{16}$", name)]


def test_good_launch_leads_to_the_lesson_under_its_token(client, platform):
    launched = assert_launched(platform.launch(client))
    assert len(launched["token"]) == 43
    assert re.fullmatch(rf"/curriculum/[a-z0-9-]+/{LESSON}/", launched["path"])

    page = client.get(launched.group(), secure=True)
    assert page.status_code == 200
    assert LESSON_TITLE in text_of(page)
    assert STUDENT_TEXT in text_of(page)


def test_launch_key_in_the_query_of_the_signed_target_is_enough(client, platform):
    target = f"{LAUNCH_URL}?launch_key={platform.launch_key}"
    open_lesson(client, platform.launch(client, target=target, custom=ABSENT))


def test_launch_key_in_custom_comes_before_the_query(client, platform):
    target = f"{LAUNCH_URL}?launch_key=00000000-0000-4000-8000-000000000000"
    open_lesson(client, platform.launch(client, target=target))


def test_unresolved_launch_key_counts_as_absent(client, platform):
    target = f"{LAUNCH_URL}?launch_key={platform.launch_key}"
    open_lesson(client, platform.launch(client, target=target, custom={"launch_key": "$Custom.launch_key"}))


def test_launch_without_any_key_leads_to_the_course(client, platform):
    launched = assert_launched(platform.launch(client, custom=ABSENT))
    assert launched["path"] == "/course/"
    assert client.get(launched.group(), secure=True).status_code == 200


def test_launch_cookie(client, platform):
    assert_launched(platform.launch(client))
    (cookie,) = _launch_cookies(client)
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "None"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert "Partitioned" in cookie.OutputString()
    assert cookie.value not in assert_launched(platform.launch(client)).group()


def test_state_cookie_is_gone_after_the_launch(client, platform):
    assert_launched(platform.launch(client))
    assert not [n for n, c in client.cookies.items() if n.startswith("__Host-wm-") and c.value and c["max-age"] != 0]


def test_student_page_holds_nothing_that_is_the_teachers(client, platform):
    assert audience_of(open_lesson(client, platform.launch(client, roles=[LEARNER]))) == "student"


def test_teacher_page_with_the_launch_cookie(client, platform):
    assert audience_of(open_lesson(client, platform.launch(client, roles=[INSTRUCTOR]))) == "teacher"


def test_teacher_address_without_cookie_shows_student_content(client, platform):
    launched = assert_launched(platform.launch(client, roles=[INSTRUCTOR]))
    page = Client().get(launched.group(), secure=True)
    assert page.status_code == 200
    assert audience_of(text_of(page)) == "student"


def test_teacher_address_with_the_cookie_of_another_launch_shows_student_content(client, platform):
    launched = assert_launched(platform.launch(client, roles=[INSTRUCTOR]))
    other = Client()
    assert_launched(platform.launch(other, roles=[INSTRUCTOR], sub="subject-of-another"))
    page = other.get(launched.group(), secure=True)
    assert audience_of(text_of(page)) == "student"


def test_teacher_address_in_the_frame_of_the_platform(client, platform):
    launched = assert_launched(platform.launch(client, roles=[INSTRUCTOR]))
    page = Client().get(launched.group(), secure=True, headers={"Sec-Fetch-Dest": "iframe"})
    assert audience_of(text_of(page)) == "teacher"


def test_student_address_in_a_frame_stays_a_student_page(client, platform):
    launched = assert_launched(platform.launch(client, roles=[LEARNER]))
    page = client.get(launched.group(), secure=True, headers={"Sec-Fetch-Dest": "iframe"})
    assert audience_of(text_of(page)) == "student"


def test_headers_of_a_page_in_a_launch(client, platform):
    page = client.get(assert_launched(platform.launch(client)).group(), secure=True)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert {"private", "no-store"} <= set(page.headers["Cache-Control"].replace(" ", "").split(","))
    (ancestors,) = re.findall(r"frame-ancestors ([^;]*)", page.headers["Content-Security-Policy"])
    assert platform.issuer in ancestors.split()
    assert not {"*", "https:"} & set(ancestors.split())
    assert "X-Frame-Options" not in page.headers
    assert "sessionid" not in page.cookies


@pytest.mark.parametrize("path", ["/admin/", "/api/v1/", "/lti/login/", "/lti/launch/", "/lti/jwks/", "/accounts/login/"])
def test_routes_that_are_closed_inside_a_launch(client, platform, path):
    launched = assert_launched(platform.launch(client))
    assert client.get(f"/s/{launched['token']}{path}", secure=True).status_code == 404


def test_token_that_was_never_given_opens_nothing(client, platform):
    launched = assert_launched(platform.launch(client))
    page = client.get(f"/s/{'A' * 43}{launched['path']}", secure=True)
    assert page.status_code >= 400
    assert STUDENT_TEXT not in text_of(page)


def test_script_prefix_does_not_stay_behind(client, platform):
    """The next request of this thread knows nothing of the launch before it."""
    launched = assert_launched(platform.launch(client))
    client.get(launched.group(), secure=True)
    public = Client().get(launched["path"], secure=True)
    assert public.status_code == 200
    assert "/s/" not in public.content.decode()
    assert launched["token"] not in public.content.decode()
