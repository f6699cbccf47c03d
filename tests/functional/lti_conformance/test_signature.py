"""K1 to K13 and K19: who signed, with what, and whose key it was. What the key server answers: test_key_server.py."""

import json

import pytest
from cryptography.hazmat.primitives import hashes

from tests.fake_platform import (
    ABSENT,
    b64url,
    b64url_int,
    ec_jwk,
    ec_key,
    ec_signer,
    ed25519_key,
    exponent_one_signer,
    hs_signer,
    no_signature,
    okp_jwk,
    ps_signer,
    public_pem,
    rs_signer,
    rsa_jwk,
    rsa_key,
    with_payload,
    with_signature,
)
from tests.functional.lti_conformance.support import assert_launched, cases

ATTACKER = "attacker"


# ---- K1 to K4: algorithms ------------------------------------------------------------------------------------------


@cases({f"K1-alg-{name}": name for name in ("none", "None", "NONE", "nOnE", "")})
def test_alg_none(client, platform, examiner, case):
    response = platform.launch(client, header={"alg": case}, signer=no_signature)
    examiner.refused(response, 401, "alg_forbidden")


def test_K1_alg_none_above_a_good_signature(client, platform, examiner):
    examiner.refused(platform.launch(client, header={"alg": "none"}), 401, "alg_forbidden")


def test_K1_empty_signature(client, platform, examiner):
    examiner.refused(platform.launch(client, signer=no_signature), 401, "signature_bad", "alg_forbidden")


@pytest.mark.parametrize("secret", [
    pytest.param(lambda platform: public_pem(platform.key), id="pem"),
    pytest.param(lambda platform: public_pem(platform.key).strip(), id="pem-stripped"),
    pytest.param(lambda platform: json.dumps(platform.jwks()[0]).encode(), id="jwk-text"),
    pytest.param(lambda platform: b"", id="empty-secret"),
])  # fmt: skip
@cases({"K2-HS256": "sha256", "K2-HS384": "sha384", "K2-HS512": "sha512"})
def test_public_key_as_secret(client, platform, examiner, case, secret):
    response = platform.launch(client, header={"alg": f"HS{case[3:]}"}, signer=hs_signer(secret(platform), case))
    examiner.refused(response, 401, "alg_forbidden")


@cases({"K3-own-kid": "symmetric", "K3-kid-of-both": None})
def test_secret_in_the_key_set(client, platform, examiner, case):
    kid = case or platform.kid
    platform.serve([{"kty": "oct", "use": "sig", "alg": "HS256", "kid": kid, "k": b64url(b"secret" * 8)}, *platform.jwks()])
    response = platform.launch(client, header={"alg": "HS256", "kid": kid}, signer=hs_signer(b"secret" * 8))
    examiner.refused(response, 401, "alg_forbidden")


@cases({"K4-alg-missing": ABSENT, "K4-alg-list": ["RS256"], "K4-alg-null": None, "K4-alg-number": 256,
        "K4-alg-lower-case": "rs256", "K4-alg-with-a-space": "RS256 ", "K4-alg-object": {}})  # fmt: skip
def test_alg_that_is_not_rs256(client, platform, examiner, case):
    examiner.refused(platform.launch(client, header={"alg": case}), 401, "alg_forbidden")


K4_SIGNED = {
    "K4-PS256": ("PS256", lambda p: rsa_jwk(p.key, "k4", alg="PS256"), lambda p: ps_signer(p.key)),
    "K4-PS256-plain-key": ("PS256", lambda p: rsa_jwk(p.key, "k4", alg=ABSENT), lambda p: ps_signer(p.key)),
    "K4-RS384": ("RS384", lambda p: rsa_jwk(p.key, "k4", alg=ABSENT), lambda p: rs_signer(p.key, hashes.SHA384())),
    "K4-RS512": ("RS512", lambda p: rsa_jwk(p.key, "k4", alg="RS512"), lambda p: rs_signer(p.key, hashes.SHA512())),
    "K4-ES256": ("ES256", lambda p: ec_jwk(ec_key(), "k4"), lambda p: ec_signer(ec_key())),
    "K4-ES256K": (
        "ES256K",
        lambda p: ec_jwk(ec_key("secp256k1"), "k4", crv="secp256k1"),
        lambda p: ec_signer(ec_key("secp256k1")),
    ),
    "K4-EdDSA": ("EdDSA", lambda p: okp_jwk(ed25519_key(), "k4"), lambda p: ed25519_key().sign),
}


