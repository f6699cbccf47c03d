"""Connecting a platform: invitations and dynamic registration (LTI checklist, part 9), the connect page, the self-test.

The platform is a real server on loopback that answers as a Moodle 4.5 did.
"""

import json
import threading
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib.auth.models import Group
from django.utils import timezone

import pytest

from cms.models import User
from lti.models import Deployment, Invitation, Registration
from lti.protocol.dynamic_registration import RegistrationProblem, read_configuration
from lti.services import self_test
from tests.fake_platform import rsa_jwk, rsa_key
from tests.registering_platform import TOOL, Moodle

pytestmark = pytest.mark.django_db
NAMES = {"name", "given_name", "family_name", "email"}


@pytest.fixture
def moodle():
    server = Moodle()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def invite(**values: object) -> tuple[Invitation, str]:
    invitation = Invitation(name="Moodle", **values)
    return invitation, invitation.keep_secret()


def register(client, secret: str, moodle: Moodle, **changes: str):
    asked = {"openid_configuration": f"{moodle.url}/mod/lti/openid-configuration.php", "registration_token": "token-of-moodle"} | changes
    return client.get(f"/lti/register/{secret}/", asked, secure=True)


@pytest.fixture
def registered(client, moodle) -> Registration:
    register(client, invite()[1], moodle)
    return Registration.objects.get()


# ---- dynamic registration ------------------------------------------------------------------------------------------


def test_9_3_and_9_4_what_we_ask_to_be(client, moodle, settings):
    response = register(client, invite()[1], moodle)
    assert response.status_code == 200, response.content
    path, headers, body = next(each for each in moodle.requests if each[0] == "openid-registration.php")
    asked = json.loads(body)
    assert headers["Authorization"] == "Bearer token-of-moodle"
    assert asked["redirect_uris"] == [f"{settings.PUBLIC_URL}/lti/launch/"]
    assert asked["initiate_login_uri"] == f"{settings.PUBLIC_URL}/lti/login/"
    assert asked["token_endpoint_auth_method"] == "private_key_jwt"
    tool = asked[TOOL]
    assert tool["domain"] == urlsplit(tool["target_link_uri"]).netloc
    assert {message["type"] for message in tool["messages"]} == {"LtiResourceLinkRequest", "LtiDeepLinkingRequest"}, "what it knows"
    assert not set(tool["claims"]) & NAMES
    assert tool["custom_parameters"]["context_history"] == "$Context.id.history"
    assert "lti-ags/scope/score" in asked["scope"]
    assert "noticehandlers" not in asked["scope"], "Moodle does not offer notices"


def test_names_are_asked_for_in_staff_use_alone(client, moodle):
    register(client, invite(is_for_staff=True)[1], moodle)
    asked = json.loads(next(body for path, _headers, body in moodle.requests if path == "openid-registration.php"))
    assert set(asked[TOOL]["claims"]) >= NAMES


def test_9_5_it_waits_for_an_administrator(client, moodle):
    invitation, secret = invite()
    response = register(client, secret, moodle)
    registration = Registration.objects.get()
    assert (registration.is_active, registration.client_id, registration.issuer) == (False, "client-of-moodle", moodle.url)
    assert registration.deployments.get().status == Deployment.Status.PENDING
    invitation.refresh_from_db()
    assert (invitation.registration, bool(invitation.used_at)) == (registration, True)
    assert "close.js" in response.content.decode(), "9.6: the window closes itself"


def test_9_5_an_invitation_works_once(client, moodle):
    _invitation, secret = invite()
    register(client, secret, moodle)
    again = register(client, secret, moodle)
    assert again.status_code == 410
    assert sum(path == "openid-registration.php" for path, _headers, _body in moodle.requests) == 1


def test_9_5_of_two_uses_at_one_moment_one_goes_on():
    invitation, _secret = invite()
    assert [invitation.claim(), invitation.claim()] == [True, False]


@pytest.mark.parametrize("secret", ["guess", "a" * 43, "x" * 500])
def test_9_5_a_guess_asks_nobody(client, moodle, secret):
    assert register(client, secret, moodle).status_code == 404
    assert moodle.requests == []


def test_9_5_an_old_invitation_asks_nobody(client, moodle):
    _invitation, secret = invite(expires_at=timezone.now() - timedelta(seconds=1))
    assert register(client, secret, moodle).status_code == 410
    assert moodle.requests == []


def test_invitations_are_stored_hashed_and_logged_nowhere(client, moodle, caplog):
    caplog.set_level("DEBUG")
    invitation, secret = invite()
    register(client, secret, moodle)
    assert secret not in str(vars(invitation))
    assert secret not in caplog.text
    assert "token-of-moodle" not in caplog.text


