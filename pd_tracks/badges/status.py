"""Which badges were taken back: one bit for each, in a list that says nothing about anybody (W3C Bitstring Status List 1.0).

A list is itself a credential, signed by `signing.sign` and read by `verifying.verify_status_list`. Whoever checks a badge fetches the whole
list, so the issuer does not learn which badge was looked at.
"""

import gzip
import secrets
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from pd_tracks.badges.errors import BadgeError
from pd_tracks.badges.wire import CREDENTIALS_CONTEXT, from_base64url, is_https_url, to_base64url, write_time

# "Herd privacy": no list is shorter, however few badges there are (section "Bitstring Encoding").
MIN_BITS = 131_072
MAX_BITS = 8 * MIN_BITS
PURPOSE = "revocation"


@dataclass(frozen=True)
class StatusPlace:
    """Where a badge's bit is."""

    list_url: str
    index: int

    def __post_init__(self):
        if not is_https_url(self.list_url) or not 0 <= self.index < MAX_BITS:
            raise ValueError("a status is a place in a list with an https address")


def status_entry(place: StatusPlace) -> dict:
    """The `credentialStatus` of a badge (section "BitstringStatusListEntry"). The index is a text there."""
    return {
        "id": f"{place.list_url}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(place.index),
        "statusListCredential": place.list_url,
    }


def free_index(taken: Collection[int], size: int = MIN_BITS) -> int:
    """A place that no badge has, by chance, so that its number does not tell when it was given. Raises BadgeError status_full.

    Two requests at once may be given the same place: a unique constraint decides, and the loser asks again.
    """
    used = {index for index in taken if 0 <= index < size}
    if len(used) == size:
        raise BadgeError("status_full")
    while len(used) < size // 2:
        if (index := secrets.randbelow(size)) not in used:
            return index
    return secrets.choice([index for index in range(size) if index not in used])


def encode(revoked: Iterable[int], size: int = MIN_BITS) -> str:
    """The bits as a list carries them: gzip, base64url, and a `u` in front. The first bit is the highest of the first byte."""
    if not MIN_BITS <= size <= MAX_BITS or size % 8:
        raise ValueError("a list has 131,072 bits or some more, in whole bytes")
    bits = bytearray(size // 8)
    for index in revoked:
        if not 0 <= index < size:
            raise ValueError("a place outside of the list")
        bits[index // 8] |= 0x80 >> index % 8
    # Without the time of packing: the same list is the same text.
    return "u" + to_base64url(gzip.compress(bytes(bits), mtime=0))


def decode(encoded: object) -> bytes:
    """The bits in the text that `encode` made. Raises BadgeError status_malformed, also for a list too short or far too long."""
    if not isinstance(encoded, str) or not encoded.startswith("u"):
        raise BadgeError("status_malformed")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        # One byte more than allowed shows that there is more, and a list that unpacks to gigabytes never does so here.
        bits = unpacker.decompress(from_base64url(encoded[1:]), MAX_BITS // 8 + 1)
    except (ValueError, zlib.error) as error:
        raise BadgeError("status_malformed") from error
    if not unpacker.eof or unpacker.unused_data or not MIN_BITS <= len(bits) * 8 <= MAX_BITS:
        raise BadgeError("status_malformed")
    return bits


def bit(bits: bytes, index: int) -> bool:
    """The bit at a place. Raises BadgeError status_malformed where the list has no such place."""
    if not 0 <= index < len(bits) * 8:
        raise BadgeError("status_malformed")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def status_list(
    list_url: str, issuer_id: str, revoked: Iterable[int], *, valid_from: datetime, valid_until: datetime, size: int = MIN_BITS
) -> dict:
    """The list as a credential (section "BitstringStatusListCredential"). It ends, so that an old copy cannot hide a revocation for ever."""
    if not is_https_url(list_url) or not is_https_url(issuer_id) or valid_until <= valid_from:
        raise ValueError("a list and its issuer have https addresses, and a list ends after it begins")
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id,
        "validFrom": write_time(valid_from),
        "validUntil": write_time(valid_until),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encode(revoked, size),
        },
    }


def is_revoked(credential: dict, list_credential: dict) -> bool:
    """True where a verified list says that a verified badge was taken back; False for a badge without a status.

    Raises BadgeError: status_malformed, or status_other_list where this list says nothing about that badge.
    """
    entry = credential.get("credentialStatus")
    if entry is None:
        return False
    subject = list_credential.get("credentialSubject")
    if not isinstance(entry, dict) or not isinstance(subject, dict):
        raise BadgeError("status_malformed")
    if entry.get("type") != "BitstringStatusListEntry" or subject.get("type") != "BitstringStatusList":
        raise BadgeError("status_malformed")
    if not entry.get("statusPurpose") == subject.get("statusPurpose") == PURPOSE:
        raise BadgeError("status_other_list")
    if entry.get("statusListCredential") != list_credential.get("id") or _issuer(credential) != _issuer(list_credential):
        raise BadgeError("status_other_list")
    index = entry.get("statusListIndex")
    if not isinstance(index, str) or not index.isascii() or not index.isdigit() or len(index) > 9:
        raise BadgeError("status_malformed")
    return bit(decode(subject.get("encodedList")), int(index))


def _issuer(credential: dict) -> object:
    issuer = credential.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer
