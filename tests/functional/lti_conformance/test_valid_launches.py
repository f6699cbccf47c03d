"""V1 to V25: launches that a tool must accept. V1 to V9 carry the names of the certification suite, for each of two roles."""

import time

import pytest

from lti.models import Membership, PlatformUser
from tests.fake_platform import (
    ABSENT,
    CLAIM,
    INSTRUCTOR,
    LEARNER,
    LIS,
    TEST_USER,
    FakePlatform,
    ec_jwk,
    ec_key,
    ed25519_key,
    okp_jwk,
    rs_signer,
    rsa_jwk,
    rsa_key,
)
from tests.functional.lti_conformance.support import assert_launched, audience_of, cases, open_lesson

NO_NAMES = {"name": ABSENT, "given_name": ABSENT, "family_name": ABSENT}
NO_PII = NO_NAMES | {"email": ABSENT, "lis": ABSENT}
HELPER = LIS + "membership#PizzaDeliverer"


def _both(number: str, title: str, instructor: dict, student: dict, sees: str = "teacher"):
    """One certification case as an Instructor, whose page is meant for `sees`, and as a Student."""
    return [
        pytest.param(instructor, sees, id=f"{number}-Launch {title.format('Instructor')}"),
        pytest.param(student, "student", id=f"{number}-Launch {title.format('Student')}"),
    ]


def _same(number: str, title: str, **claims: object):
    return _both(number, title, {"roles": [INSTRUCTOR]} | claims, {"roles": [LEARNER]} | claims)


@pytest.mark.parametrize(
    ("claims", "sees"),
    [
        *_same("V1", "LTI 1.3 Message as {}"),
        *_both(
            "V2", "{} with Multiple Role Values",
            {"roles": [INSTRUCTOR, LIS + "institution/person#Faculty", LIS + "membership#Mentor"]},
            {"roles": [LEARNER, LIS + "institution/person#Student"]},
        ),
        *_both(
            "V2", "{} with Multiple Role Values in another order",
            {"roles": [LIS + "membership#Mentor", LIS + "institution/person#Faculty", INSTRUCTOR]},
            {"roles": [LIS + "institution/person#Student", LEARNER]},
        ),
        *_both("V3", "{} with Short Role Value", {"roles": ["Instructor"]}, {"roles": ["Learner"]}),
        *_both("V4", "{} with Unknown Role", {"roles": [HELPER]}, {"roles": [LIS + "unknown/unknown#Helper"]}, "student"),
        *_both("V5", "{} With No Role", {"roles": []}, {"roles": []}, "student"),
        *_same("V6", "{} Only Email", **NO_NAMES, lis=ABSENT),
        *_same("V7", "{} Only Names", email=ABSENT),
        *_same("V8", "{} No PII", **NO_PII),
        *_same("V9", "{} With Email No Context", **NO_NAMES, lis=ABSENT, context=ABSENT),
    ],
)  # fmt: skip
def test_certification_launch(client, platform, claims, sees):
    text = open_lesson(client, platform.launch(client, **claims))
    assert audience_of(text) == sees


@pytest.fixture
def trusted_client_id(platform) -> str:
    """A second client of ours at the same platform: an audience that this tool trusts."""
    second = FakePlatform(wire=platform.wire, client_id="client-second-2f60")
    second.register()
    return second.client_id


def test_V10_aud_as_a_list_of_one(client, platform):
    assert_launched(platform.launch(client, aud=[platform.client_id]))


def test_V11_several_audiences_all_trusted_with_the_right_azp(client, platform, trusted_client_id):
    audiences = [trusted_client_id, platform.client_id]
    assert_launched(platform.launch(client, aud=audiences, azp=platform.client_id))


def test_V12_claims_nobody_knows(client, platform):
    extra = {"https://vendor.example/claim/pizza": {"a": [1, None]}, CLAIM + "of_2031": True, "amr": ["pwd"]}
    assert_launched(platform.launch(client, **extra))


def test_V13_custom_with_an_empty_value_and_an_unresolved_variable(client, platform):
    custom = {
        "launch_key": platform.launch_key,
        "context_history": "",
        "link_history": "$ResourceLink.id.history",
        "actual_user": "$ActualUser.id",
        "version": "$Unknown.variable",
        "due": "$ResourceLink.submission.endDateTime",
    }
    assert audience_of(open_lesson(client, platform.launch(client, custom=custom))) == "student"


def test_V14_sub_of_255_characters(client, platform):
    sub = "s" * 255
    assert_launched(platform.launch(client, sub=sub))
    assert PlatformUser.objects.get().sub == sub


