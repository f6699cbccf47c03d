"""What a single sign-on may say that is not good enough: about itself, in the exchange, and every claim of a token."""

import base64
import json
import time

from django.core.cache import cache
from django.test import Client

import pytest
import time_machine

from cms.models import SignIn, SingleSignOnIdentity
from tests.fake_platform import rsa_jwk, rsa_key
from tests.fake_provider import ISSUER, OFF, come_back, ended, go_there, signing_key

# The exchange ---------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """One that may be emptied, and that lives by the clock which the tests move (Redis has a clock of its own, and is shared)."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sign-in"}}
    cache.clear()


def test_the_secret_goes_where_the_provider_wants_it(sign_on, provider):
    sign_on()
    expected = base64.b64encode(b"waymark-client:made-up-client-secret").decode()
    assert provider.asked[0]["authorization"] == f"Basic {expected}"
    assert "client_secret" not in provider.asked[0]
    cache.clear()
    provider.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    sign_on(browser=Client())
    assert (provider.asked[1]["client_secret"], provider.asked[1]["authorization"]) == ("made-up-client-secret", "")


def test_a_code_without_our_verifier_is_worth_nothing(client, provider):
    sent = provider.authorize(go_there(client))
    provider.trips[sent["code"]]["code_challenge"] = "another"
    assert ended(come_back(client, sent)) == "code_refused"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, {"error": "invalid_grant"}, "code_refused"),
        (401, {"error": "invalid_client"}, "client_refused"),
        (400, {"error": "unauthorized_client"}, "client_refused"),
        (400, {"error": ["odd"]}, "code_refused"),
        (500, {}, "provider_unreachable"),
        (302, {}, "code_refused"),
        (400, [], "token_missing"),
    ],
)
def test_an_exchange_that_fails(sign_on, provider, status, body, code):
    provider.token_status, provider.token_answer = status, body
    assert ended(sign_on()) == code


@pytest.mark.parametrize("body", [{"id_token": None}, {"id_token": 7}, {"id_token": ""}, {"id_token": ["x"]}])
def test_an_answer_without_a_token(sign_on, provider, body):
    provider.token_answer = body
    assert ended(sign_on()) == "token_missing"


def test_a_provider_that_is_away(client, provider, wire):
    wire.replace("GET", f"{ISSUER}/.well-known/openid-configuration", body=ConnectionError())
    assert ended(client.post("/admin/sign-in/single-sign-on/")) == "provider_unreachable"
    assert ended(client.post("/admin/sign-in/single-sign-on/")) == "provider_unreachable"
    assert provider.calls_to("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": f"{ISSUER}/"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"token_endpoint": "ftp://sso.district.example/"},
        {"jwks_uri": "javascript:alert(1)"},
        {"authorization_endpoint": "https://x.example/ \r\nSet-Cookie: a=b"},
    ],
)
def test_a_provider_that_describes_itself_wrongly(client, provider, change):
    provider.discovery |= change
    assert ended(client.post("/admin/sign-in/single-sign-on/")) == "provider_unusable"


def test_plain_http_is_for_development(client, provider, settings):
    settings.OIDC_ALLOW_LOOPBACK_HTTP = False
    provider.discovery["authorization_endpoint"] = "http://sso.district.example/authorize"
    assert ended(client.post("/admin/sign-in/single-sign-on/")) == "provider_unusable"


def test_what_the_provider_says_of_itself_is_asked_once_an_hour(sign_on, provider):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        sign_on()
        sign_on(browser=Client())
        assert [provider.calls_to(path) for path in ("/.well-known/openid-configuration", "/keys", "/token")] == [1, 1, 2]
        clock.shift(3_700)
        sign_on(browser=Client())
        assert provider.calls_to("/keys") == 2


# The token ------------------------------------------------------------------------------------------------------------

WRONG = [
    ("iss", {"iss": "https://evil.example"}, "claim_iss"),
    ("iss with a slash", {"iss": f"{ISSUER}/"}, "claim_iss"),
    ("no iss", {"iss": OFF}, "claim_iss"),
    ("iss of a list", {"iss": [ISSUER]}, "claim_iss"),
    ("aud", {"aud": "another-client"}, "claim_aud"),
    ("no aud", {"aud": OFF}, "claim_aud"),
    ("aud of two", {"aud": ["waymark-client", "another-client"], "azp": "waymark-client"}, "claim_aud"),
    ("azp", {"azp": "another-client"}, "claim_azp"),
    ("nonce", {"nonce": "of another trip"}, "claim_nonce"),
    ("no nonce", {"nonce": OFF}, "claim_nonce"),
    ("nonce null", {"nonce": None}, "claim_nonce"),
    ("no exp", {"exp": OFF}, "claim_exp"),
    ("exp as text", {"exp": "9999999999"}, "claim_exp"),
    ("exp true", {"exp": True}, "claim_exp"),
    ("no iat", {"iat": OFF}, "claim_iat"),
    ("iat as text", {"iat": "now"}, "claim_iat"),
    ("no sub", {"sub": OFF}, "claim_sub"),
    ("empty sub", {"sub": ""}, "claim_sub"),
    ("sub of a number", {"sub": 7}, "claim_sub"),
    ("long sub", {"sub": "x" * 256}, "claim_sub"),
    ("sub with a zero", {"sub": "a\x00b"}, "claim_sub"),
    ("sub with a letter from elsewhere", {"sub": "аdmin"}, "claim_sub"),
    ("at_hash", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "claim_at_hash"),
    ("at_hash of a number", {"at_hash": 7}, "claim_at_hash"),
    ("auth_time as text", {"auth_time": "x"}, "claim_other"),
]


