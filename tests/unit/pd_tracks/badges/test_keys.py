"""Keys are named below their issuer, and only their public half leaves."""

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto import jwk

from pd_tracks.badges import keys
from pd_tracks.badges.wire import from_base64url
from tests.unit.pd_tracks.badges.samples import ISSUER, KID, key, public, small_key


def pem(private_key, secret: bytes = b"") -> str:
    protection = serialization.BestAvailableEncryption(secret) if secret else serialization.NoEncryption()
    return private_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection).decode()


def test_a_new_key_is_long_and_never_the_same():
    assert keys.load_private(key()).key_size == 3072
    assert key() != key("k2")


def test_the_public_half_is_what_another_library_takes_it_for():
    assert public().keys() == {"kty", "n", "e", "alg", "use", "kid"}
    ours = jwk.JWK(**public())
    assert not ours.has_private
    assert ours.thumbprint() == jwk.JWK.from_pem(key().encode()).thumbprint()


def test_the_short_name_is_the_thumbprint_and_belongs_to_one_key():
    full = from_base64url(jwk.JWK(**public()).thumbprint()).hex()
    assert keys.thumbprint(public()) == full[:32]
    assert keys.thumbprint(public()) != keys.thumbprint(public("k2"))
    assert keys.key_url(ISSUER.id, keys.thumbprint(public()))


def test_a_key_set_is_public():
    assert keys.jwks([public()]) == {"keys": [public()]}
    private = json.loads(jwk.JWK.from_pem(key().encode()).export_private())
    with pytest.raises(ValueError, match="private"):
        keys.jwks([public(), private])


@pytest.mark.parametrize(
    ("kid", "issuer_id", "belongs"),
    [
        (KID, ISSUER.id, True),
        (KID + "/", ISSUER.id, True),
        (f"{ISSUER.id}#k1", ISSUER.id, True),
        ("https://a.example/keys/k1", "https://a.example/", True),
        ("https://a.example/i/keys/k1", "https://a.example", False),
        ("https://a.example/i/keys/k1", "https://a.example/i/keys", False),
        ("https://a.example/i/keys/../j", "https://a.example/i", False),
        ("https://a.example/i/keys/%2e%2e", "https://a.example/i", False),
        ("https://a.example/ij/keys/k1", "https://a.example/i", False),
        ("https://a.example.evil.example/keys/k1", "https://a.example", False),
        ("https://aXexample/keys/k1", "https://a.example", False),
        ("https://a.example/keys/k1\n", "https://a.example", False),
        ("https://a.example/keys/k1", "", False),
        ("https://b.example/i#k1", "https://a.example/i", False),
        ("https://a.example/i/j#k1", "https://a.example/i", False),
        ("k1", ISSUER.id, False),
    ],
)
def test_whose_key_it_is(kid, issuer_id, belongs):
    assert keys.belongs_to(kid, issuer_id) is belongs


@pytest.mark.parametrize(("issuer_id", "name"), [(ISSUER.id, "a/b"), (ISSUER.id, ""), (ISSUER.id, ".."), ("http://a.example", "k1")])
def test_names_that_are_none(issuer_id, name):
    with pytest.raises(ValueError, match="key"):
        keys.key_url(issuer_id, name)


@pytest.mark.parametrize("text", ["", "-----BEGIN PRIVATE KEY-----", pem(small_key()), pem(ec.generate_private_key(ec.SECP256R1()))])
def test_keys_that_may_not_sign(text):
    with pytest.raises(ValueError, match="."):
        keys.load_private(text)


def test_a_locked_key_is_said_to_be_locked():
    with pytest.raises(ValueError, match="encrypted"):
        keys.load_private(pem(keys.load_private(key()), b"lantern"))
