"""T1, T4 to T10, T14 and T15: how a launch arrives. In whose browser: test_browser_binding.py. Its token as a text: test_token_text.py."""

from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.fake_platform import ABSENT, FORM, LAUNCH_PATH
from tests.functional.lti_conformance.support import (
    assert_launched,
    cases,
)


def test_T1_id_token_in_the_query(client, platform, examiner):
    login = platform.login(client)
    token = platform.sign(platform.good_claims(nonce=login.nonce))
    query = urlencode({"state": login.state, "id_token": token})
    examiner.refused(client.get(f"{LAUNCH_PATH}?{query}", secure=True), 405)


def test_T1_id_token_in_the_query_of_a_post(client, platform, examiner):
    login = platform.login(client)
    token = platform.sign(platform.good_claims(nonce=login.nonce))
    query = urlencode({"state": login.state, "id_token": token})
    response = client.post(f"{LAUNCH_PATH}?{query}", "", content_type=FORM, secure=True)
    examiner.refused(response, 400)


# ---- T4 to T8: issuer and nonce ------------------------------------------------------------------------------------


def test_T4_state_of_one_platform_token_of_another(client, platform, other_platform, examiner):
    login = platform.login(client)
    token = other_platform.sign(other_platform.good_claims(nonce=login.nonce))
    examiner.refused(platform.launch(client, login=login, token=token), 401, "state_issuer_mismatch")


def test_T5_nonce_missing(client, platform, examiner):
    examiner.refused(platform.launch(client, nonce=ABSENT), 401, "nonce_missing")


@cases({"T6-other-text": "another", "T6-empty": "", "T6-null": None, "T6-number": 7, "T6-list": ["a"]})
def test_wrong_nonce(client, platform, examiner, case):
    examiner.refused(platform.launch(client, nonce=case), 401, "nonce_mismatch", "nonce_missing")


def test_T6_nonce_of_another_login_in_the_same_browser(client, platform, examiner):
    login, second = platform.login(client), platform.login(client)
    examiner.refused(platform.launch(client, login=login, nonce=second.nonce), 401, "nonce_mismatch")


def test_T7_token_replayed_with_a_fresh_state(client, platform, examiner):
    assert_launched(platform.launch(client))
    examiner.look()
    response = platform.launch(client, token=platform.last_token)
    examiner.refused(response, 401, "nonce_replayed", "nonce_mismatch")


def test_T8_whole_post_replayed(client, platform, examiner):
    """In parallel: see test_replay_race.py."""
    assert_launched(platform.launch(client))
    examiner.look()
    examiner.refused(platform.again(client), 400, "nonce_replayed", "state_invalid")


# ---- T9, T10: the platform says no ---------------------------------------------------------------------------------


@cases({f"T9-{name}": name for name in ("access_denied", "login_required", "invalid_request", "never_heard_of")})
def test_error_from_the_platform(client, platform, examiner, case):
    login = platform.login(client)
    examiner.refused(platform.post(client, {"state": login.state, "error": case}), 403, "platform_error")


@cases(
    {
        "T9-script": "<script>alert(1)</script>",
        "T9-attribute": '"><img src=x onerror=alert(1)>',
        "T9-new-line": "first\r\nlti.refusals forged",
        "T9-long": "d" * 20_000,
    }
)
def test_error_description_is_text(client, platform, examiner, case):
    login = platform.login(client)
    fields = {"state": login.state, "error": "access_denied", "error_description": case}
    response = platform.post(client, fields)
    assert case not in response.content.decode()
    assert "onerror=alert(1)>" not in response.content.decode()
    examiner.refused(response, 403, "platform_error")


def test_T10_error_and_token(client, platform, examiner):
    login = platform.login(client)
    token = platform.sign(platform.good_claims(nonce=login.nonce))
    fields = {"state": login.state, "id_token": token, "error": "access_denied"}
    examiner.refused(platform.post(client, fields), 400, "error_and_token")


# ---- T14, T15: the request -----------------------------------------------------------------------------------------


@cases({"T14-json": "json", "T14-file": "file", "T14-text": "text", "T14-token-as-file": "token"})
def test_content_type(client, platform, examiner, case):
    login = platform.login(client)
    fields = {"state": login.state, "id_token": platform.sign(platform.good_claims(nonce=login.nonce))}
    if case == "json":
        response = client.post(LAUNCH_PATH, fields, content_type="application/json", secure=True)
    elif case == "text":
        response = client.post(LAUNCH_PATH, urlencode(fields), content_type="text/plain", secure=True)
    elif case == "token":
        upload = SimpleUploadedFile("id_token", fields["id_token"].encode())
        response = client.post(LAUNCH_PATH, {"state": login.state, "id_token": upload}, secure=True)
    else:
        response = client.post(LAUNCH_PATH, fields | {"file": SimpleUploadedFile("a.txt", b"a")}, secure=True)
    examiner.refused(response, {400, 415}, "content_type")


@cases({"T15-unknown-site": "https://unknown.example", "T15-null": "null"})
def test_origin_is_no_guard(platform, case):
    strict = Client(enforce_csrf_checks=True)
    assert_launched(platform.launch(strict, headers={"Origin": case}))
