"""Platform storage as the second binding, and the frame that waits for a tab (LTI checklist, part 8; V19 of the launches)."""

import re
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest
import time_machine

from lti.models import Launch, Placing, SpentNonce
from tests.fake_platform import ABSENT, COURSE_TITLE, INSTRUCTOR
from tests.functional.lti_conformance.placing import DATA, DL, RETURN_URL, ask, picker_path, sent_by
from tests.functional.lti_conformance.support import assert_launched, audience_of, cases, count_rows, forms_to, open_lesson, submit, text_of

pytestmark = pytest.mark.django_db

OPEN, CONTINUE, STORED, WAITING, ANSWER = (
    "/lti/open/",
    "/lti/open/continue/",
    "/lti/open/stored/",
    "/lti/open/waiting/",
    "/lti/open/answer/",
)
OURS = {"Sec-Fetch-Site": "same-origin"}


def kept_by(login) -> dict[str, str]:
    """What the login's page hands to the platform: key, value, and whom it may go to."""
    link = re.search(r"<a [^>]*data-keep[^>]*>", login.response.content.decode())[0]
    return dict(re.findall(r'data-(keep|key|target|origin)="([^"]*)"', link))


@pytest.fixture
def frame() -> Client:
    """A browser that keeps no cookies inside the platform's page."""
    return Client()


@pytest.fixture
def asked(platform, frame):
    """A login that offered storage, and the page that the launch got: it asks for what was kept."""

    def begin(**changes):
        login = platform.login(frame, lti_storage_target="tool_storage")
        frame.cookies.clear()
        placing = changes.pop("placing", False)
        response = ask(platform, frame, login=login, **changes) if placing else platform.launch(frame, login=login, **changes)
        return login, response

    return begin


def go_on(frame, response, secret: str, headers: dict | None = None):
    (form,) = forms_to(response, STORED)
    return frame.post(STORED, form.fields | {"secret": secret}, secure=True, headers=OURS if headers is None else headers)


def test_V19_no_cookie_but_platform_storage(asked, frame):
    login, response = asked(roles=[INSTRUCTOR])
    assert response.status_code == 200
    opened = go_on(frame, response, kept_by(login)["keep"])
    assert_launched(opened)
    frame.cookies.clear()
    text = open_lesson(frame, opened, headers={"Sec-Fetch-Dest": "iframe"})
    assert audience_of(text) == "teacher"


def test_8_1_a_login_without_a_storage_goes_straight_to_the_platform(client, platform):
    assert platform.login(client).response.status_code == 302
    assert platform.login(client, lti_storage_target=["a", "b"]).response.status_code == 302


def test_8_3_the_secret_may_go_to_the_registered_endpoints_origin_only(client, platform):
    platform.registration.auth_login_url = "https://sso.lms.example/auth?x=1"
    platform.registration.save()
    login = platform.login(client, lti_storage_target="_parent")
    kept = kept_by(login)
    assert (kept["origin"], kept["target"]) == ("https://sso.lms.example", "_parent")
    assert re.fullmatch(r"lti_state_[0-9a-f]{16}", kept["key"])
    (cookie,) = (value for name, value in client.cookies.items() if name.startswith("__Host-wm-"))
    assert cookie.value.partition(".")[2] == kept["keep"]


def test_8_3_without_script_the_login_goes_on_with_the_cookie(client, platform):
    login = platform.login(client, lti_storage_target="_parent")
    page = login.response.content.decode()
    assert re.search(r'<noscript><meta http-equiv="refresh" content="0; url=https://lms\.example/auth\?', page)
    assert "unsafe-inline" not in login.response["Content-Security-Policy"]
    assert "<script>" not in page
    assert_launched(platform.launch(client, login=login))


def test_8_4_the_page_that_asks_tells_nothing_and_writes_nothing(asked, platform):
    before = count_rows()
    login, response = asked()
    page = response.content.decode()
    for text in (kept_by(login)["keep"], *platform.secrets()):
        assert text not in page
    assert kept_by(login)["key"] in page
    assert count_rows() == before
    assert "https:" in response["Content-Security-Policy"]
    assert response["Cache-Control"].count("no-store")


@cases({"null": "", "somebody-elses": "A" * 43, "control": "\x00", "unicode": "é" * 10, "long": "a" * 100_000})
def test_8_4_another_value_leads_to_the_button(asked, frame, examiner, case):
    _login, response = asked()
    examiner.look()
    refused = go_on(frame, response, case)
    examiner.refused(refused, 400, "state_browser_mismatch", offers_button=True)
    assert len(forms_to(refused, OPEN)) == 1


