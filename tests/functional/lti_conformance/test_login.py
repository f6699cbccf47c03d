"""L1 to L11: the login initiation. Nothing in it is signed, so nothing in it is believed."""

import re
from urllib.parse import urlencode

from django.test import Client

import pytest
import time_machine

from tests.fake_platform import ABSENT, FORM, LAUNCH_URL, LOGIN_PATH, TOOL, FakePlatform
from tests.functional.lti_conformance.support import HEADINGS, INCIDENT, assert_launched, cases, count_rows

METHODS = pytest.mark.parametrize("method", ["get", "post"])
STATE_COOKIE = re.compile(r"^__Host-wm-[0-9a-f]{16}$")


def _state_cookies(client: Client) -> list:
    """The state cookies that the browser still holds."""
    return [cookie for name, cookie in client.cookies.items() if STATE_COOKIE.match(name) and cookie.value]


def _raw_post(client: Client, body: str):
    return client.post(LOGIN_PATH, body, content_type=FORM, secure=True)


# ---- a good login --------------------------------------------------------------------------------------------------


@METHODS
def test_redirect_to_the_authorisation_endpoint(client, platform, method):
    login = platform.login(client, method=method)

    assert login.response.status_code == 302
    assert login.url.startswith(platform.auth_login_url + "?")
    asked = {name: value for name, value in login.query.items() if name not in {"state", "nonce"}}
    assert asked == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": LAUNCH_URL,
        "login_hint": "hint-of-the-user",
        "lti_message_hint": '{"cmid":2,"launchid":"ltilaunch1_1660851632"}',
    }
    assert len(login.state) >= 22
    assert len(login.nonce) >= 22


def test_no_message_hint_received_none_sent(client, platform):
    assert "lti_message_hint" not in platform.login(client, lti_message_hint=ABSENT).query


def test_state_and_nonce_are_fresh_each_time(client, platform):
    logins = [platform.login(client) for _ in range(3)]
    assert len({login.state for login in logins}) == len({login.nonce for login in logins}) == 3


def test_login_stores_nothing(client, platform):
    before = count_rows()
    platform.login(client)
    assert count_rows() == before


def test_query_of_the_authorisation_endpoint_is_kept(client, wire, platform):
    tenant = FakePlatform(wire=wire, host="tenant.example", client_id="tenant-client", deployment_id="t-1")
    tenant.register(auth_login_url="https://tenant.example/auth?tenant=7")
    login = tenant.login(client)
    assert login.query["tenant"] == "7"
    assert login.query["client_id"] == "tenant-client"


def test_state_cookie(client, platform):
    platform.login(client)
    (cookie,) = _state_cookies(client)
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "None"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert 0 < int(cookie["max-age"]) <= 600
    assert "Partitioned" in cookie.OutputString()


def test_browser_keeps_ten_state_cookies_at_most(client, platform):
    logins = [platform.login(client) for _ in range(13)]
    assert len(_state_cookies(client)) == 10
    assert_launched(platform.launch(client, login=logins[-1]))


def test_client_id_may_be_absent_where_the_issuer_has_one_registration(client, platform):
    login = platform.login(client, client_id=ABSENT)
    assert login.query["client_id"] == platform.client_id


def test_unknown_parameters_are_ignored(client, platform):
    assert platform.login(client, canvas_region="eu-1", deployment_id="x").response.status_code == 302


# ---- refusals ------------------------------------------------------------------------------------------------------


@METHODS
@cases({f"L1-{name}": name for name in ("iss", "login_hint", "target_link_uri")})
def test_required_field_missing(client, platform, examiner, method, case):
    login = platform.login(client, method=method, **{case: ABSENT})
    examiner.refused(login.response, 400, f"login_field_missing:{case}")


@cases({"L2-unknown-issuer": {"iss": "https://stranger.example"}, "L3-unknown-client": {"client_id": "stranger"}})
def test_nobody_we_know(client, platform, examiner, case):
    examiner.refused(platform.login(client, **case).response, 403, "login_unknown_platform")


def test_L2_unknown_issuer_without_client_id(client, platform, examiner):
    login = platform.login(client, iss="https://stranger.example", client_id=ABSENT)
    examiner.refused(login.response, 403, "login_unknown_platform")


def test_L3_unknown_client_reads_like_an_unknown_issuer(client, platform):
    def page(**changes):
        text = platform.login(client, **changes).response.content.decode()
        return re.sub(r"\d\d:\d\d(:\d\d)?|\d{4}-\d\d-\d\dT[^<\"]*|nonce=\"[^\"]*\"", "", INCIDENT.sub("", text))

    assert page(iss="https://stranger.example") == page(client_id="stranger")


def test_L4_no_client_id_and_several_registrations(client, platform, examiner):
    FakePlatform(wire=platform.wire, client_id="client-second-2f60").register()
    examiner.refused(platform.login(client, client_id=ABSENT).response, 400, "login_ambiguous_client")


@cases(
    {
        "L5-foreign-host": "https://evil.example/lti/launch/",
        "L5-javascript": "javascript:alert(1)",
        "L5-protocol-relative": "//evil.example/lti/launch/",
        "L5-userinfo": "https://testserver@evil.example/lti/launch/",
        "L5-userinfo-before-our-host": "https://evil.example@testserver/lti/launch/",
        "L5-suffix-of-our-host": "https://testserver.evil.example/lti/launch/",
        "L5-our-host-in-the-path": "https://evil.example/https://testserver/lti/launch/",
        "L5-backslash": "https://evil.example\\@testserver/lti/launch/",
        "L5-other-port": "https://testserver:8443/lti/launch/",
        "L5-data": "data:text/html,hello",
        "L5-no-url": "launch",
    }
)
def test_foreign_target(client, platform, examiner, case):
    examiner.refused(platform.login(client, target_link_uri=case).response, 400, "login_target_foreign")