@cases(K4_SIGNED)
def test_other_algorithms_rightly_signed_are_not_enabled(client, platform, examiner, case):
    alg, jwk, signer = case
    platform.serve([*platform.jwks(), jwk(platform)])
    response = platform.launch(client, header={"alg": alg, "kid": "k4"}, signer=signer(platform))
    examiner.refused(response, 401, "alg_forbidden")


@pytest.mark.parametrize("jwk", [
    pytest.param(lambda p: rsa_jwk(p.key, p.kid, alg="RS512"), id="K5-alg-RS512"),
    pytest.param(lambda p: rsa_jwk(p.key, p.kid, alg="PS256"), id="K5-alg-PS256"),
    pytest.param(lambda p: rsa_jwk(p.key, p.kid, use="enc"), id="K5-use-enc"),
    pytest.param(lambda p: ec_jwk(ec_key(), p.kid), id="K5-kty-EC"),
    pytest.param(lambda p: ec_jwk(ec_key(), p.kid, alg="RS256"), id="K5-kty-EC-that-says-RS256"),
    pytest.param(lambda p: {"kty": "RSA", "kid": p.kid, "use": "sig", "alg": "RS256"}, id="K5-no-numbers"),
    pytest.param(lambda p: rsa_jwk(p.key, p.kid, n="!!", e=7), id="K5-numbers-that-are-none"),
])  # fmt: skip
def test_key_that_does_not_fit(client, platform, examiner, jwk):
    platform.serve([jwk(platform)])
    examiner.refused(platform.launch(client), 401, "key_mismatch")


# ---- K6, K7: headers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kid", ["platform", "attacker", "absent"])
@pytest.mark.parametrize("name", [pytest.param(name, id=f"K6-{name}") for name in ("jwk", "jku", "x5u", "x5c")])
def test_key_in_the_header(client, platform, examiner, name, kid):
    key = rsa_key(ATTACKER)
    pointer = {
        "jwk": rsa_jwk(key, ATTACKER),
        "jku": "https://attacker.example/jwks",
        "x5u": "https://attacker.example/cert.pem",
        "x5c": [b64url(public_pem(key))],
    }[name]
    kids = {"platform": platform.kid, "attacker": ATTACKER, "absent": ABSENT}
    response = platform.launch(client, header={name: pointer, "kid": kids[kid]}, signer=rs_signer(key))

    assert {call.request.url for call in platform.wire.calls} <= {platform.jwks_url}
    examiner.refused(response, 401, "header_forbidden", "signature_bad", "kid_unknown", "kid_missing")


@cases(
    {
        "K7-crit-unknown": {"crit": ["policy"], "policy": "strict"},
        "K7-crit-empty": {"crit": []},
        "K7-crit-known-name": {"crit": ["exp"], "exp": 1},
        "K7-crit-text": {"crit": "b64"},
        "K7-b64-false": {"b64": False},
        "K7-b64-false-and-crit": {"b64": False, "crit": ["b64"]},
    }
)
def test_header_that_changes_the_rules(client, platform, examiner, case):
    examiner.refused(platform.launch(client, header=case), 401, "header_forbidden")


# ---- K8 to K10: signatures and whose key ---------------------------------------------------------------------------


def _as_teacher(claims: dict) -> dict:
    return claims | {"sub": "subject-of-the-teacher"}


def _one_bit(signature: bytes) -> bytes:
    return signature[:100] + bytes([signature[100] ^ 1]) + signature[101:]


@cases(
    {
        "K8-payload-changed": lambda token: with_payload(token, _as_teacher),
        "K8-signature-truncated": lambda token: with_signature(token, lambda s: s[:-1]),
        "K8-signature-halved": lambda token: with_signature(token, lambda s: s[:128]),
        "K8-one-bit-flipped": lambda token: with_signature(token, _one_bit),
        "K8-zero-before": lambda token: with_signature(token, lambda s: b"\x00" + s),
        "K8-all-zero": lambda token: with_signature(token, lambda s: bytes(len(s))),
    }
)
def test_changed_after_signing(client, platform, examiner, case):
    login = platform.login(client)
    token = case(platform.sign(platform.good_claims(nonce=login.nonce)))
    examiner.refused(platform.launch(client, login=login, token=token), 401, "signature_bad")


