"""An LTI platform for tests: real keys, real signatures, rows of its own, and every way to get a launch wrong.

It knows the protocol and the public routes of the tool, nothing of the tool's code; `register` alone touches the models.
Its key set is served through the `responses` library, so that a test can count what the tool asks for.
"""

import base64
import hashlib
import hmac
import html
import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, urlencode, urlsplit

import responses
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from lti.models import Deployment, Registration

TOOL = "https://testserver"
LOGIN_PATH = "/lti/login/"
LAUNCH_PATH = "/lti/launch/"
LAUNCH_URL = TOOL + LAUNCH_PATH
FORM = "application/x-www-form-urlencoded"

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
LIS = "http://purl.imsglobal.org/vocab/lis/v2/"
INSTRUCTOR = LIS + "membership#Instructor"
LEARNER = LIS + "membership#Learner"
MENTOR = LIS + "membership#Mentor"
CONTENT_DEVELOPER = LIS + "membership#ContentDeveloper"
CONTEXT_ADMINISTRATOR = LIS + "membership#Administrator"
TEACHING_ASSISTANT = LIS + "membership/Instructor#TeachingAssistant"
INSTITUTION_INSTRUCTOR = LIS + "institution/person#Instructor"
INSTITUTION_STUDENT = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"
INSTITUTION_ADMINISTRATOR = LIS + "institution/person#Administrator"
SYSTEM_ADMINISTRATOR = LIS + "system/person#Administrator"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

ABSENT = object()
"""As the value of a claim or a form field: leave it out."""

NAMED_IN_FULL = frozenset(
    {"version", "message_type", "deployment_id", "target_link_uri", "resource_link", "roles", "context", "custom"}
    | {"launch_presentation", "tool_platform", "lis", "lti1p1", "ext", "role_scope_mentor", "for_user"}
)

PERSON = {
    "sub": "subject-7f3c-quillon",
    "name": "Quillon Marrowby",
    "given_name": "Quillon",
    "family_name": "Marrowby",
    "email": "q.marrowby@learner.example",
}
PERSON_SOURCEDID = "sis-person-60221"
COURSE_TITLE = "Period 3 Marmot Studies"


# ---- keys and signatures -------------------------------------------------------------------------------------------


@cache
def rsa_key(name: str = "platform", bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key for each name and session: making them is slow."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key(curve: str = "secp256r1") -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key({"secp256r1": ec.SECP256R1(), "secp256k1": ec.SECP256K1()}[curve])


@cache
def ed25519_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64url_decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def b64url_int(number: int) -> str:
    return b64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def without_absent(values: dict) -> dict:
    return {name: value for name, value in values.items() if value is not ABSENT}


def rsa_jwk(key: rsa.RSAPrivateKey, kid: object, **changes: object) -> dict:
    numbers = key.public_key().public_numbers()
    jwk = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": b64url_int(numbers.n), "e": b64url_int(numbers.e)}
    return without_absent(jwk | changes)


def ec_jwk(key: ec.EllipticCurvePrivateKey, kid: str, crv: str = "P-256", **changes: object) -> dict:
    numbers = key.public_key().public_numbers()
    point = {"x": b64url(numbers.x.to_bytes(32, "big")), "y": b64url(numbers.y.to_bytes(32, "big"))}
    return without_absent({"kty": "EC", "use": "sig", "crv": crv, "kid": kid} | point | changes)


def okp_jwk(key: ed25519.Ed25519PrivateKey, kid: str) -> dict:
    return {"kty": "OKP", "use": "sig", "crv": "Ed25519", "kid": kid, "x": b64url(key.public_key().public_bytes_raw())}


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


Signer = Callable[[bytes], bytes]


def rs_signer(key: rsa.RSAPrivateKey, digest: hashes.HashAlgorithm | None = None) -> Signer:
    return lambda data: key.sign(data, padding.PKCS1v15(), digest or hashes.SHA256())


def ps_signer(key: rsa.RSAPrivateKey) -> Signer:
    return lambda data: key.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())


def ec_signer(key: ec.EllipticCurvePrivateKey) -> Signer:
    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign


def hs_signer(secret: bytes, digest: str = "sha256") -> Signer:
    return lambda data: hmac.new(secret, data, digest).digest()