@pytest.mark.parametrize(("claims", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_claim_that_is_wrong(sign_on, provider, claims, code):
    provider.claims = claims
    assert ended(sign_on()) == code
    assert not SingleSignOnIdentity.objects.exists()


@pytest.mark.parametrize(
    ("name", "seconds", "code"),
    [("exp", -61, "claim_exp"), ("iat", 65, "claim_iat"), ("iat", -605, "claim_iat"), ("nbf", 65, "claim_nbf")],
)
def test_a_token_of_another_time(sign_on, provider, name, seconds, code):
    provider.claims = {name: int(time.time()) + seconds}
    assert ended(sign_on()) == code


@pytest.mark.parametrize("claims", [{"aud": ["waymark-client"]}, {"azp": "waymark-client"}])
def test_what_a_provider_may_also_say(sign_on, provider, claims):
    provider.claims = claims
    assert sign_on().status_code == 302


def test_a_clock_may_be_a_minute_off(sign_on, provider):
    provider.claims = {"iat": int(time.time()) + 55, "nbf": int(time.time()) + 55}
    assert sign_on().status_code == 302


@pytest.mark.parametrize("alg", ["HS256", "none", "RS384"])
def test_signed_in_a_way_we_do_not_take(sign_on, provider, alg):
    if alg == "none":
        provider.id_token = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (b'{"alg":"none"}', b"{}", b""))
    else:
        provider.alg = alg
    assert ended(sign_on()) == "alg_forbidden"


@pytest.mark.parametrize("text", ["x", "a.b", "a.b.c", "a.b.c.d.e", "..", "é.é.é", "e30.e30.e30", "W10.e30.e30", "x" * 70_000, "[" * 9_000])
def test_what_is_no_token(sign_on, provider, text):
    provider.id_token = text
    assert ended(sign_on()) == "token_malformed"


def test_a_header_that_would_change_how_it_is_read(sign_on, provider):
    header = base64.urlsafe_b64encode(json.dumps({"alg": "RS256", "kid": "key-1", "crit": ["x"], "x": 1}).encode()).rstrip(b"=").decode()
    provider.id_token = f"{header}.e30.AAAA"
    assert ended(sign_on()) == "token_malformed"


def test_a_header_we_do_not_know_changes_nothing(sign_on, provider):
    provider.header = {"odd": "x"}
    assert sign_on().status_code == 302


def test_another_key_of_the_same_name(sign_on, provider):
    provider.key = signing_key("forger")
    assert ended(sign_on()) == "signature_bad"


def test_a_claim_changed_after_signing(sign_on, provider, client):
    location = go_there(client)
    sent = provider.authorize(location)
    head, body, signature = provider.sign(provider.trips[sent["code"]]).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    changed = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "admin"}).encode()).rstrip(b"=").decode()
    provider.id_token = f"{head}.{changed}.{signature}"
    assert ended(come_back(client, sent)) == "signature_bad"


def test_a_key_nobody_knows_is_asked_for_once_a_minute(sign_on, provider):
    provider.kid = "key-of-nobody"
    assert ended(sign_on()) == "key_unknown"
    assert ended(sign_on()) == "key_unknown"
    assert provider.calls_to("/keys") <= 2


def test_a_new_key_is_found(sign_on, provider):
    with time_machine.travel("2026-11-26T09:00:00Z", tick=False) as clock:
        sign_on()
        clock.shift(120)
        provider.key, provider.kid = signing_key("second"), "key-2"
        provider.published.append(provider.public(provider.key, "key-2"))
        assert sign_on(browser=Client()).status_code == 302


def test_a_token_that_names_no_key_where_there_is_one(sign_on, provider):
    provider.kid = OFF
    assert sign_on().status_code == 302
    provider.published.append(provider.public(signing_key("second"), "key-2"))
    cache.clear()
    SignIn.objects.all().delete()
    assert ended(sign_on(browser=Client())) == "key_unfit"


def test_elliptic_keys(sign_on, provider):
    provider.key, provider.alg = signing_key("elliptic", "EC"), "ES256"
    provider.published = [provider.public(provider.key, "key-1")]
    assert sign_on().status_code == 302


@pytest.mark.parametrize(
    "change", [{"use": "enc"}, {"alg": "RS512"}, {"kty": "oct", "k": "c2VjcmV0"}, {"n": "AQAB"}, {"n": 7}, {"n": "ü"}, {"e": "AA"}]
)
def test_keys_that_are_not_fit(sign_on, provider, change):
    provider.published = [{**provider.published[0], **change}]
    assert ended(sign_on()) == "key_unfit"


def test_a_key_that_is_too_small(sign_on, provider):
    provider.published = [rsa_jwk(rsa_key("weak", 1_024), "key-1")]
    assert ended(sign_on()) == "key_unfit"


@pytest.mark.parametrize("published", ["x", None, {}])
def test_keys_that_are_none(sign_on, provider, published):
    provider.published = published
    assert ended(sign_on()) == "provider_unusable"


def test_keys_that_cannot_be_had(sign_on, provider, wire):
    wire.replace("GET", f"{ISSUER}/keys", body=ConnectionError())
    assert ended(sign_on()) == "keys_unreachable"