@cases({"V14-deployment-1": "1", "V14-deployment-255": "d" * 255})
def test_deployment_ids_at_the_edges(client, platform, case):
    platform.approve(case)
    login = platform.login(client, lti_deployment_id=case)
    assert_launched(platform.launch(client, login=login, deployment_id=case))


def test_V14_deployments_that_differ_in_case_only_are_two(client, platform):
    for deployment_id in ("Campus", "campus"):
        platform.approve(deployment_id)
        login = platform.login(client, lti_deployment_id=deployment_id)
        assert_launched(platform.launch(client, login=login, deployment_id=deployment_id))
    contexts = Membership.objects.values_list("context__deployment__id_on_platform", flat=True)
    assert sorted(contexts) == ["Campus", "campus"]


@cases({"V15-platform-ahead": 45, "V15-platform-behind": -45})
def test_platform_clock_is_off(client, platform, case):
    now = int(time.time()) + case
    assert_launched(platform.launch(client, iat=now, exp=now + 60))


def test_V16_key_rotated_a_minute_ago(client, platform):
    assert_launched(platform.launch(client))
    new = rsa_key("rotated")
    platform.serve([*platform.jwks(), rsa_jwk(new, "kid-new")])

    assert_launched(platform.launch(client, header={"kid": "kid-new"}, signer=rs_signer(new)))
    assert_launched(platform.launch(client))


def test_V17_strange_entries_beside_the_good_key(client, platform):
    strange = [
        {"kty": "PQC", "kid": "future", "alg": "ML-DSA-65", "pub": "AAAA"},
        rsa_jwk(rsa_key("encryption"), "encryption", use="enc", alg="RSA-OAEP"),
        ec_jwk(ec_key(), "elliptic", alg="ES256"),
        okp_jwk(ed25519_key(), "edwards"),
        rsa_jwk(rsa_key("rotated"), "second", alg="RS256"),
        {"kty": "oct", "kid": "symmetric", "k": "c2VjcmV0"},
        {"kid": "no kty"},
        {},
    ]
    platform.serve([*strange[:4], *platform.jwks(), *strange[4:]])
    assert_launched(platform.launch(client))


@cases({"V18-jwk-without-alg": {"alg": ABSENT}, "V18-jwk-without-alg-and-use": {"alg": ABSENT, "use": ABSENT}})
def test_sparse_key(client, platform, case):
    platform.serve([rsa_jwk(platform.key, platform.kid, **case)])
    assert_launched(platform.launch(client))


@pytest.mark.parametrize("role", [pytest.param(INSTRUCTOR, id="V20-Instructor"), pytest.param(LEARNER, id="V20-Learner")])
def test_test_user(client, platform, role):
    open_lesson(client, platform.launch(client, roles=[TEST_USER, role]))


def test_V21_one_person_through_two_deployments(client, platform):
    platform.approve("second-deployment")
    assert_launched(platform.launch(client))
    login = platform.login(client, lti_deployment_id="second-deployment")
    assert_launched(platform.launch(client, login=login, deployment_id="second-deployment"))

    assert PlatformUser.objects.count() == 1
    assert Membership.objects.count() == 2


def test_V22_login_initiation_by_GET(client, platform):
    login = platform.login(client, method="get")
    assert login.response.status_code == 302
    assert_launched(platform.launch(client, login=login))


@cases(
    {
        "V23-json": '{"cmid":2,"launchid":"ltilaunch1_1660851632"}',
        "V23-quotes": "a \"double\" & 'single' #quote?=%20+",
        "V23-unicode": "课程 – Ünïcode 🦦",
    }
)
def test_message_hint_comes_back_verbatim(client, platform, case):
    login = platform.login(client, lti_message_hint=case)
    assert login.query["lti_message_hint"] == case
    assert_launched(platform.launch(client, login=login))


def test_V24_several_tabs_at_once(client, platform):
    logins = [platform.login(client) for _ in range(4)]
    found = [assert_launched(platform.launch(client, login=login)) for login in reversed(logins)]

    assert len({launched["token"] for launched in found}) == 4
    for launched in found:
        assert client.get(launched.group(), secure=True).status_code == 200


def test_V25_one_sub_text_from_two_issuers_is_two_people(client, platform, other_platform):
    assert_launched(platform.launch(client))
    assert_launched(other_platform.launch(client))
    issuers = PlatformUser.objects.values_list("registration__issuer", flat=True)
    assert sorted(issuers) == sorted([platform.issuer, other_platform.issuer])
