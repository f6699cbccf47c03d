"""Each way in which a badge can be wrong has its own reason, and none of them gets through."""

import base64
import json
from contextlib import suppress
from datetime import timedelta

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pd_tracks.badges import keys
from pd_tracks.badges.errors import REASONS, UNCHECKED, BadgeError, Outcome
from pd_tracks.badges.signing import sign
from pd_tracks.badges.status import status_list
from pd_tracks.badges.verifying import verify, verify_status_list
from tests.unit.pd_tracks.badges.samples import (
    ISSUER,
    KID,
    LIST_URL,
    NOW,
    OTHER_ISSUER,
    badge,
    claims,
    forge,
    key,
    part,
    public,
    public_pem,
    small_key,
)

OTHER_KID = keys.key_url(OTHER_ISSUER.id, "k1")
OLD_CONTEXT = "https://www.w3.org/2018/credentials/v1"
V2, OB = badge()["@context"]


def read(text: str, *, published=None, now=NOW, revoked=False):
    published = {KID: public()} if published is None else published
    return verify(text, keys=published, now=now, is_revoked=lambda _credential: revoked)


def reason(text: str, **how) -> str:
    with pytest.raises(BadgeError) as caught:
        read(text, **how)
    assert caught.value.message == REASONS[caught.value.code]
    return caught.value.code


def test_the_forged_one_is_good_until_something_is_changed():
    assert read(forge(claims())).credential == badge()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"nbf": claims()["nbf"] + 1}, "valid_from_differs"),
        ({"nbf": float(claims()["nbf"])}, "valid_from_differs"),
        ({"nbf": str(claims()["nbf"])}, "valid_from_differs"),
        ({"nbf": None}, "valid_from_differs"),
        ({"nbf": True, "validFrom": "1970-01-01T00:00:01Z"}, "valid_from_differs"),
        ({"validFrom": "2026-10-02T15:04:06Z"}, "valid_from_differs"),
        ({"sub": "urn:uuid:0b7c1c36-5f0e-4c2a-8d55-2f4f7d1a9b11"}, "subject_differs"),
        ({"sub": None}, "subject_differs"),
        ({"iss": OTHER_ISSUER.id}, "issuer_differs"),
        ({"iss": None}, "issuer_differs"),
        ({"issuer": {"id": OTHER_ISSUER.id}}, "issuer_differs"),
        ({"issuer": OTHER_ISSUER.id, "iss": OTHER_ISSUER.id}, "key_foreign"),
        ({"issuer": "https://waymark.example.org/badges", "iss": "https://waymark.example.org/badges"}, "key_foreign"),
        ({"jti": "https://waymark.example.org/badges/other"}, "id_differs"),
        ({"jti": None}, "id_differs"),
        ({"exp": 4_000_000_000}, "valid_until_differs"),
        ({"validUntil": "2096-10-02T07:06:40Z"}, "valid_until_differs"),
        ({"validUntil": "2096-10-02T07:06:40Z", "exp": 4_000_000_001}, "valid_until_differs"),
        ({"issuer": None}, "issuer_missing"),
        ({"issuer": ["https://waymark.example.org/badges/issuer"]}, "issuer_missing"),
        ({"id": None}, "id_missing"),
        ({"id": 7}, "id_missing"),
        ({"credentialSubject": None}, "subject_missing"),
        ({"credentialSubject": [badge()["credentialSubject"]]}, "subject_missing"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "subject_missing"),
        ({"credentialSubject": {"id": badge()["credentialSubject"]["id"]}}, "achievement_missing"),
        ({"@context": [OB, V2]}, "context_wrong"),
        ({"@context": ["https://evil.example/", V2, OB]}, "context_wrong"),
        ({"@context": [V2]}, "context_wrong"),
        ({"@context": V2}, "context_wrong"),
        ({"@context": [V2, OB + "?"]}, "context_wrong"),
        ({"@context": [V2, {"@vocab": OB}]}, "context_wrong"),
        ({"@context": None}, "context_wrong"),
        ({"type": ["VerifiableCredential"]}, "type_wrong"),
        ({"type": ["OpenBadgeCredential"]}, "type_wrong"),
        ({"type": ["VerifiableCredential", "EndorsementCredential"]}, "type_wrong"),
        ({"type": "VerifiableCredential OpenBadgeCredential"}, "type_wrong"),
        ({"validFrom": "2026-10-02T15:04:05"}, "dates_bad"),
        ({"validFrom": "2026-10-02"}, "dates_bad"),
        ({"validFrom": "2026-13-02T15:04:05Z"}, "dates_bad"),
        ({"validFrom": "0001-01-01T00:00:00+14:00"}, "dates_bad"),
        ({"validFrom": None}, "dates_bad"),
        ({"validUntil": "soon"}, "dates_bad"),
        ({"vc": {}}, "legacy_form"),
        ({"issuanceDate": "2026-10-02T15:04:05Z"}, "legacy_form"),
        ({"@context": [OLD_CONTEXT, OB]}, "legacy_form"),
        ({"@context": OLD_CONTEXT}, "legacy_form"),
    ],
)
def test_a_well_signed_badge_that_says_something_wrong(changed, code):
    assert reason(forge(claims(**changed))) == code


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({}, "kid_missing"),
        ({"kid": ""}, "kid_missing"),
        ({"kid": KID, "typ": None}, "typ_wrong"),
        ({"kid": KID, "typ": "vc+jwt"}, "typ_wrong"),
        ({"kid": KID, "jwk": {"kty": "RSA"}}, "header_extra"),
        ({"kid": KID, "jku": "https://evil.example/keys"}, "header_extra"),
        ({"kid": KID, "x5c": []}, "header_extra"),
        ({"kid": KID, "cty": "JWT"}, "header_extra"),
        ({"kid": "https://waymark.example.org/badges/issuer/keys/k9"}, "key_unknown"),
        ({"kid": KID + "/"}, "key_unknown"),
    ],
)
def test_a_header_that_says_too_much_or_too_little(header, code):
    assert reason(forge(claims(), header=header)) == code


