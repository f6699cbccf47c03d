"""T2 and T3: the state, and the browser it was given to. The ticket is the way on for a browser without cookies."""

from django.test import Client

import pytest
import time_machine

from tests.fake_platform import ABSENT, COURSE_TITLE, INSTRUCTOR, with_signature
from tests.functional.lti_conformance.support import (
    assert_launched,
    audience_of,
    cases,
    count_rows,
    forms_to,
    open_lesson,
    submit,
    text_of,
)

OPEN_PATH, CONTINUE_PATH = "/lti/open/", "/lti/open/continue/"


# ---- T2, T3: state -------------------------------------------------------------------------------------------------


@cases({"T2-missing": ABSENT, "T2-empty": "", "T2-unknown": "c3RhdGU", "T2-long": "s" * 5000, "T2-NUL": "a\x00b"})
def test_state(client, platform, examiner, case):
    login = platform.login(client)
    good = platform.sign(platform.good_claims(nonce=login.nonce))
    examiner.refused(platform.post(client, {"state": case, "id_token": good}), 400, "state_invalid")


@cases({"T2-first-changed": 0, "T2-middle-changed": 0.5, "T2-last-changed": -1})
def test_state_tampered(client, platform, examiner, case):
    login = platform.login(client)
    place = case if isinstance(case, int) else int(len(login.state) * case)
    letters = list(login.state)
    letters[place] = "A" if letters[place] != "A" else "Q"
    token = platform.sign(platform.good_claims(nonce=login.nonce))
    response = platform.post(client, {"state": "".join(letters), "id_token": token})
    examiner.refused(response, 400, "state_invalid")


def test_T2_two_states(client, platform, examiner):
    login, second = platform.login(client), platform.login(client)
    token = platform.sign(platform.good_claims(nonce=login.nonce))
    response = platform.post(client, {"state": [second.state, login.state], "id_token": token})
    examiner.refused(response, 400, "state_invalid", "token_malformed")


def test_T2_state_expired(client, platform, examiner):
    with time_machine.travel("2026-09-01T09:00:00Z", tick=False) as clock:
        login = platform.login(client)
        clock.shift(601)
        examiner.refused(platform.launch(client, login=login), 400, "state_invalid")


def test_T2_state_nine_minutes_old_is_good(client, platform):
    with time_machine.travel("2026-09-01T09:00:00Z", tick=False) as clock:
        login = platform.login(client)
        clock.shift(540)
        assert_launched(platform.launch(client, login=login))


def test_T2_state_used_already(client, platform, examiner):
    login = platform.login(client)
    assert_launched(platform.launch(client, login=login))
    examiner.look()
    examiner.refused(platform.launch(client, login=login), 400, "state_invalid", "nonce_replayed")


def _browser_with(client: Client, change) -> Client:
    """Another browser that holds the cookies of this one, each changed."""
    other = Client()
    for name, cookie in client.cookies.items():
        other.cookies[name] = change(cookie.value)
    return other


def _stranger(client, platform):
    return Client()


def _wrong_value(client, platform):
    return _browser_with(client, lambda value: "0" * len(value))


def _cookie_of_another_login(client, platform):
    other = Client()
    platform.login(other)
    return other


@pytest.mark.parametrize("browser", [
    pytest.param(_stranger, id="T3-no-cookie"),
    pytest.param(_wrong_value, id="T3-cookie-with-a-wrong-value"),
    pytest.param(_cookie_of_another_login, id="T3-cookie-of-another-login"),
])  # fmt: skip
def test_login_csrf(client, platform, examiner, browser):
    """A launch that began in another browser writes nothing and offers one button."""
    login = platform.login(client)
    victim = browser(client, platform)
    examiner.look()
    response = platform.launch(victim, login=login, roles=[INSTRUCTOR])

    examiner.refused(response, 400, "state_browser_mismatch")
    (form,) = forms_to(response, OPEN_PATH)
    assert form.attributes["target"] == "_blank"
    assert not [name for name in victim.cookies if name.startswith("__Host-wml-")]


@cases({"T3-bad-signature": True, "T3-other-audience": False})
def test_no_ticket_without_a_verified_token(client, platform, examiner, case):
    login = platform.login(client)
    if case:
        token = with_signature(platform.sign(platform.good_claims(nonce=login.nonce)), lambda s: s[::-1])
    else:
        token = platform.sign(platform.good_claims(nonce=login.nonce, aud="somebody-else"))
    response = platform.launch(Client(), login=login, token=token)
    assert forms_to(response, OPEN_PATH) == []
    examiner.refused(response, {400, 401}, "signature_bad", "aud_mismatch", "state_browser_mismatch")


def _unbound(client, platform, **changes):
    """The form of the button that an unbound launch gets."""
    login = platform.login(client)
    (form,) = forms_to(platform.launch(Client(), login=login, **changes), OPEN_PATH)
    return form


def test_T3_new_tab_asks_first_then_opens(client, platform):
    before = count_rows()
    tab = Client()
    page = submit(tab, _unbound(client, platform, roles=[INSTRUCTOR]))
    assert page.status_code == 200
    assert COURSE_TITLE in text_of(page)
    assert count_rows() == before

    (confirm,) = forms_to(page, CONTINUE_PATH)
    launched = submit(tab, confirm)
    assert [name for name in tab.cookies if name.startswith("__Host-wml-")]
    assert audience_of(open_lesson(tab, launched)) == "teacher"


def test_T3_ticket_opens_once(client, platform, examiner):
    form = _unbound(client, platform)
    first, second = Client(), Client()
    (confirm,) = forms_to(submit(first, form), CONTINUE_PATH)
    (confirm_again,) = forms_to(submit(second, form), CONTINUE_PATH)
    assert_launched(submit(first, confirm))

    examiner.look()
    examiner.refused(submit(first, confirm), 400, "ticket_invalid", "nonce_replayed")
    examiner.refused(submit(second, confirm_again), 400, "ticket_invalid", "nonce_replayed")


@cases({"T3-ticket-late": OPEN_PATH, "T3-ticket-late-at-continue": CONTINUE_PATH})
def test_ticket_ends_after_a_minute(client, platform, examiner, case):
    with time_machine.travel("2026-09-01T09:00:00Z", tick=False) as clock:
        form, tab = _unbound(client, platform), Client()
        if case == CONTINUE_PATH:
            (form,) = forms_to(submit(tab, form), CONTINUE_PATH)
        clock.shift(3600 if case == CONTINUE_PATH else 61)
        examiner.look()
        examiner.refused(submit(tab, form), 400, "ticket_invalid")


@cases({"T3-ticket-missing": {}, "T3-ticket-made-up": {"ticket": "abc"}})
def test_ticket_not_ours(client, platform, examiner, case):
    examiner.refused(client.post(OPEN_PATH, case, secure=True), 400, "ticket_invalid")
    examiner.refused(client.post(CONTINUE_PATH, case, secure=True), 400, "ticket_invalid")


def test_T3_unbound_launch_is_still_refused_where_it_was_accepted_before(client, platform, examiner):
    """Bound or not, one message opens one launch."""
    login = platform.login(client)
    assert_launched(platform.launch(client, login=login))
    examiner.look()
    response = platform.again(Client())
    examiner.refused(response, 400, "state_browser_mismatch", "nonce_replayed", "state_invalid")
    if forms := forms_to(response, OPEN_PATH):
        tab = Client()
        page = submit(tab, forms[0])
        for confirm in forms_to(page, CONTINUE_PATH):
            page = submit(tab, confirm)
        examiner.refused(page, 400, "ticket_invalid", "nonce_replayed")
