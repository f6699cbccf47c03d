"""C1 to C12: the payloads of the certification suite that a tool must refuse."""

import json
import time

import pytest

from tests.fake_platform import ABSENT, CLAIM, LAUNCH_PATH
from tests.functional.lti_conformance.support import cases

DAY = 24 * 3600


def test_C1_no_kid_in_the_header_is_not_guessed_from_the_only_key(client, platform, examiner):
    examiner.refused(platform.launch(client, header={"kid": ABSENT}), 401, "kid_missing")


def test_C2_kid_not_in_the_key_set_is_looked_for_once_more_then_refused(client, platform, examiner):
    platform.launch(client)
    examiner.look()
    known = platform.jwks_calls()

    examiner.refused(platform.launch(client, header={"kid": "imstester_66067"}), 401, "kid_unknown")
    assert platform.jwks_calls() - known <= 1


@cases(
    {
        "C3-version-1.1": "1.1",
        "C3-version-LTI-1p0": "LTI-1p0",
        "C3-version-1.3": "1.3",
        "C3-version-11.2.0": "11.2.0",
        "C3-version-1.3.0-with-a-space": "1.3.0 ",
        "C3-version-number": 1.3,
        "C3-version-list": ["1.3.0"],
    }
)
def test_wrong_version(client, platform, examiner, case):
    examiner.refused(platform.launch(client, version=case), 400, "version_wrong")


def test_C4_no_version(client, platform, examiner):
    examiner.refused(platform.launch(client, version=ABSENT), 400, "version_missing")


@cases(
    {
        "C5-json-text": json.dumps({"name": "badltilaunch"}),
        "C5-opaque-text": "badltilaunch",
        "C5-opaque-text-with-dots": "bad.lti.launch",
    }
)
def test_id_token_that_is_no_jwt(client, platform, examiner, case):
    examiner.refused(platform.launch(client, token=case), 400, "not_lti", "token_malformed")


def test_C5_jwt_without_a_single_lti_claim(client, platform, examiner):
    login = platform.login(client)
    claims = platform.good_claims(nonce=login.nonce)
    bare = {name: value for name, value in claims.items() if not name.startswith(CLAIM)}
    examiner.refused(platform.launch(client, login=login, token=platform.sign(bare)), 400, "not_lti")


def test_C5_json_as_the_whole_body(client, platform, examiner):
    response = client.post(LAUNCH_PATH, {"name": "badltilaunch"}, content_type="application/json", secure=True)
    examiner.refused(response, {400, 415}, "not_lti", "content_type")


def test_C5_lti_1_1_form(client, platform, examiner):
    form = {
        "lti_message_type": "basic-lti-launch-request",
        "lti_version": "LTI-1p0",
        "resource_link_id": "link-1",
        "oauth_consumer_key": "key",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_signature": "c2lnbmF0dXJl",
    }
    examiner.refused(platform.post(client, form), 400, "not_lti")


@pytest.mark.parametrize(
    ("names", "status", "codes"),
    [
        pytest.param(["message_type"], 400, ["message_type_missing"], id="C6-message_type"),
        pytest.param(["version"], 400, ["version_missing"], id="C6-version"),
        pytest.param(["deployment_id"], 400, ["deployment_missing"], id="C6-deployment_id"),
        pytest.param(["target_link_uri"], 400, ["target_missing"], id="C6-target_link_uri"),
        pytest.param(["resource_link"], 400, ["resource_link_missing"], id="C6-resource_link"),
        pytest.param(["roles"], 400, ["roles_missing"], id="C6-roles"),
        pytest.param(["sub"], 400, ["sub_missing"], id="C6-sub"),
        pytest.param(["iss"], 401, ["iss_mismatch"], id="C6-iss"),
        pytest.param(["aud"], 401, ["aud_mismatch"], id="C6-aud"),
        pytest.param(["nonce"], 401, ["nonce_missing"], id="C6-nonce"),
        pytest.param(["exp"], 401, ["time_invalid"], id="C6-exp"),
        pytest.param(["iat"], 401, ["time_invalid"], id="C6-iat"),
        pytest.param(["roles", "sub"], 400, ["roles_missing", "sub_missing"], id="C6-several-of-the-person"),
        pytest.param(
            ["resource_link", "deployment_id"],
            400,
            ["resource_link_missing", "deployment_missing"],
            id="C6-several-of-the-place",
        ),
        pytest.param(
            ["aud", "iss", "sub", "deployment_id", "roles"],
            401,
            ["iss_mismatch", "aud_mismatch"],
            id="C6-several-of-the-certification-suite",
        ),
    ],
)
def test_required_claims_missing(client, platform, examiner, names, status, codes):
    generic = [f"claim_missing:{name}" for name in names]
    examiner.refused(platform.launch(client, **dict.fromkeys(names, ABSENT)), status, *codes, *generic)