@cases(
    {
        "nothing": {},
        "cross-site": {"Sec-Fetch-Site": "cross-site"},
        "same-site": {"Sec-Fetch-Site": "same-site"},
        "own-words": {"Sec-Fetch-Site": "none"},
        "other-origin": {"Origin": "https://evil.example"},
        "null-origin": {"Origin": "null"},
        "cross-site-with-our-origin": {"Sec-Fetch-Site": "cross-site", "Origin": "https://testserver"},
    }
)
def test_8_4_only_our_own_page_may_bring_the_secret(asked, platform, case):
    """Who begins a login can read its secret. Posted through somebody else's browser it must bind nothing."""
    login, response = asked()
    victim = Client()
    refused = go_on(victim, response, kept_by(login)["keep"], headers=case)
    assert refused.status_code == 400
    assert not Launch.objects.exists()
    assert not [name for name in victim.cookies if name.startswith("__Host-wml-")]


def test_8_4_a_browser_that_sends_only_an_origin_may_go_on(asked, frame):
    login, response = asked()
    assert response["Referrer-Policy"] == "same-origin"  # with no-referrer its origin would be null
    assert_launched(go_on(frame, response, kept_by(login)["keep"], headers={"Origin": "https://testserver"}))


def test_8_4_once_and_within_a_minute(asked, frame):
    login, response = asked()
    assert_launched(go_on(frame, response, kept_by(login)["keep"]))
    assert go_on(frame, response, kept_by(login)["keep"]).status_code == 400
    assert Launch.objects.count() == SpentNonce.objects.count() == 1
    login, response = asked()
    with time_machine.travel(time.time() + 65, tick=False):
        assert go_on(frame, response, kept_by(login)["keep"]).status_code == 400
    assert Launch.objects.count() == 1


def test_8_4_the_secret_of_another_login_binds_nothing(asked, frame):
    login, _response = asked()
    _other, response = asked()
    assert go_on(frame, response, kept_by(login)["keep"]).status_code == 400


def test_8_5_the_cookie_goes_first(client, platform):
    login = platform.login(client, lti_storage_target="_parent")
    assert_launched(platform.launch(client, login=login))


def test_8_5_after_the_storage_the_tab(asked, frame):
    _login, response = asked(roles=[INSTRUCTOR])
    (form,) = forms_to(go_on(frame, response, ""), OPEN)
    tab = Client()
    (confirm,) = forms_to(submit(tab, form), CONTINUE)
    assert audience_of(open_lesson(tab, submit(tab, confirm))) == "teacher"


# ---- a tab chooses, a frame answers ---------------------------------------------------------------------------------


@pytest.fixture
def waiting(platform, frame):
    """The frame's page, and the tab's picker that its button opened."""
    login = platform.login(frame)
    frame.cookies.clear()
    page = ask(platform, frame, login=login)
    tab = Client()
    (form,) = forms_to(page, OPEN)
    (confirm,) = forms_to(submit(tab, form), CONTINUE)
    return page, tab, submit(tab, confirm)


def ticket_of(page) -> dict[str, str]:
    (form,) = forms_to(page, ANSWER)
    return form.fields


def status(client, page) -> int:
    return client.post(WAITING, ticket_of(page), secure=True).status_code


def lesson_pk(platform) -> str:
    from curriculum.models import LessonPage  # noqa: PLC0415  (only here: the rest knows launch keys)

    return str(LessonPage.objects.get(translation_key=platform.launch_key, locale__language_code="en").pk)


def choose(tab, opened, pk: str):
    return tab.post(f"{picker_path(opened)}answer/", {"pick": [pk]}, secure=True)


def test_8_5_the_answer_reaches_the_frame_that_waits_and_it_alone(platform, frame, waiting):
    page, tab, opened = waiting
    assert status(frame, page) == 204
    left = choose(tab, opened, lesson_pk(platform))
    assert "You can close this tab" in text_of(left)
    assert "JWT" not in left.content.decode()
    assert status(frame, page) == 200

    answer = frame.post(ANSWER, ticket_of(page), secure=True)
    sent = sent_by(platform, answer)
    assert sent.action == RETURN_URL
    assert sent.claims[DL + "data"] == DATA
    assert [item["custom"]["launch_key"] for item in sent.items] == [platform.launch_key]
    assert "frame-ancestors https://lms.example;" in answer["Content-Security-Policy"] + ";"
    placing = Placing.objects.get()
    assert (placing.settings, placing.answer) == ({}, {})

    again = frame.post(ANSWER, ticket_of(page), secure=True)
    assert again.status_code == 409
    assert "JWT" not in again.content.decode()
    assert status(frame, page) == 410
    assert tab.get(picker_path(opened), secure=True).status_code == 409


