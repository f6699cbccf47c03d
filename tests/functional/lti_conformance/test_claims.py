"""J1 to J22: what the signed claims may say. Roles, names and other people's accounts: test_claims_of_people.py."""

import pytest
import time_machine

from lti.models import Deployment
from tests.fake_platform import ABSENT, DEEP_LINKING, LAUNCH_URL, TOOL
from tests.functional.lti_conformance.support import assert_launched, cases

NOW = "2026-09-07T09:00:00Z"
EPOCH = 1788771600
DAY = 24 * 3600


@pytest.fixture
def clock():
    """A clock that stands still."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


# ---- J1 to J6: issuer and audience ---------------------------------------------------------------------------------


@cases(
    {
        "J1-missing": ABSENT,
        "J1-other-issuer": "https://stranger.example",
        "J1-trailing-slash": "https://lms.example/",
        "J1-case": "https://LMS.example",
        "J1-http": "http://lms.example",
        "J1-query": "https://lms.example?a=1",
        "J1-null": None,
        "J1-list": ["https://lms.example"],
    }
)
def test_issuer(client, platform, examiner, case):
    examiner.refused(platform.launch(client, iss=case), 401, "iss_mismatch")


@cases(
    {
        "J2-missing": ABSENT,
        "J2-other-client": "somebody-else",
        "J2-empty-list": [],
        "J2-number": 7,
        "J2-object": {"client-9e27-marmot": True},
        "J2-null": None,
        "J2-case": "CLIENT-9E27-MARMOT",
        "J2-list-in-a-list": [["client-9e27-marmot"]],
        "J2-longer": "client-9e27-marmot2",
    }
)
def test_audience(client, platform, examiner, case):
    examiner.refused(platform.launch(client, aud=case), 401, "aud_mismatch")


@pytest.mark.parametrize("order", [pytest.param(1, id="J3-ours-first"), pytest.param(-1, id="J3-ours-last")])
def test_untrusted_audience_beside_ours(client, platform, examiner, order):
    audiences = [platform.client_id, "somebody-else"][::order]
    examiner.refused(platform.launch(client, aud=audiences, azp=platform.client_id), 401, "aud_untrusted")


def test_J4_several_audiences_without_azp(client, platform, examiner):
    platform.registration.trusted_audiences = "sister-tool"
    platform.registration.save()
    examiner.refused(platform.launch(client, aud=[platform.client_id, "sister-tool"]), 401, "azp_missing")


@cases({"J5-text": "somebody-else", "J5-empty": "", "J5-list": ["client-9e27-marmot"], "J5-null": None})
def test_authorised_party(client, platform, examiner, case):
    examiner.refused(platform.launch(client, azp=case), 401, "azp_mismatch")


def test_J6_audience_is_our_client_at_another_platform(client, platform, other_platform, examiner):
    examiner.refused(platform.launch(client, aud=other_platform.client_id), 401, "aud_mismatch")


# ---- J7 to J11: times ----------------------------------------------------------------------------------------------


@cases({"J7-exp-1-s-ago": {"exp": -1}, "J7-exp-59-s-ago": {"exp": -59}, "J7-exp-now": {"exp": 0},
        "J9-iat-30-s-ahead": {"iat": 30}, "J9-iat-9-minutes-ago": {"iat": -540, "exp": 60},
        "J10-24-hours": {"iat": 0, "exp": DAY}, "J11-nbf-30-s-ahead": {"nbf": 30}, "J11-nbf-now": {"nbf": 0}})  # fmt: skip
def test_times_within_bounds(client, platform, clock, case):
    times = {"iat": -300, "exp": 300} | case
    assert_launched(platform.launch(client, **{name: EPOCH + value for name, value in times.items()}))


@pytest.mark.parametrize(("times", "codes"), [
    pytest.param({"exp": -60}, ["time_expired"], id="J7-exp-60-s-ago"),
    pytest.param({"exp": -61}, ["time_expired"], id="J7-exp-61-s-ago"),
    pytest.param({"iat": 61, "exp": 300}, ["time_issued"], id="J9-iat-61-s-ahead"),
    pytest.param({"iat": -DAY, "exp": DAY}, ["time_issued", "time_too_long"], id="J9-iat-a-day-ago-exp-tomorrow"),
    pytest.param({"iat": -DAY, "exp": 300}, ["time_issued", "time_too_long"], id="J9-iat-a-day-ago"),
    pytest.param({"iat": -661, "exp": 300}, ["time_issued"], id="J9-iat-11-minutes-ago"),
    pytest.param({"iat": 0, "exp": DAY + 1}, ["time_too_long"], id="J10-over-24-hours"),
    pytest.param({"nbf": 61}, ["time_not_before"], id="J11-nbf-61-s-ahead"),
    pytest.param({"nbf": DAY}, ["time_not_before"], id="J11-nbf-tomorrow"),
])  # fmt: skip
def test_times_out_of_bounds(client, platform, examiner, clock, times, codes):
    times = {"iat": -300, "exp": 300} | times
    response = platform.launch(client, **{name: EPOCH + value for name, value in times.items()})
    examiner.refused(response, 401, *codes)


@cases({"J8-exp-1-s-ago": -1, "J8-exp-now": 0})
def test_no_leeway(client, platform, examiner, clock, settings, case):
    """Not valid on or after its end."""
    settings.LTI_LEEWAY_SECONDS = 0
    response = platform.launch(client, iat=EPOCH - 300, exp=EPOCH + case)
    examiner.refused(response, 401, "time_expired")


def test_J8_no_leeway_one_second_before_the_end(client, platform, clock, settings):
    settings.LTI_LEEWAY_SECONDS = 0
    assert_launched(platform.launch(client, iat=EPOCH, exp=EPOCH + 1))


@cases({"J11-nbf-text": "soon", "J11-nbf-null": None, "J11-nbf-list": [0]})
def test_not_before_that_is_no_time(client, platform, examiner, case):
    examiner.refused(platform.launch(client, nbf=case), 401, "time_invalid", "time_not_before")


# ---- J12 to J16: person and deployment -----------------------------------------------------------------------------


@cases({"J12-empty": "", "J12-null": None, "J12-number": 7, "J12-256-characters": "s" * 256, "J12-non-ascii": "señor",
        "J12-list": ["a"], "J12-NUL": "a\x00b", "J12-true": True})  # fmt: skip
def test_sub(client, platform, examiner, case):
    examiner.refused(platform.launch(client, sub=case), 400, "sub_invalid")


def _launch_from(client, platform, deployment_id):
    login = platform.login(client, lti_deployment_id=deployment_id)
    return platform.launch(client, login=login, deployment_id=deployment_id)


def test_J13_unknown_deployment_waits_for_approval(client, platform, examiner):
    for _ in range(2):
        examiner.refused(_launch_from(client, platform, "new-campus"), 403, "deployment_unknown")

    pending = Deployment.objects.get(id_on_platform="new-campus")
    assert pending.registration == platform.registration
    assert pending.status == "pending"

    pending.status = "approved"
    pending.save()
    assert_launched(_launch_from(client, platform, "new-campus"))


def test_J13_disabled_deployment(client, platform, examiner):
    Deployment.objects.filter(id_on_platform=platform.deployment_id).update(status="disabled")
    examiner.refused(platform.launch(client), 403, "deployment_unknown", "registration_disabled")


def test_J14_deployment_of_another_registration(client, platform, other_platform, examiner):
    examiner.refused(_launch_from(client, platform, other_platform.deployment_id), 403, "deployment_unknown")


@cases({"J15-blank": "", "J15-space": " ", "J15-null": None, "J15-number": 7, "J15-over-255": "d" * 256,
        "J15-list": ["deployment-41c8"], "J15-NUL": "deployment\x00", "J15-case": "DEPLOYMENT-41C8"})  # fmt: skip
def test_deployment_id(client, platform, examiner, case):
    login = platform.login(client, lti_deployment_id=ABSENT)
    response = platform.launch(client, login=login, deployment_id=case)
    examiner.refused(response, {400, 403}, "deployment_invalid", "deployment_missing", "deployment_unknown")


def test_J15_nothing_is_kept_of_an_invalid_deployment(client, platform):
    before = Deployment.objects.count()
    for invalid in ("", None, 7, "d" * 256):
        platform.launch(client, login=platform.login(client, lti_deployment_id=ABSENT), deployment_id=invalid)
    assert Deployment.objects.count() == before


def test_J16_another_deployment_than_at_the_login(client, platform, examiner):
    platform.approve("second-campus")
    login = platform.login(client, lti_deployment_id="second-campus")
    examiner.refused(platform.launch(client, login=login), 401, "deployment_mismatch")


def test_J16_no_deployment_at_the_login_is_good(client, platform):
    assert_launched(platform.launch(client, login=platform.login(client, lti_deployment_id=ABSENT)))


# ---- J17, J18: target ----------------------------------------------------------------------------------------------


@cases({"J17-other-path": f"{TOOL}/curriculum/", "J17-other-query": f"{LAUNCH_URL}?launch_key=7",
        "J17-fragment": f"{LAUNCH_URL}#a"})  # fmt: skip
def test_target_differs_from_the_login(client, platform, examiner, case):
    examiner.refused(platform.launch(client, target_link_uri=case), 401, "target_mismatch")


def test_J18_target_missing(client, platform, examiner):
    examiner.refused(platform.launch(client, target_link_uri=ABSENT), 400, "target_missing")


@cases({"J18-foreign-host": "https://evil.example/lti/launch/", "J18-javascript": "javascript:alert(1)",
        "J18-userinfo": "https://testserver@evil.example/", "J18-suffix": "https://testserver.evil.example/"})  # fmt: skip
def test_foreign_target(client, platform, examiner, case):
    examiner.refused(platform.launch(client, target_link_uri=case), 400, "target_foreign")


@cases({"J18-no-such-page": f"{TOOL}/no/such/page/", "J18-no-route-of-a-launch": f"{TOOL}/admin/"})
def test_target_that_is_no_route(client, platform, examiner, case):
    response = platform.launch(client, target=case, custom=ABSENT)
    examiner.refused(response, 404, "target_unknown")


# ---- J19 to J22: message -------------------------------------------------------------------------------------------


@cases({"J19-unknown": "LtiPizzaRequest", "J19-case": "ltiresourcelinkrequest", "J19-response": "LtiDeepLinkingResponse",
        "J19-number": 1, "J19-list": ["LtiResourceLinkRequest"], "J19-space": "LtiResourceLinkRequest "})  # fmt: skip
def test_message_type(client, platform, examiner, case):
    examiner.refused(platform.launch(client, message_type=case), 400, "message_type_unknown")


def test_J20_deep_linking_claim_in_a_resource_link_launch_is_ignored(client, platform):
    settings = {"deep_link_return_url": "https://lms.example/return", "accept_types": ["ltiResourceLink"]}
    assert_launched(platform.launch(client, **{DEEP_LINKING: settings}))


@cases({"J21-over-255": {"id": "l" * 256}, "J21-number": {"id": 7}, "J21-object": {"id": {}}, "J21-list": {"id": ["a"]},
        "J21-true": {"id": True}, "J21-NUL": {"id": "a\x00"}})  # fmt: skip
def test_resource_link_id(client, platform, examiner, case):
    examiner.refused(platform.launch(client, resource_link=case), 400, "resource_link_invalid")


@cases({"J21-claim-text": "link-1", "J21-claim-list": [{"id": "link-1"}]})
def test_resource_link_that_is_no_object(client, platform, examiner, case):
    response = platform.launch(client, resource_link=case)
    examiner.refused(response, 400, "resource_link_invalid", "resource_link_missing")


@cases({"J22-text": "Instructor", "J22-null": None, "J22-object": {"Instructor": 1}, "J22-number": 1,
        "J22-not-only-texts": ["Learner", 1], "J22-list-in-a-list": [["Instructor"]], "J22-10000": ["x"] * 10_000})  # fmt: skip
def test_roles(client, platform, examiner, case):
    examiner.refused(platform.launch(client, roles=case), 400, "roles_invalid")
