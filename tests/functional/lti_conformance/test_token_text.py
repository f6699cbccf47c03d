"""T11 to T13: the token as a text, before anybody asks who signed it."""

import base64
import json

from tests.fake_platform import b64url, rs_signer
from tests.functional.lti_conformance.support import assert_launched, cases

# ---- T11 to T13: the token as a text -------------------------------------------------------------------------------


def _payload(platform, nonce: str, **changes: object) -> bytes:
    return json.dumps(platform.good_claims(nonce=nonce, **changes)).encode()


def _twice(payload: bytes) -> bytes:
    return payload.replace(b'{"sub":', b'{"sub": "subject-of-the-teacher", "sub":', 1)


MALFORMED = {
    "T11-empty": lambda p, n: "",
    "T11-one-part": lambda p, n: "abc",
    "T11-two-parts": lambda p, n: p.sign(p.good_claims(nonce=n)).rpartition(".")[0],
    "T11-four-parts": lambda p, n: p.sign(p.good_claims(nonce=n)) + ".abcd",
    "T11-payload-not-base64url": lambda p, n: p.sign(p.good_claims(nonce=n)).replace(".", ".!", 1),
    "T11-standard-base64": lambda p, n: _standard_base64(p, n),
    "T11-header-not-json": lambda p, n: p.sign(p.good_claims(nonce=n), header=b"header"),
    "T11-header-list": lambda p, n: p.sign(p.good_claims(nonce=n), header=json.dumps([p.header()]).encode()),
    "T11-header-duplicate-key": lambda p, n: p.sign(
        p.good_claims(nonce=n), header=b'{"alg": "none", "alg": "RS256", "kid": "%s"}' % p.kid.encode()
    ),
    "T11-payload-not-json": lambda p, n: p.sign(b"{"),
    "T11-payload-not-utf8": lambda p, n: p.sign(_payload(p, n).replace(b"Quillon", b"Quill\xff\xfe")),
    "T11-payload-utf16": lambda p, n: p.sign(_payload(p, n).decode().encode("utf-16")),
    "T11-payload-duplicate-key": lambda p, n: p.sign(_twice(_payload(p, n))),
    "T11-payload-list": lambda p, n: p.sign(b"[" + _payload(p, n) + b"]"),
    "T11-payload-text": lambda p, n: p.sign(b'"a text"'),
    "T11-payload-null": lambda p, n: p.sign(b"null"),
    "T11-nested-10000-lists": lambda p, n: p.sign(_nested(_payload(p, n), b"[", b"]", 10_000)),
    "T11-nested-8000-objects": lambda p, n: p.sign(_nested(_payload(p, n), b'{"":', b"}", 8_000, b"0")),
}


def _nested(payload: bytes, opening: bytes, closing: bytes, depth: int, innermost: bytes = b"") -> bytes:
    return payload[:-1] + b', "deep": ' + opening * depth + innermost + closing * depth + b"}"


def _standard_base64(platform, nonce: str) -> str:
    """Signed as it stands, but in the alphabet of plain base64."""
    payload = _payload(platform, nonce)
    payload = payload[:-1] + b', "marks": "' + b"?>~" * 9 + b'"}'
    plain = base64.b64encode(payload).decode()
    assert set(plain) & set("+/")
    signed = f"{b64url(json.dumps(platform.header()).encode())}.{plain.rstrip('=')}"
    return f"{signed}.{b64url(rs_signer(platform.key)(signed.encode()))}"


@cases(MALFORMED)
def test_malformed_token(client, platform, examiner, case):
    login = platform.login(client)
    examiner.refused(platform.launch(client, login=login, token=case(platform, login.nonce)), 400, "token_malformed")


def test_T11_no_token(client, platform, examiner):
    login = platform.login(client)
    examiner.refused(platform.post(client, {"state": login.state}), 400, "token_malformed", "not_lti")


def test_T11_two_tokens(client, platform, examiner):
    login = platform.login(client)
    token = platform.sign(platform.good_claims(nonce=login.nonce))
    response = platform.post(client, {"state": login.state, "id_token": ["a.b.c", token]})
    examiner.refused(response, 400, "token_malformed")


def test_T12_encrypted_token(client, platform, examiner):
    header = b64url(json.dumps({"alg": "RSA-OAEP", "enc": "A256GCM", "kid": platform.kid}).encode())
    token = ".".join([header, *(b64url(part) for part in (b"key", b"iv", b"text", b"tag"))])
    examiner.refused(platform.launch(client, token=token), 400, "token_encrypted")


def test_T13_token_over_64_KB(client, platform, examiner):
    response = platform.launch(client, **{"https://vendor.example/pad": "p" * 50_000})
    assert len(platform.last_token) > 65_536
    examiner.refused(response, 413, "token_too_big")


def test_T13_is_refused_before_it_is_decoded(client, platform, examiner):
    examiner.refused(platform.launch(client, token="!" * 65_537), 413, "token_too_big")


def test_T13_token_of_60_KB_is_good(client, platform):
    response = platform.launch(client, **{"https://vendor.example/pad": "p" * 43_000})
    assert 59_000 < len(platform.last_token) < 65_536
    assert_launched(response)