def test_8_5_before_the_choice_the_frame_is_told_to_wait(platform, frame):
    login = platform.login(frame)
    frame.cookies.clear()
    page = ask(platform, frame, login=login)
    assert status(frame, page) == 204
    still = frame.post(ANSWER, ticket_of(page), secure=True)
    assert still.status_code == 200
    assert "Nothing is chosen yet" in text_of(still)
    assert ticket_of(still) == ticket_of(page)


def test_8_5_leaving_in_the_tab_answers_too(platform, frame, waiting):
    page, tab, opened = waiting
    tab.post(f"{picker_path(opened)}answer/", {"leave": "1"}, secure=True)
    assert sent_by(platform, frame.post(ANSWER, ticket_of(page), secure=True)).items == []


def test_8_5_the_message_is_signed_when_it_is_fetched(platform, frame, waiting):
    """Platforms take it for a few minutes; a frame may fetch it later."""
    page, tab, opened = waiting
    choose(tab, opened, lesson_pk(platform))
    with time_machine.travel(time.time() + 1_200, tick=False):
        sent_by(platform, frame.post(ANSWER, ticket_of(page), secure=True))


def test_8_5_the_tab_cannot_fetch_it(platform, frame, waiting):
    page, tab, opened = waiting
    choose(tab, opened, lesson_pk(platform))
    (form,) = forms_to(page, OPEN)
    for address in (WAITING, ANSWER):
        assert tab.post(address, form.fields, secure=True).status_code in {400, 410}
    assert status(frame, page) == 200


def test_8_5_the_wait_ends_after_an_hour(platform, frame, waiting):
    page, tab, opened = waiting
    choose(tab, opened, lesson_pk(platform))
    with time_machine.travel(time.time() + 3_660, tick=False):
        assert status(frame, page) == 410
        assert frame.post(ANSWER, ticket_of(page), secure=True).status_code == 400


def test_8_5_a_platform_that_was_switched_off_gets_nothing(platform, frame, waiting):
    page, tab, opened = waiting
    choose(tab, opened, lesson_pk(platform))
    platform.registration.is_active = False
    platform.registration.save()
    assert status(frame, page) == 410
    assert frame.post(ANSWER, ticket_of(page), secure=True).status_code == 403


@cases({"missing": {}, "made-up": {"ticket": "abc"}, "nul": {"ticket": "\x00"}, "long": {"ticket": "a" * 200_000}})
def test_8_5_a_ticket_that_is_none(client, case):
    assert client.post(WAITING, case, secure=True).status_code == 410
    assert client.post(ANSWER, case, secure=True).status_code == 400
    assert client.get(WAITING, secure=True).status_code == 410
    assert client.get(ANSWER, secure=True).status_code == 405


def test_8_5_waiting_costs_one_statement(platform, frame, waiting):
    page, _tab, _opened = waiting
    with CaptureQueriesContext(connection) as queries:
        status(frame, page)
    assert len(queries) == 1


def test_8_5_with_storage_nobody_waits(platform, asked, frame):
    login, response = asked(placing=True)
    opened = go_on(frame, response, kept_by(login)["keep"])
    answer = choose(frame, opened, lesson_pk(platform))
    # The client has a cookie again, as a frame with a partitioned one.
    assert len(sent_by(platform, answer).items) == 1
    assert Placing.objects.get().waiting_hash is None


def test_8_5_a_failed_storage_still_has_a_frame_that_waits(platform, asked, frame):
    _login, response = asked(placing=True)
    page = go_on(frame, response, "")
    tab = Client()
    (form,) = forms_to(page, OPEN)
    (confirm,) = forms_to(submit(tab, form), CONTINUE)
    choose(tab, submit(tab, confirm), lesson_pk(platform))
    assert len(sent_by(platform, frame.post(ANSWER, ticket_of(page), secure=True)).items) == 1


def test_8_5_a_choice_that_no_frame_fetches_is_forgotten(platform, frame, waiting):
    from lti.services.launch import purge_expired  # noqa: PLC0415

    page, tab, opened = waiting
    choose(tab, opened, lesson_pk(platform))
    assert purge_expired(launch_days=30)["choices that no frame fetched"] == 0
    with time_machine.travel(time.time() + 3_660, tick=False):
        assert purge_expired(launch_days=30)["choices that no frame fetched"] == 1
    assert not Placing.objects.exists()


def test_8_5_a_lessons_button_waits_for_nothing(platform, frame):
    login = platform.login(frame)
    frame.cookies.clear()
    response = platform.launch(frame, login=login)
    assert forms_to(response, ANSWER) == []
    assert COURSE_TITLE not in text_of(response)
    assert ABSENT not in forms_to(response, OPEN)[0].fields.values()