def test_K8_signed_by_another_key_under_the_right_kid(client, platform, examiner):
    response = platform.launch(client, signer=rs_signer(rsa_key(ATTACKER)))
    examiner.refused(response, 401, "signature_bad")


def test_K9_kid_of_another_platform(client, platform, other_platform, examiner):
    assert_launched(other_platform.launch(client))
    asked = other_platform.jwks_calls()
    examiner.look()

    response = platform.launch(client, header={"kid": other_platform.kid}, signer=rs_signer(other_platform.key))
    examiner.refused(response, 401, "kid_unknown")
    assert other_platform.jwks_calls() == asked


def test_K10_one_kid_text_at_two_platforms(client, platform, other_platform, examiner):
    other_platform.kid = platform.kid
    other_platform.serve()
    assert_launched(other_platform.launch(client))
    assert_launched(platform.launch(client))
    examiner.look()

    response = platform.launch(client, signer=rs_signer(other_platform.key))
    examiner.refused(response, 401, "signature_bad")
    examiner.refused(other_platform.launch(client, signer=rs_signer(platform.key)), 401, "signature_bad")


# ---- K11 to K13, K19: strange keys ---------------------------------------------------------------------------------


@cases(
    {
        "K11-path": "../../etc/passwd",
        "K11-sql": "' OR 1=1; DROP TABLE lti_registration; --",
        "K11-10-KB": "k" * 10_240,
        "K11-number": 7,
        "K11-null": None,
        "K11-list": ["kid"],
        "K11-object": {},
        "K11-true": True,
        "K11-empty": "",
        "K11-NUL": "kid\x00",
    }
)
def test_strange_kid(client, platform, examiner, case):
    response = platform.launch(client, header={"kid": case})
    examiner.refused(response, {400, 401}, "kid_unknown", "kid_missing", "token_malformed")


@pytest.mark.parametrize("order", [pytest.param(1, id="K12-good-key-first"), pytest.param(-1, id="K12-good-key-last")])
def test_two_keys_of_one_kid_that_both_fit(client, platform, examiner, order):
    platform.serve([*platform.jwks(), rsa_jwk(rsa_key(ATTACKER), platform.kid)][::order])
    examiner.refused(platform.launch(client), 401, "key_mismatch", "kid_unknown")


@pytest.mark.parametrize("other", [
    pytest.param(lambda kid: rsa_jwk(rsa_key(ATTACKER), kid, use="enc"), id="K12-other-use"),
    pytest.param(lambda kid: rsa_jwk(rsa_key(ATTACKER), kid, alg="RS512"), id="K12-other-alg"),
    pytest.param(lambda kid: ec_jwk(ec_key(), kid), id="K12-other-kty"),
])  # fmt: skip
@pytest.mark.parametrize("order", [1, -1])
def test_two_keys_of_one_kid_of_which_one_fits(client, platform, other, order):
    platform.serve([*platform.jwks(), other(platform.kid)][::order])
    assert_launched(platform.launch(client))


def test_K13_short_key(client, platform, examiner):
    short = rsa_key("short", 1024)
    platform.serve([rsa_jwk(short, platform.kid)])
    examiner.refused(platform.launch(client, signer=rs_signer(short)), 401, "key_weak")


def test_K13_exponent_one(client, platform, examiner):
    platform.serve([rsa_jwk(platform.key, platform.kid, e=b64url_int(1))])
    response = platform.launch(client, signer=exponent_one_signer(platform.key))
    examiner.refused(response, 401, "key_weak")


@cases({"K19-RS256": "RS256", "K19-HS256": "HS256"})
def test_our_own_key_as_the_platform(client, platform, examiner, case):
    """Our key set is public; its kid and its key say nothing about a platform."""
    answer = client.get("/lti/jwks/", secure=True)
    ours = answer.json()["keys"][0]
    assert "d" not in ours
    signer = rs_signer(rsa_key(ATTACKER)) if case == "RS256" else hs_signer(json.dumps(ours).encode())
    response = platform.launch(client, header={"alg": case, "kid": ours["kid"]}, signer=signer)
    examiner.refused(response, 401, "kid_unknown" if case == "RS256" else "alg_forbidden")