SPOILED = {
    "issuer elsewhere": {"issuer": "https://evil.example"},
    "issuer is a number": {"issuer": 7},
    "registers elsewhere": {"registration_endpoint": "http://127.0.0.2:1/register"},
    "keys elsewhere": {"jwks_uri": "https://evil.example/keys"},
    "no token endpoint": {"token_endpoint": None},
    "script for an endpoint": {"authorization_endpoint": "javascript:alert(1)"},
    "no RS256": {"id_token_signing_alg_values_supported": ["HS256"]},
    "no private_key_jwt": {"token_endpoint_auth_methods_supported": ["client_secret_basic"]},
    "no id_token": {"response_types_supported": ["code"]},
    "methods are an object": {"token_endpoint_auth_methods_supported": {}},
}


@pytest.mark.parametrize("name", SPOILED)
def test_9_2_a_configuration_is_checked_before_anything_is_sent(client, moodle, name):
    invitation, secret = invite()
    moodle.spoil["openid-configuration.php"] = 200, moodle.configuration() | SPOILED[name]
    response = register(client, secret, moodle)
    assert response.status_code == 400
    assert [path for path, _headers, _body in moodle.requests] == ["openid-configuration.php"]
    assert not Registration.objects.exists()
    invitation.refresh_from_db()
    assert invitation.used_at is None, "nobody was told, so it may be tried again"


@pytest.mark.parametrize("answer", [(404, b""), (302, b""), (200, b"<html>"), (200, b"[]"), (200, b"x" * 600_000), (500, b"")], ids=str)
def test_9_1_what_is_no_configuration(client, moodle, answer):
    moodle.spoil["openid-configuration.php"] = answer
    assert register(client, invite()[1], moodle).status_code == 400
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://lms.example/x",
        "http://10.0.0.1/c",
        "https://10.0.0.1/c",
        "https://[::1]/c",
        "file:///etc/passwd",
        "https://u:p@lms.example/c",
        "//x",
        "https://lms.example:0/c",
        "http://[bad",
        "\x00",
    ],
)
def test_9_1_addresses_that_are_never_asked(client, moodle, settings, url):
    settings.LTI_ALLOW_LOOPBACK_HTTP = False
    response = register(client, invite()[1], moodle, openid_configuration=url)
    assert response.status_code == 400
    assert moodle.requests == []


@pytest.mark.parametrize(
    "answer",
    [(500, b""), (403, {"error": "no"}), (200, b"<html>"), (200, []), (201, {}), (200, {"client_id": ""}), (200, {"client_id": {}})],
    ids=str,
)
def test_9_3_answers_that_register_nothing(client, moodle, answer):
    moodle.spoil["openid-registration.php"] = answer
    response = register(client, invite()[1], moodle)
    assert response.status_code == 400
    assert "Your platform was not connected" in response.content.decode()
    assert not Registration.objects.exists()


def test_an_invitation_never_takes_over_a_platform_that_it_does_not_name(client, moodle):
    known = Registration.objects.create(
        name="Ours",
        issuer=moodle.url,
        client_id=moodle.client_id,
        auth_login_url="https://a.example",
        auth_token_url="https://a.example",
        jwks_url="https://a.example",
    )
    assert register(client, invite()[1], moodle).status_code == 409
    known.refresh_from_db()
    assert (known.jwks_url, known.is_active) == ("https://a.example", True)


def test_renewing_updates_and_doubles_nothing(client, moodle, registered):
    Registration.objects.update(is_active=True)
    moodle.client_id = "another-client"
    _invitation, secret = invite(renews=registered)
    assert register(client, secret, moodle).status_code == 200
    registered.refresh_from_db()
    assert (Registration.objects.count(), registered.client_id, registered.is_active) == (1, "another-client", False)


def test_registering_again_with_the_same_values_doubles_nothing(client, moodle, registered):
    assert register(client, invite()[1], moodle).status_code == 200
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("said", [None, [], "x", 7, {}, {"issuer": None}])
def test_9_2_any_document(said):
    with pytest.raises(RegistrationProblem):
        read_configuration(said, "https://lms.example/c", allow_loopback=False)


# ---- the connect page and the self-test ----------------------------------------------------------------------------


def results(admin_client, registration: Registration) -> str:
    response = admin_client.get(f"/lti/connect/{registration.pk}/check/all/", secure=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_page_has_values_for_each_platform_and_makes_an_invitation(admin_client, settings):
    page = admin_client.get("/lti/connect/", secure=True).content.decode()
    for name in ("Canvas", "Moodle", "Schoology", "Brightspace", "Blackboard", "Sakai", "Open edX", "Any other"):
        assert name in page
    assert f"{settings.PUBLIC_URL}/lti/config/canvas.json" in page
    made = admin_client.post("/lti/connect/", {"name": "Moodle"}, secure=True).content.decode()
    secret = made.split("/lti/register/")[1].split("/")[0]
    assert Invitation.find(secret).name == "Moodle"
    assert secret not in admin_client.get("/lti/connect/", secure=True).content.decode(), "shown once"


def test_an_invitation_without_a_name_says_what_is_missing(admin_client):
    page = admin_client.post("/lti/connect/", {"name": ""}, secure=True).content.decode()
    assert "This field is required." in page
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("path", ["/lti/connect/", "/lti/connect/1/", "/lti/connect/1/check/keys/", "/lti/connect/1/activate/"])
def test_it_is_for_administrators_of_platforms_alone(client, path):
    assert client.get(path, secure=True).status_code in {302, 405}
    editor = User.objects.create_user("editor", "editor@example.org", "a long password of hers")
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    assert client.get(path, secure=True).status_code in {302, 403, 405}
    assert client.post(path, {"name": "x"}, secure=True).status_code in {302, 403, 405}
    assert not Invitation.objects.exists()


def test_activating_lets_it_launch(admin_client, registered):
    deployment = registered.deployments.get()
    page = admin_client.get(f"/lti/connect/{registered.pk}/", secure=True).content.decode()
    assert registered.jwks_url in page
    assert admin_client.post(f"/lti/connect/{registered.pk}/activate/", {"deployment": deployment.pk}, secure=True).status_code == 302
    registered.refresh_from_db()
    deployment.refresh_from_db()
    assert (registered.is_active, deployment.status) == (True, "approved")


def test_a_good_connection_is_good_in_every_check(admin_client, registered):
    admin_client.post(f"/lti/connect/{registered.pk}/activate/", {"deployment": registered.deployments.get().pk}, secure=True)
    page = results(admin_client, registered)
    for found in (
        "Switched on",
        "Keys found",
        "Clocks agree",
        "Sign-in address answers",
        "given for all 4 services",
        "Deployment known",
        "No launch yet",
    ):
        assert found in page, found
    assert "Not right" not in page


def test_the_self_test_names_the_wrong_field(admin_client, moodle, registered):
    moodle.seconds_off = 600
    assert "Clocks differ" in results(admin_client, registered)
    moodle.seconds_off = 0
    moodle.spoil["token.php"] = 400, {"error": "invalid_client"}
    assert "Not right: Client ID, token audience" in results(admin_client, registered)
    moodle.spoil["token.php"] = 400, {"error": "invalid_scope"}
    assert "Not allowed by your platform: lineitem, result.readonly, score, contextmembership.readonly" in results(admin_client, registered)
    moodle.spoil = {"auth.php": (404, b"")}
    assert "Not right: Authentication request address" in results(admin_client, registered)
    moodle.spoil = {"auth.php": (400, b"Unregistered redirect_uri")}
    assert "Not right: Redirect address in your platform" in results(admin_client, registered)
    moodle.spoil = {"certs.php": (200, b"<html>")}
    assert "Not right: Public keyset address" in results(admin_client, registered)
    moodle.spoil = {"certs.php": (200, {"keys": [rsa_jwk(rsa_key("weak", 1024), "weak")]})}
    assert "Key too weak" in results(admin_client, registered)
    Registration.objects.update(
        jwks_url="http://127.0.0.1:9/keys", auth_login_url="http://127.0.0.1:9/auth", auth_token_url="http://127.0.0.1:9/token"
    )
    page = results(admin_client, registered)
    assert page.count("Copy the address again") >= 3


def test_all_checks_together_end_in_time_when_a_platform_is_slow(admin_client, registered, monkeypatch):
    asked, now = [], [0.0]

    def slow(registration):
        asked.append(registration)
        now[0] += 12
        return self_test.good("Slow but good")

    monkeypatch.setattr(self_test, "CHECKS", dict.fromkeys(["one", "two", "three"], slow))
    monkeypatch.setattr(self_test.time, "monotonic", lambda: now[0])
    page = admin_client.get(f"/lti/connect/{registered.pk}/check/all/", secure=True).content.decode()
    assert len(asked) == 2
    assert page.count("Not checked: no time was left") == 1


def test_one_check_is_a_part_of_the_page(admin_client, registered):
    part = admin_client.get(f"/lti/connect/{registered.pk}/check/keys/", secure=True, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Keys found" in part
    assert admin_client.get(f"/lti/connect/{registered.pk}/check/nothing/", secure=True).status_code == 404


def test_what_was_refused_lately_is_said_with_its_mend(admin_client, platform, client):
    platform.launch(client, deployment_id="another-deployment")
    page = admin_client.get(f"/lti/connect/{platform.registration.pk}/", secure=True).content.decode()
    assert "Approve the deployment under LMS connection, Deployments." in page or "deployment" in page


def test_canvas_reads_our_configuration(client, settings):
    said = client.get("/lti/config/canvas.json", secure=True).json()
    assert said["oidc_initiation_url"] == f"{settings.PUBLIC_URL}/lti/login/"
    assert said["target_link_uri"] == f"{settings.PUBLIC_URL}/lti/launch/"
    [canvas] = [each for each in said["extensions"] if each["platform"] == "canvas.instructure.com"]
    assert canvas["settings"]["placements"]
    assert said["custom_fields"]["context_history"] == "$Context.id.history"