def _times(**changes):
    """Time claims as differences to now, or (as a text, say) as they stand."""
    now = int(time.time())
    return {name: now + value if type(value) is int else value for name, value in changes.items()}


@pytest.mark.parametrize("claims", [
    pytest.param({"iat": -400, "exp": -120}, id="C7-expired"),
    pytest.param({"iat": 0, "exp": -30}, id="C7-exp-before-iat"),
    pytest.param({"iat": 10 * DAY, "exp": 10 * DAY + 60}, id="C7-iat-far-future"),
    pytest.param({"exp": 400 * DAY}, id="C7-exp-far-future"),
    pytest.param({"exp": "tomorrow"}, id="C7-exp-text"),
    pytest.param({"exp": "9999999999"}, id="C7-exp-number-in-a-text"),
    pytest.param({"iat": "1700000000"}, id="C7-iat-text"),
    pytest.param({"iat": None}, id="C7-iat-null"),
    pytest.param({"exp": None}, id="C7-exp-null"),
    pytest.param({"exp": True}, id="C7-exp-true"),
    pytest.param({"exp": [9999999999]}, id="C7-exp-list"),
    pytest.param({"exp": 1e300}, id="C7-exp-float-beyond-every-date"),
])  # fmt: skip
def test_times(client, platform, examiner, claims):
    response = platform.launch(client, **_times(**claims))
    examiner.refused(response, 401, "time_invalid", "time_expired", "time_issued", "time_too_long")


@pytest.mark.parametrize("claims", [
    pytest.param({"exp": -1}, id="C7-exp-negative"),
    pytest.param({"iat": -1}, id="C7-iat-negative"),
    pytest.param({"iat": 11111, "exp": 22222}, id="C7-of-the-certification-suite"),
    pytest.param({"exp": 10**400}, id="C7-exp-integer-beyond-every-float"),
])  # fmt: skip
def test_times_as_they_stand(client, platform, examiner, claims):
    response = platform.launch(client, **claims)
    examiner.refused(response, 401, "time_invalid", "time_expired", "time_issued", "time_too_long")


@pytest.mark.parametrize("name", [pytest.param(name, id=f"C7-{name}-milliseconds") for name in ("iat", "exp")])
def test_times_in_milliseconds(client, platform, examiner, name):
    response = platform.launch(client, **{name: int(time.time() * 1000)})
    examiner.refused(response, 401, "time_invalid", "time_issued", "time_too_long")


@pytest.mark.parametrize("name", [pytest.param(name, id=f"C7-{name}-NaN") for name in ("iat", "exp")])
def test_times_that_are_no_numbers(client, platform, examiner, name):
    """NaN is not JSON; a reader may stop there already."""
    response = platform.launch(client, **{name: float("nan")})
    examiner.refused(response, {400, 401}, "time_invalid", "token_malformed")


@pytest.mark.parametrize("name", [pytest.param(name, id=f"C7-{name}-infinite") for name in ("iat", "exp")])
def test_times_without_end(client, platform, examiner, name):
    response = platform.launch(client, **{name: float("inf")})
    examiner.refused(response, {400, 401}, "time_invalid", "token_malformed", "time_issued", "time_too_long")


def test_C8_no_message_type(client, platform, examiner):
    examiner.refused(platform.launch(client, message_type=ABSENT), 400, "message_type_missing")


def test_C9_no_roles_claim(client, platform, examiner):
    examiner.refused(platform.launch(client, roles=ABSENT), 400, "roles_missing")


def test_C10_no_deployment_id(client, platform, examiner):
    examiner.refused(platform.launch(client, deployment_id=ABSENT), 400, "deployment_missing")


@cases(
    {
        "C11-claim-missing": ABSENT,
        "C11-empty-object": {},
        "C11-title-only": {"title": "Marmot link"},
        "C11-id-empty": {"id": ""},
        "C11-id-null": {"id": None},
    }
)
def test_no_resource_link_id(client, platform, examiner, case):
    examiner.refused(platform.launch(client, resource_link=case), 400, "resource_link_missing")


def test_C12_no_sub(client, platform, examiner):
    examiner.refused(platform.launch(client, sub=ABSENT), 400, "sub_missing")