def test_L6_registration_disabled(client, platform, examiner):
    platform.registration.is_active = False
    platform.registration.save()
    examiner.refused(platform.login(client).response, 403, "registration_disabled")


@cases({f"L7-{name}-twice": name for name in ("iss", "login_hint", "target_link_uri", "client_id", "lti_message_hint")})
@METHODS
def test_field_twice(client, platform, examiner, method, case):
    fields = platform.login_fields()
    login = platform.login(client, method=method, **{case: [fields[case], "https://evil.example"]})
    examiner.refused(login.response, 400, "login_field_duplicated")


@cases({f"L7-NUL-in-{name}": name for name in ("iss", "login_hint", "client_id", "lti_message_hint", "lti_deployment_id")})
def test_field_with_nul(client, platform, examiner, case):
    login = platform.login(client, **{case: platform.login_fields()[case] + "\x00"})
    examiner.refused(login.response, 400, "login_field_bad")


@cases({"L7-login_hint-over-8-KB": "login_hint", "L7-lti_message_hint-over-8-KB": "lti_message_hint"})
def test_long_hint(client, platform, examiner, case):
    login = platform.login(client, **{case: "h" * 8200})
    examiner.refused(login.response, {400, 413}, "login_field_bad")


def test_L8_unknown_deployment_is_judged_at_the_launch(client, platform, examiner):
    login = platform.login(client, lti_deployment_id="never-seen")
    assert login.response.status_code == 302
    response = platform.launch(client, login=login, deployment_id="never-seen")
    examiner.refused(response, 403, "deployment_unknown")


def test_L9_plain_http_by_GET_is_sent_to_https(client, platform, settings):
    settings.HTTPS_ONLY = True
    query = urlencode(platform.login_fields())
    response = client.get(f"{LOGIN_PATH}?{query}", secure=False)
    assert response.status_code == 308
    assert response.headers["Location"] == f"{TOOL}{LOGIN_PATH}?{query}"
    assert not client.cookies


@cases({"L9-POST-login": LOGIN_PATH, "L9-POST-launch": "/lti/launch/"})
def test_plain_http_by_post(client, platform, settings, case):
    settings.HTTPS_ONLY = True
    response = client.post(case, urlencode(platform.login_fields()), content_type=FORM, secure=False)
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert not client.cookies


@cases(
    {
        "L10-script": "<script>alert(1)</script>",
        "L10-attribute": '" onload="alert(1)',
        "L10-long": "f" * 2048,
        "L10-no-frame-name": "no frame: name!",
    }
)
def test_strange_storage_target_leaves_the_cookie_path(client, platform, case):
    login = platform.login(client, lti_storage_target=case)
    assert login.response.status_code == 302
    assert case not in login.url
    assert _state_cookies(client)
    assert_launched(platform.launch(client, login=login))


@time_machine.travel("2026-09-07T09:00:00Z", tick=False)
def test_L11_flood_from_one_address_is_stopped_and_stays_with_that_address(platform):
    body = urlencode(platform.login_fields())

    def status(address: str) -> int:
        return Client(REMOTE_ADDR=address).post(LOGIN_PATH, body, content_type=FORM, secure=True).status_code

    before = count_rows()
    statuses = [status("198.51.100.7") for _ in range(1000)]

    assert statuses[0] == 302
    assert statuses[-1] == 429
    assert set(statuses) == {302, 429}
    assert status("203.0.113.9") == 302
    assert count_rows() == before


def test_L11_flood_answer_is_a_refusal_like_the_others(client, platform, examiner, settings):
    settings.LTI_LOGINS_PER_MINUTE = 10
    with time_machine.travel("2026-09-07T09:00:00Z", tick=False):
        for _ in range(10):
            assert platform.login(client).response.status_code == 302
        response = platform.login(client).response
    examiner.refused(response, 429, "rate_limited")
    assert 0 < int(response.headers["Retry-After"]) <= 60


def test_post_without_csrf_token_or_session(platform):
    strict = Client(enforce_csrf_checks=True)
    assert_launched(platform.launch(strict))
    assert "sessionid" not in strict.cookies


def test_other_methods_are_not_allowed(client, platform):
    assert client.put(LOGIN_PATH, b"", secure=True).status_code == 405


def test_duplicate_across_query_and_body(client, platform, examiner):
    """A field in the query and in the body is a field twice."""
    fields = platform.login_fields()
    body = urlencode(fields)
    response = client.post(f"{LOGIN_PATH}?iss=https://evil.example", body, content_type=FORM, secure=True)
    if response.status_code == 302:
        assert response.headers["Location"].startswith(platform.auth_login_url)
    else:
        examiner.refused(response, 400, "login_field_duplicated", "login_field_bad")


@pytest.mark.parametrize("body", ["%", "iss=%ff%fe&login_hint=1&target_link_uri=2", "=&&=", "iss"])
def test_broken_forms_are_refused_not_crashed(client, platform, examiner, body):
    response = _raw_post(client, body)
    examiner.refused(response, {400, 403})


def test_refusal_speaks_the_language_of_the_browser(client, platform):
    response = platform.login(client, headers={"Accept-Language": "es-MX,es;q=0.9"}, iss=ABSENT).response
    page = response.content.decode()
    assert re.search(r'<html[^>]* lang="es"', page)
    assert HEADINGS["U2"] not in page
