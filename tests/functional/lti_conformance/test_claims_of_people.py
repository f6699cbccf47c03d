"""J23 to J28: claims by which somebody would be more, or somebody else, than the context says."""

import base64
import hashlib
import hmac

from django.contrib.auth import get_user_model

import pytest

from lti.models import Context, Membership, PlatformUser, ResourceLink
from tests.fake_platform import (
    CLAIM,
    INSTITUTION_ADMINISTRATOR,
    INSTITUTION_INSTRUCTOR,
    LEARNER,
    PERSON,
    SYSTEM_ADMINISTRATOR,
)
from tests.functional.lti_conformance.support import assert_launched, audience_of, cases, open_lesson, text_of

RIGHT_TO_LEFT = "\u202e"


# ---- J23, J24: roles that are none ---------------------------------------------------------------------------------


@cases(
    {
        "J23-foreign-vocabulary": "http://evil/membership#Instructor",
        "J23-space-after": "Instructor ",
        "J23-space-before": " Instructor",
        "J23-uri-and-space": "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor ",
        "J23-lower-case": "http://purl.imsglobal.org/vocab/lis/v2/membership#instructor",
        "J23-short-lower-case": "instructor",
        "J23-urn": "urn:lti:role:ims/lis/Instructor",
        "J23-https": "https://purl.imsglobal.org/vocab/lis/v2/membership#Instructor",
        "J23-path-before": "http://evil/?http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor",
        "J23-longer": "http://purl.imsglobal.org/vocab/lis/v2/membership#InstructorX",
        "J23-empty": "",
        "J24-institution-instructor": INSTITUTION_INSTRUCTOR,
        "J24-institution-administrator": INSTITUTION_ADMINISTRATOR,
        "J24-system-administrator": SYSTEM_ADMINISTRATOR,
        "J24-short-faculty": "Faculty",
    }
)
def test_role_that_gives_nothing(client, platform, case):
    assert audience_of(open_lesson(client, platform.launch(client, roles=[case]))) == "student"
    assert not Membership.objects.exists()
    assert not PlatformUser.objects.exists()


def test_J24_institution_roles_beside_a_learner_raise_nothing(client, platform):
    roles = [INSTITUTION_ADMINISTRATOR, SYSTEM_ADMINISTRATOR, INSTITUTION_INSTRUCTOR, LEARNER]
    assert audience_of(open_lesson(client, platform.launch(client, roles=roles))) == "student"


# ---- J25: context, custom, presentation ----------------------------------------------------------------------------


@cases({"J25-context-empty": {}, "J25-context-without-id": {"title": "Marmots"}, "J25-context-id-empty": {"id": ""},
        "J25-context-id-null": {"id": None}, "J25-context-id-number": {"id": 7}, "J25-context-id-long": {"id": "c" * 256},
        "J25-context-text": "course-1", "J25-context-list": []})  # fmt: skip
def test_context(client, platform, examiner, case):
    examiner.refused(platform.launch(client, context=case), 400, "context_invalid")


@cases({"J25-custom-null": None, "J25-custom-number": 7, "J25-custom-object": {"a": "b"}, "J25-custom-list": ["a"]})
def test_custom_value_that_is_no_text_is_dropped(client, platform, case):
    custom = {"context_history": case, "pizza": case, "version": case, "launch_key": platform.launch_key}
    open_lesson(client, platform.launch(client, custom=custom))


@cases({"J25-return_url-javascript": "javascript:alert(1)", "J25-return_url-data": "data:text/html,x",
        "J25-return_url-number": 7, "J25-return_url-header": "https://x.example/\r\nSet-Cookie: a=b",
        "J25-return_url-directive": "https://x.example; script-src *"})  # fmt: skip
def test_return_url_that_is_none_is_dropped(client, platform, case):
    response = platform.launch(client, launch_presentation={"return_url": case, "document_target": "iframe"})
    page = client.get(assert_launched(response).group(), secure=True)
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert platform.issuer in policy.partition("frame-ancestors ")[2]
    for strange in ("javascript:", "data:text", "script-src *", "x.example;"):
        assert strange not in page.content.decode() + policy.partition("frame-ancestors ")[2].partition(";")[0]


