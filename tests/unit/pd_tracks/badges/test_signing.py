"""Badges that we sign hold for us and for libraries that we did not write."""

import json

import pytest
from jwcrypto import jwk, jws
from openbadgeslib.ob3 import OB3Verifier

from pd_tracks.badges import keys, status
from pd_tracks.badges.signing import sign
from pd_tracks.badges.verifying import verify, verify_status_list
from pd_tracks.badges.wire import from_base64url
from tests.unit.pd_tracks.badges.samples import ISSUER, KID, LIST_URL, NOW, OTHER_ISSUER, badge, key, public, public_pem


def never(_credential) -> bool:
    return False


def signed(**changed) -> str:
    return sign(badge(**changed), key(), KID)


def signed_list(revoked) -> str:
    listed = status.status_list(LIST_URL, ISSUER.id, revoked, valid_from=NOW.replace(day=1, month=10), valid_until=NOW.replace(year=2099))
    return sign(listed, key(), KID)


def opened(text: str) -> tuple[dict, dict]:
    header, payload, _signature = text.split(".")
    return json.loads(from_base64url(header)), json.loads(from_base64url(payload))


def test_the_header_says_how_and_with_what_and_nothing_else():
    header, _payload = opened(signed())
    assert header == {"alg": "RS256", "typ": "JWT", "kid": KID}


def test_the_payload_is_the_credential_and_its_claims():
    header, payload = opened(signed(valid_until=NOW.replace(year=2031)))
    again = badge(valid_until=NOW.replace(year=2031))
    assert payload == again | {
        "iss": ISSUER.id,
        "jti": again["id"],
        "sub": again["credentialSubject"]["id"],
        "nbf": 1_790_953_445,
        "exp": int(NOW.replace(year=2031).timestamp()),
    }
    assert "exp" not in opened(signed())[1]


def test_our_verifier_gives_back_what_was_signed():
    verified = verify(signed() + "\n", keys={KID: public()}, now=NOW, is_revoked=never)
    assert verified.credential == badge()
    assert (verified.kid, verified.issuer_id, verified.subject_id) == (KID, ISSUER.id, badge()["credentialSubject"]["id"])
    assert (verified.valid_from.isoformat(), verified.valid_until) == ("2026-10-02T15:04:05+00:00", None)


def test_a_loaded_key_will_do():
    loaded = keys.load_public(public())
    assert verify(signed(), keys={KID: loaded}, now=NOW, is_revoked=never).kid == KID


def test_an_old_key_still_verifies_when_there_is_a_new_one():
    old = signed()
    new_kid = keys.key_url(ISSUER.id, "k2")
    published = {KID: public(), new_kid: keys.public_jwk(key("k2"), new_kid)}
    assert verify(old, keys=published, now=NOW, is_revoked=never)
    assert verify(sign(badge(), key("k2"), new_kid), keys=published, now=NOW, is_revoked=never).kid == new_kid


# Others -------------------------------------------------------------------------------------------------------------


def test_another_open_badges_library_verifies_ours(time_machine):
    time_machine.move_to(NOW)
    found = OB3Verifier(public_pem()).verify(signed())
    assert (found.id, found.issuer.id, found.recipient_id) == (badge()["id"], ISSUER.id, badge()["credentialSubject"]["id"])
    assert found.achievement.name == "Feedback and Assessment"


def test_it_refuses_what_we_refuse(time_machine):
    time_machine.move_to(NOW)
    with pytest.raises(Exception, match="[Ss]ignature"):
        OB3Verifier(public_pem("k2")).verify(signed())
    time_machine.move_to(NOW.replace(year=2032))
    with pytest.raises(Exception, match="expired"):
        OB3Verifier(public_pem()).verify(signed(valid_until=NOW.replace(year=2031)))


@pytest.mark.parametrize(("revoked", "is_good"), [([], True), ([4_710, 4_712], True), ([4_711], False)])
def test_it_reads_our_status_list(time_machine, revoked, is_good):
    time_machine.move_to(NOW)
    asked = []

    def download(url: str) -> bytes:
        asked.append(url)
        return signed_list(revoked).encode()

    verifier = OB3Verifier(public_pem())
    if is_good:
        assert verifier.verify(signed(), check_status=True, download=download)
    else:
        with pytest.raises(Exception, match="index 4711"):
            verifier.verify(signed(), check_status=True, download=download)
    assert asked == [LIST_URL]


def test_a_library_for_signatures_alone_agrees():
    token = jws.JWS()
    token.deserialize(signed())
    token.verify(jwk.JWK(**public()), alg="RS256")
    assert json.loads(token.payload)["jti"] == badge()["id"]


# Status lists -------------------------------------------------------------------------------------------------------


def test_a_signed_status_list_decides():
    published = {KID: public()}

    def is_revoked(credential: dict) -> bool:
        return status.is_revoked(credential, verify_status_list(signed_list([4_711]), keys=published, now=NOW).credential)

    assert is_revoked(badge())
    assert verify(signed(status=status.StatusPlace(LIST_URL, 5)), keys=published, now=NOW, is_revoked=is_revoked)


# What is never signed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "kid"),
    [
        ({}, keys.key_url(OTHER_ISSUER.id, "k1")),
        ({}, "k1"),
        ({"issuer": OTHER_ISSUER.id}, KID),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, KID),
        ({"id": ""}, KID),
        ({"validFrom": "2026-10-02"}, KID),
        ({"iss": "https://evil.example/"}, KID),
        ({"vc": {}}, KID),
        ({"padding": "x" * 262_144}, KID),
    ],
)
def test_what_could_not_be_verified_is_not_signed(changed, kid):
    with pytest.raises(ValueError, match="."):
        sign(badge() | changed, key(), kid)