def exponent_one_signer(key: rsa.RSAPrivateKey) -> Signer:
    """What verifies under the key's modulus with e = 1: the padded digest itself, which anybody can write."""
    prefix = bytes.fromhex("3031300d060960864801650304020105000420")

    def sign(data: bytes) -> bytes:
        tail = b"\x00" + prefix + hashlib.sha256(data).digest()
        return b"\x00\x01" + b"\xff" * (key.key_size // 8 - 2 - len(tail)) + tail

    return sign


def no_signature(_data: bytes) -> bytes:
    return b""


def compact(header: dict | bytes, payload: dict | bytes, signer: Signer) -> str:
    """A JWS in compact form. Bytes are taken as they are, so a test can write what no JSON library would."""
    parts = [part if isinstance(part, bytes) else json.dumps(part, separators=(",", ":")).encode() for part in (header, payload)]
    signed = ".".join(b64url(part) for part in parts)
    return f"{signed}.{b64url(signer(signed.encode()))}"


def with_payload(token: str, change: Callable[[dict], dict]) -> str:
    """The token with another payload under the old signature."""
    header, payload, signature = token.split(".")
    changed = change(json.loads(b64url_decode(payload)))
    return f"{header}.{b64url(json.dumps(changed).encode())}.{signature}"


def with_signature(token: str, change: Callable[[bytes], bytes]) -> str:
    signed, _, signature = token.rpartition(".")
    return f"{signed}.{b64url(change(b64url_decode(signature)))}"


def onward_link(response) -> str:
    """Where the page between login and platform goes on to, for a login that offered storage; "" on other pages."""
    found = re.search(r'<a [^>]*href="([^"]*)"[^>]*data-keep', response.content.decode())
    return html.unescape(found[1]) if found else ""


# ---- the platform --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Login:
    """What the tool answered to a login initiation."""

    response: object
    url: str = ""
    query: dict[str, str] = field(default_factory=dict)
    target: str = ""

    @property
    def state(self) -> str:
        return self.query["state"]

    @property
    def nonce(self) -> str:
        return self.query["nonce"]


@dataclass
class FakePlatform:
    wire: responses.RequestsMock | None = None
    host: str = "lms.example"
    scheme: str = "https"
    client_id: str = "client-9e27-marmot"
    deployment_id: str = "deployment-41c8"
    kid: str = "kid-of-the-platform-5d02"
    key_name: str = "platform"
    launch_key: str = ""
    last_login: Login | None = None
    last_token: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def auth_login_url(self) -> str:
        return f"{self.issuer}/auth"

    @property
    def auth_token_url(self) -> str:
        return f"{self.issuer}/token"

    @property
    def jwks_url(self) -> str:
        return f"{self.issuer}/jwks"

    @property
    def key(self) -> rsa.RSAPrivateKey:
        return rsa_key(self.key_name)

    def register(self, **changes: object) -> Registration:
        fields = {
            "name": f"LMS at {self.host}",
            "issuer": self.issuer,
            "client_id": self.client_id,
            "auth_login_url": self.auth_login_url,
            "auth_token_url": self.auth_token_url,
            "jwks_url": self.jwks_url,
            "is_active": True,
        }
        self.registration = Registration.objects.create(**fields | changes)
        self.approve(self.deployment_id)
        return self.registration

    def approve(self, deployment_id: str) -> Deployment:
        return Deployment.objects.create(registration=self.registration, id_on_platform=deployment_id, status="approved")

    # -- keys, as served

    def jwks(self) -> list[dict]:
        return [rsa_jwk(self.key, self.kid)]

    def serve(self, keys: list[dict] | None = None, **answer: object) -> None:
        """Let the key set URL answer with these keys (the platform's own by default), or as `answer` says."""
        if not answer:
            answer = {"json": {"keys": self.jwks() if keys is None else keys}}
        self.wire.remove(responses.GET, self.jwks_url)
        self.wire.add(responses.GET, self.jwks_url, **answer)

    def jwks_calls(self) -> int:
        return sum(call.request.url == self.jwks_url for call in self.wire.calls)

    # -- login initiation

    def login_fields(self, **changes: object) -> dict:
        fields = {
            "iss": self.issuer,
            "login_hint": "hint-of-the-user",
            "target_link_uri": LAUNCH_URL,
            "client_id": self.client_id,
            "lti_deployment_id": self.deployment_id,
            "lti_message_hint": '{"cmid":2,"launchid":"ltilaunch1_1660851632"}',
        }
        return without_absent(fields | changes)

    def login(self, client, method: str = "post", headers: dict | None = None, **changes: object) -> Login:
        fields = self.login_fields(**changes)
        body = urlencode(fields, doseq=True)
        if method == "get":
            response = client.get(f"{LOGIN_PATH}?{body}", secure=True, headers=headers)
        else:
            response = client.post(LOGIN_PATH, body, content_type=FORM, secure=True, headers=headers)
        url = response.headers.get("Location", "") or onward_link(response)
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}
        self.said += [query[name] for name in ("state", "nonce") if name in query]
        self.last_login = Login(response, url, query, target=fields.get("target_link_uri", ""))
        return self.last_login

    # -- the message

    def good_claims(self, **changes: object) -> dict:
        """The claims of a launch that every tool must accept; `changes` by the short name of the claim."""
        now = int(time.time())
        claims = PERSON | {
            "iss": self.issuer,
            "aud": self.client_id,
            "nonce": secrets.token_hex(16),
            "iat": now,
            "exp": now + 300,
            "locale": "en",
            "message_type": "LtiResourceLinkRequest",
            "version": "1.3.0",
            "deployment_id": self.deployment_id,
            "target_link_uri": LAUNCH_URL,
            "resource_link": {"id": "link-1", "title": "Marmot link"},
            "roles": [LEARNER],
            "context": {"id": "course-1", "label": "MAR3", "title": COURSE_TITLE, "type": [LIS + "course#CourseOffering"]},
            "custom": {"launch_key": self.launch_key},
            "launch_presentation": {"document_target": "iframe", "return_url": f"{self.issuer}/course/1"},
            "tool_platform": {"guid": "guid-1", "product_family_code": "fake"},
            "lis": {"person_sourcedid": PERSON_SOURCEDID},
        }
        return {CLAIM + n if n in NAMED_IN_FULL else n: v for n, v in without_absent(claims | changes).items()}

    def header(self, **changes: object) -> dict:
        return without_absent({"typ": "JWT", "alg": "RS256", "kid": self.kid} | changes)

    def sign(self, claims: dict | bytes, *, header: dict | bytes | None = None, signer: Signer | None = None) -> str:
        """A token: `header` names what differs from the usual one (bytes: the whole of it)."""
        head = header if isinstance(header, bytes) else self.header(**header or {})
        token = compact(head, claims, signer or rs_signer(self.key))
        self.said.append(token)
        return token

    # -- the launch

    def launch(
        self,
        client,
        *,
        login: Login | None = None,
        target: str = LAUNCH_URL,
        token: str | None = None,
        header: dict | bytes | None = None,
        signer: Signer | None = None,
        headers: dict | None = None,
        **changes: object,
    ):
        """Login (unless one is given), sign, post. Whatever is not named is right."""
        login = login or self.login(client, target_link_uri=target)
        if token is None:
            changes = {"nonce": login.nonce, "target_link_uri": login.target} | changes
            token = self.sign(self.good_claims(**changes), header=header, signer=signer)
        self.last_token = token
        return self.post(client, {"state": login.state, "id_token": token}, headers=headers)

    def again(self, client):
        """The last launch posted once more, field for field."""
        return self.post(client, {"state": self.last_login.state, "id_token": self.last_token})

    def post(self, client, fields: dict, headers: dict | None = None, **extra: object):
        body = urlencode(without_absent(fields), doseq=True)
        return client.post(LAUNCH_PATH, body, content_type=FORM, secure=True, headers=headers, **extra)

    def secrets(self) -> list[str]:
        """What no refusal may show or log."""
        personal = [value for name, value in PERSON.items() if name not in {"given_name", "family_name"}]
        return [*personal, PERSON["given_name"], PERSON["family_name"], PERSON_SOURCEDID, COURSE_TITLE, *self.said]