# ---- J26: names ----------------------------------------------------------------------------------------------------


HOSTILE = {
    "J26-html": "<script>alert(26)</script><b>bold",
    "J26-right-to-left": f"abc{RIGHT_TO_LEFT}gpj.exe",
    "J26-10-KB": "n" * 10_240,
    "J26-NUL": "a\x00b",
    "J26-number": 26,
    "J26-object": {"a": 1},
    "J26-null": None,
}


@cases(HOSTILE)
def test_hostile_names_of_a_person(client, platform, case):
    names = dict.fromkeys(("name", "given_name", "family_name", "middle_name", "email", "picture", "locale"), case)
    page = open_lesson(client, platform.launch(client, **names))
    assert "<script>alert(26)" not in page


@cases(HOSTILE)
def test_hostile_names_of_a_place(client, platform, case):
    context = {"id": "course-1", "label": case, "title": case, "type": case}
    link = {"id": "link-1", "title": case, "description": case}
    launched = assert_launched(platform.launch(client, context=context, resource_link=link))

    for address in (launched.group(), f"/s/{launched['token']}/course/"):
        page = client.get(address, secure=True)
        assert page.status_code == 200
        assert b"<script>alert(26)" not in page.content
        assert RIGHT_TO_LEFT not in text_of(page)
        assert "n" * 1000 not in text_of(page)
    for kept in (Context.objects.get().title, Context.objects.get().label, ResourceLink.objects.get().title):
        assert len(kept) <= 255
        assert "\x00" not in kept


# ---- J27, J28: no account is found by what anybody can claim -------------------------------------------------------


def _lti1p1(platform, claims: dict, secret: bytes) -> dict:
    """The migration claim, signed as Core prescribes."""
    base = "&".join(["old-key", platform.deployment_id, platform.issuer, platform.client_id, str(claims["exp"]), claims["nonce"]])
    signature = base64.b64encode(hmac.new(secret, base.encode(), hashlib.sha256).digest()).decode()
    return {"user_id": "subject-of-the-teacher", "oauth_consumer_key": "old-key", "oauth_consumer_key_sign": signature}


@cases({"J27-wrong-signature": b"guessed", "J27-no-signature": None})
def test_migration_claim_merges_nobody(client, platform, case):
    PlatformUser.objects.create(registration=platform.registration, sub="subject-of-the-teacher")
    login = platform.login(client)
    claims = platform.good_claims(nonce=login.nonce)
    migration = _lti1p1(platform, claims, case or b"")
    if case is None:
        del migration["oauth_consumer_key_sign"]
    token = platform.sign(claims | {CLAIM + "lti1p1": migration})

    open_lesson(client, platform.launch(client, login=login, token=token))
    assert sorted(PlatformUser.objects.values_list("sub", flat=True)) == [PERSON["sub"], "subject-of-the-teacher"]
    assert list(Membership.objects.values_list("platform_user__sub", flat=True)) == [PERSON["sub"]]


@pytest.fixture
def administrator(platform):
    """Somebody of the tool itself who has the e-mail address of the claim."""
    return get_user_model().objects.create_superuser("root", PERSON["email"], "a long passphrase")


def test_J28_email_of_an_administrator_links_nothing(client, platform, administrator):
    users = get_user_model().objects.count()
    launched = assert_launched(platform.launch(client))

    assert get_user_model().objects.count() == users
    person = PlatformUser.objects.get()
    links = [f for f in PlatformUser._meta.get_fields() if f.many_to_one and f.related_model is get_user_model()]
    assert [getattr(person, link.name) for link in links] == [None] * len(links)
    assert client.get(f"/s/{launched['token']}/admin/", secure=True).status_code == 404
    assert client.get("/admin/", secure=True).status_code == 302
    assert "sessionid" not in client.cookies


def test_J28_email_of_a_person_at_another_platform_links_nothing(client, platform, other_platform):
    assert_launched(other_platform.launch(client, sub="subject-elsewhere"))
    assert_launched(platform.launch(client))
    assert PlatformUser.objects.count() == 2
    assert set(Membership.objects.values_list("platform_user__sub", flat=True)) == {PERSON["sub"], "subject-elsewhere"}
