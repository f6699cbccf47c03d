"""Half a single sign-on, or an unusable one, stops the start and is named; the secret is never repeated."""

import pytest

from cms.settings.env import BadSetting
from cms.settings.oidc import single_sign_on

GOOD = {
    "issuer": "https://sso.district.example",
    "client_id": "waymark",
    "client_secret": "made-up-client-secret",
    "name": "Rio Verde",
    "scopes": [],
    "required_claims": [],
}
NOTHING = dict.fromkeys(GOOD, "") | {"scopes": [], "required_claims": []}


def test_nothing_set_is_none():
    assert single_sign_on(**NOTHING) is None


def test_what_is_set_is_kept_to_the_letter():
    found = single_sign_on(
        **GOOD | {"issuer": "https://sso.district.example/", "scopes": ["email", "openid"], "required_claims": ["hd = a=b"]}
    )
    assert (found.issuer, found.scopes, found.required_claims) == ("https://sso.district.example/", ("openid", "email"), (("hd", "a=b"),))


@pytest.mark.parametrize("issuer", ["http://localhost:9400", "http://127.0.0.1:9400/realm", "https://login.example/tenant/v2.0"])
def test_issuers(issuer):
    assert single_sign_on(**GOOD | {"issuer": issuer}).issuer == issuer


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"issuer": "http://sso.district.example"}, "OIDC_ISSUER"),
        ({"issuer": "sso.district.example"}, "OIDC_ISSUER"),
        ({"issuer": "https://"}, "OIDC_ISSUER"),
        ({"issuer": "https://["}, "OIDC_ISSUER"),
        ({"issuer": "https://a.example:0"}, "OIDC_ISSUER"),
        ({"issuer": "https://a.example?x=1"}, "OIDC_ISSUER"),
        ({"issuer": "https://a.example#x"}, "OIDC_ISSUER"),
        ({"issuer": "https://user@a.example"}, "OIDC_ISSUER"),
        ({"issuer": "https://a b.example"}, "OIDC_ISSUER"),
        ({"issuer": "https://ä.example"}, "OIDC_ISSUER"),
        ({"issuer": "https://a.example/" + "x" * 255}, "OIDC_ISSUER"),
        ({"issuer": ""}, "OIDC_ISSUER"),
        ({"issuer": "", "client_id": ""}, "OIDC_ISSUER"),
        ({"client_id": ""}, "OIDC_CLIENT_ID"),
        ({"client_id": "ä"}, "OIDC_CLIENT_ID"),
        ({"client_secret": ""}, "OIDC_CLIENT_SECRET"),
        ({"client_secret": "ä"}, "OIDC_CLIENT_SECRET"),
        ({"required_claims": ["hd"]}, "OIDC_REQUIRED_CLAIMS"),
        ({"required_claims": ["=x"]}, "OIDC_REQUIRED_CLAIMS"),
        ({"required_claims": ["hd="]}, "OIDC_REQUIRED_CLAIMS"),
    ],
)
def test_a_bad_one_is_named(change, variable):
    with pytest.raises(BadSetting) as raised:
        single_sign_on(**GOOD | change)
    assert str(raised.value).startswith(f"Waymark cannot start: {variable} ")
    assert "made-up-client-secret" not in str(raised.value)