def test_a_changed_payload():
    header, _payload, signature = forge(claims()).split(".")
    assert reason(f"{header}.{part(claims(name='Something grander'))}.{signature}") == "signature_bad"


def test_a_changed_signature():
    text = forge(claims())
    assert reason(text[:-6] + ("AAAAAA" if text[-6:] != "AAAAAA" else "BBBBBB")) == "signature_bad"
    assert reason(text.rpartition(".")[0] + ".") == "signature_bad"


def test_signed_by_somebody_else_under_our_name():
    assert reason(forge(claims(), signed_by=key("k2"))) == "signature_bad"


def test_no_algorithm():
    header = part({"alg": "none", "typ": "JWT", "kid": KID})
    assert reason(f"{header}.{part(claims())}.") == "alg_forbidden"
    assert reason(f"{header}.{part(claims())}.{forge(claims()).rpartition('.')[2]}") == "alg_forbidden"


def test_the_public_key_used_as_a_shared_secret():
    # PyJWT refuses to sign like that, so it is done by hand.
    for secret in (public_pem(), public_pem().strip()):
        head = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': KID})}.{part(claims())}"
        code = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(head.encode(), secret)
        assert reason(f"{head}.{part(code)}") == "alg_forbidden"


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_other_algorithms_of_the_same_key(algorithm):
    assert reason(forge(claims(), algorithm=algorithm)) == "alg_forbidden"


def test_a_known_key_of_another_issuer():
    published = {KID: public(), OTHER_KID: keys.public_jwk(key("k2"), OTHER_KID)}
    assert reason(forge(claims(), header={"kid": OTHER_KID}, signed_by=key("k2")), published=published) == "key_foreign"


@pytest.mark.parametrize(
    "changed",
    [
        {"alg": "RS512"},
        {"use": "enc"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "EC"},
        {"n": "AQAB"},
        {"n": 7},
        {"n": "*"},
        {"d": "AQAB"},
    ],
)
def test_a_published_key_that_is_not_for_this(changed):
    assert reason(forge(claims()), published={KID: public() | changed}) == "key_unusable"


def test_a_key_that_is_too_small():
    assert reason(forge(claims()), published={KID: small_key().public_key()}) == "key_unusable"


