"""One bit for each badge, where the standard says it is."""

import gzip
import secrets
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3 import decode_encoded_list, encode_bitstring, set_indices

from pd_tracks.badges import status
from pd_tracks.badges.errors import BadgeError
from pd_tracks.badges.wire import from_base64url, to_base64url
from tests.unit.pd_tracks.badges.samples import ISSUER, LIST_URL, NOW, OTHER_ISSUER, badge

INDEXES = st.sets(st.integers(0, status.MIN_BITS - 1), max_size=60)


def listed(revoked=(), **changed) -> dict:
    return status.status_list(LIST_URL, ISSUER.id, revoked, valid_from=NOW, valid_until=NOW + timedelta(days=1)) | changed


def changed_entry(**changed) -> dict:
    return {**badge(), "credentialStatus": badge()["credentialStatus"] | changed}


@settings(max_examples=25, deadline=None)
@given(INDEXES)
def test_bits_come_back_and_another_library_reads_the_same(revoked):
    encoded = status.encode(revoked)
    bits = status.decode(encoded)
    assert {index for index in range(status.MIN_BITS) if status.bit(bits, index)} == revoked
    assert set_indices(decode_encoded_list(encoded)) == revoked
    assert status.decode(encode_bitstring(revoked)) == bits


def test_the_first_bit_is_the_highest_and_no_list_is_short():
    encoded = status.encode([0, 8, 15])
    assert encoded.startswith("uH4sI")
    assert "=" not in encoded
    content = gzip.decompress(from_base64url(encoded[1:]))
    assert (content[:2], len(content)) == (b"\x80\x81", 16_384)


def test_the_same_list_is_the_same_text():
    assert status.encode([1, 2]) == status.encode([2, 1])


def test_places_and_sizes_that_are_none():
    for revoked, size in (([status.MIN_BITS], status.MIN_BITS), ([-1], status.MIN_BITS), ([], 8), ([], status.MIN_BITS + 1), ([], 2**40)):
        with pytest.raises(ValueError, match="."):
            status.encode(revoked, size)
    for index in (-1, status.MAX_BITS):
        with pytest.raises(ValueError, match="place"):
            status.StatusPlace(LIST_URL, index)


@pytest.mark.parametrize(
    "encoded",
    [
        None,
        "",
        "u",
        "z" + status.encode([])[1:],
        status.encode([])[1:],
        status.encode([])[:-8],
        "u!!!",
        "u" + to_base64url(gzip.compress(bytes(1_000), mtime=0)),
        "u" + to_base64url(gzip.compress(bytes(20_000_000), mtime=0)),
        "u" + to_base64url(gzip.compress(bytes(16_384), mtime=0) + b"more"),
        "u" + to_base64url(bytes(16_384)),
    ],
)
def test_lists_that_are_none(encoded):
    with pytest.raises(BadgeError, match="status_malformed"):
        status.decode(encoded)


def test_free_places_are_free_to_the_last():
    size = 16
    taken = set()
    for _time in range(size):
        index = status.free_index(taken, size)
        assert index not in taken
        taken.add(index)
    assert taken == set(range(size))
    with pytest.raises(BadgeError, match="status_full"):
        status.free_index(taken, size)


def test_places_are_given_by_chance(monkeypatch):
    drawn = iter([3, 3, 9])
    monkeypatch.setattr(secrets, "randbelow", lambda _size: next(drawn))
    assert status.free_index({3}) == 9


def test_is_revoked():
    assert status.is_revoked(badge(), listed([4_711]))
    assert not status.is_revoked(badge(), listed([4_710]))
    assert not status.is_revoked(badge(status=None), listed([4_711]))


@pytest.mark.parametrize(
    ("credential", "status_credential", "code"),
    [
        (badge(), listed(id=LIST_URL + "0"), "status_other_list"),
        (badge(), listed(issuer=OTHER_ISSUER.id), "status_other_list"),
        (badge(), listed(credentialSubject=listed()["credentialSubject"] | {"statusPurpose": "suspension"}), "status_other_list"),
        (changed_entry(statusPurpose="suspension"), listed(), "status_other_list"),
        (changed_entry(type="1EdTechRevocationList"), listed(), "status_malformed"),
        (changed_entry(statusListIndex=4_711), listed(), "status_malformed"),
        (changed_entry(statusListIndex="-1"), listed(), "status_malformed"),
        (changed_entry(statusListIndex="\u0664"), listed(), "status_malformed"),
        (changed_entry(statusListIndex="131072"), listed(), "status_malformed"),
        (changed_entry(statusListIndex="9" * 5_000), listed(), "status_malformed"),
        ({**badge(), "credentialStatus": "revoked"}, listed(), "status_malformed"),
        (badge(), listed(credentialSubject=None), "status_malformed"),
        (badge(), listed(credentialSubject=listed()["credentialSubject"] | {"encodedList": "u"}), "status_malformed"),
    ],
)
def test_a_list_that_does_not_answer_is_no_answer(credential, status_credential, code):
    with pytest.raises(BadgeError, match=code):
        status.is_revoked(credential, status_credential)


def test_a_list_ends_and_is_the_issuers():
    with pytest.raises(ValueError, match="ends"):
        status.status_list(LIST_URL, ISSUER.id, [], valid_from=NOW, valid_until=NOW)
    with pytest.raises(ValueError, match="https"):
        status.status_list("urn:list", ISSUER.id, [], valid_from=NOW, valid_until=NOW + timedelta(days=1))
