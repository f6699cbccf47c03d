"""Files that others made: badges inside pictures, and the forms from before the standard was final."""

import json
from datetime import UTC, datetime

import pytest
from jwcrypto import jwk, jws

from pd_tracks.badges.baking import bake, unbake
from pd_tracks.badges.errors import BadgeError, Outcome
from pd_tracks.badges.verifying import verify
from pd_tracks.badges.wire import from_base64url
from tests.unit.pd_tracks.badges.samples import STORED
from tests.unit.pd_tracks.badges.schema import problems

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def content(name: str) -> bytes:
    return (STORED / "files" / name).read_bytes()


def refused(text: str) -> BadgeError:
    with pytest.raises(BadgeError) as caught:
        verify(text, keys={}, now=NOW, is_revoked=lambda _credential: False)
    return caught.value


@pytest.mark.parametrize("name", ["simple-jwt.png", "simple-jwt.svg"])
def test_a_signed_badge_in_a_picture_is_found_and_its_signature_holds(name):
    """Looser than the standard: the key travels in the header, and the person is not repeated as `sub`."""
    text = unbake(content(name))
    header = json.loads(from_base64url(text.partition(".")[0]))
    assert (header["alg"], header.keys()) == ("RS256", {"alg", "jwk"})
    token = jws.JWS()
    token.deserialize(text)
    token.verify(jwk.JWK(**header["jwk"]), alg="RS256")
    payload = json.loads(token.payload)
    assert problems(payload) == []
    assert payload["iss"] == payload["issuer"]["id"]
    with pytest.raises(jws.InvalidJWSSignature):
        token.verify(jwk.JWK.generate(kty="RSA", size=2048), alg="RS256")


@pytest.mark.parametrize("name", ["simple-jwt.png", "simple-jwt.svg"])
def test_we_do_not_take_a_key_from_whoever_sends_the_badge(name):
    assert refused(unbake(content(name))).code == "typ_wrong"
    with_type = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImp3ayI6e319." + unbake(content(name)).partition(".")[2]
    assert refused(with_type).code == "header_extra"


@pytest.mark.parametrize("name", ["simple-json.png", "simple-json.svg"])
def test_a_badge_with_its_proof_inside_is_found_and_said_to_be_unchecked(name):
    text = unbake(content(name))
    document = json.loads(text)
    assert problems(document) == []
    assert document["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"
    error = refused(text)
    assert (error.code, error.outcome) == ("proof_embedded", Outcome.COULD_NOT_CHECK)


@pytest.mark.parametrize("name", ["simple.jwt", "simple-eddsa-2022.json", "credential-status-revoked.json", "simple-noproof.json"])
def test_older_forms_are_named_as_such(name):
    error = refused(content(name).decode())
    assert error.code == "legacy_form"
    assert "older Open Badges 3.0 draft form" in error.message


@pytest.mark.parametrize("name", ["simple-jwt.png", "simple-jwt.svg", "simple-json.png", "simple-json.svg"])
def test_a_picture_of_others_can_be_baked_anew(name):
    assert unbake(bake(content(name), "a.b.c")) == "a.b.c"