def test_times():
    ends = claims(validUntil="2027-01-01T00:00:00Z", exp=1_798_761_600)
    assert read(forge(ends)).valid_until.year == 2027
    assert reason(forge(ends), now=NOW.replace(year=2028)) == "expired"
    assert reason(forge(ends), now=NOW.replace(year=2027, month=1)) == "expired"
    assert reason(forge(claims()), now=NOW - timedelta(days=60)) == "not_yet_valid"
    zoned = claims(validFrom="2026-10-02T17:04:05.999+02:00")
    assert read(forge(zoned)).valid_from.microsecond == 999_000


def test_revoked():
    assert reason(forge(claims()), revoked=True) == "revoked"


def test_who_decides_about_revocation_sees_the_credential_and_only_a_good_one():
    seen = []
    verify(forge(claims()), keys={KID: public()}, now=NOW, is_revoked=lambda credential: seen.append(credential))
    assert seen == [badge()]
    with pytest.raises(BadgeError):
        verify(forge(claims(sub="urn:x")), keys={KID: public()}, now=NOW, is_revoked=lambda credential: seen.append(credential))
    assert len(seen) == 1


def test_no_answer_about_revocation_is_not_verified():
    def cannot_say(_credential):
        raise BadgeError("status_malformed")

    with pytest.raises(BadgeError) as caught:
        verify(forge(claims()), keys={KID: public()}, now=NOW, is_revoked=cannot_say)
    assert caught.value.outcome is Outcome.COULD_NOT_CHECK


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_badge"),
        ("a.b", "not_a_badge"),
        ("a.b.c.d", "not_a_badge"),
        ("a.b.c\u0660", "not_a_badge"),
        ("<svg/>", "not_a_badge"),
        ("a.b.c", "malformed"),
        (f"{part([1])}.{part({})}.AAAA", "malformed"),
        ("{", "malformed"),
        (json.dumps(badge()), "proof_embedded"),
        ("a" * 262_145, "too_big"),
    ],
)
def test_what_is_no_badge_at_all(text, code):
    assert reason(text) == code


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":2}}',
        rb'{"a":"\ud800"}',
        b'{"a":' + b"9" * 5_000 + b"}",
        b"\xff",
    ],
)
def test_a_payload_that_two_readers_could_understand_differently(content):
    assert reason(f"{part({})}.{part(content)}.AAAA") == "malformed"


def test_a_name_given_twice_under_a_good_signature():
    twice = json.dumps(claims())[:-1] + ', "sub": "urn:uuid:somebody-else"}'
    assert reason(jwt.PyJWS().encode(twice.encode(), key(), algorithm="RS256", headers={"kid": KID})) == "malformed"


def test_another_spelling_of_the_signature_changes_nothing_that_is_believed():
    header, payload, signature = forge(claims()).split(".")
    assert base64.urlsafe_b64decode(signature)
    assert reason(f"{header}.{payload}=.{signature}") == "not_a_badge"
    assert reason(f"{header}.{payload}.{signature}\n.") == "not_a_badge"


def test_the_two_kinds_do_not_stand_in_for_each_other():
    listed = status_list(LIST_URL, ISSUER.id, [], valid_from=NOW - timedelta(days=1), valid_until=NOW + timedelta(days=1))
    assert reason(sign(listed, key(), KID)) == "context_wrong"
    with pytest.raises(BadgeError, match="type_wrong"):
        verify_status_list(forge(claims()), keys={KID: public()}, now=NOW)
    with pytest.raises(BadgeError, match="expired"):
        verify_status_list(sign(listed, key(), KID), keys={KID: public()}, now=NOW + timedelta(days=2))


def test_every_reason_has_plain_words_and_one_of_two_outcomes():
    assert set(REASONS) >= UNCHECKED
    assert {BadgeError(code).outcome for code in REASONS} == set(Outcome)
    assert all(text.endswith(".") and "_" not in text for text in REASONS.values())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(claims())), JSON, min_size=1, max_size=3))
def test_any_value_of_any_member_is_read_or_refused_with_a_reason(changed):
    with suppress(BadgeError):  # which can be raised only with a reason that has words
        read(forge(claims() | changed))


@settings(deadline=None)
@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}", fullmatch=True))
def test_any_text_is_refused_with_a_reason(text):
    assert reason(text) in REASONS
