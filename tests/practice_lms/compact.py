"""Takes a signed launch apart and puts it together again, well or badly.

No JWT library here on purpose: libraries refuse to build most of what a test needs.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from functools import lru_cache

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from practice_lms.state import STATE, new_key

HASHES = {"RS256": hashes.SHA256, "RS512": hashes.SHA512}
FOREIGN_KEY = new_key()


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def load(pem: str) -> RSAPrivateKey:
    return serialization.load_pem_private_key(pem.encode(), password=None)


def public_pem(pem: str) -> bytes:
    public_key = load(pem).public_key()
    return public_key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@dataclass
class Draft:
    """A launch between taking apart and posting. `body` replaces the claims, `raw` the whole token."""

    claims: dict
    headers: dict
    form: dict[str, str]
    algorithm: str = "RS256"
    leave_out_alg: bool = False
    leave_out_token: bool = False
    sign_with_foreign_key: bool = False
    body: bytes | None = None
    raw: str | None = None
    extra: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def take_apart(cls, form: dict[str, str]) -> "Draft":
        claims = jwt.decode(form["id_token"], options={"verify_signature": False})
        return cls(claims, {"typ": "JWT", "kid": jwt.get_unverified_header(form["id_token"])["kid"]}, form)

    def token(self) -> str:
        if self.raw is not None:
            return self.raw
        headers = {**self.headers} if self.leave_out_alg else {"alg": self.algorithm, **self.headers}
        body = self.body if self.body is not None else json.dumps(self.claims).encode()
        signed = f"{encode(json.dumps(headers).encode())}.{encode(body)}"
        return f"{signed}.{encode(self._signature(signed.encode()))}"

    def _signature(self, signed: bytes) -> bytes:
        if self.algorithm.lower() == "none":
            return b""
        pem = FOREIGN_KEY if self.sign_with_foreign_key else STATE.key
        if self.algorithm == "HS256":
            return hmac.new(public_pem(pem), signed, hashlib.sha256).digest()
        return load(pem).sign(signed, padding.PKCS1v15(), HASHES[self.algorithm]())

    def tampered(self) -> str:
        """The signature of the honest token under claims that name somebody else."""
        head, _, signature = self.token().split(".")
        return f"{head}.{encode(json.dumps({**self.claims, 'sub': 't1-changed'}).encode())}.{signature}"

    def with_second_sub(self) -> bytes:
        return json.dumps(self.claims).encode()[:-1] + b', "sub": "somebody-else"}'

    def embed_foreign_key(self) -> None:
        algorithm = jwt.get_algorithm_by_name("RS256")
        self.headers["jwk"] = json.loads(algorithm.to_jwk(algorithm.prepare_key(public_pem(FOREIGN_KEY).decode())))

    def fields(self) -> list[tuple[str, str]]:
        form = {name: value for name, value in self.form.items() if name != "id_token"}
        token = [] if self.leave_out_token else [("id_token", self.token())]
        return [*token, *form.items(), *self.extra]
