"""A district's single sign-on that signs real tokens, and says whatever a test wants it to say. See also `test_real_provider`."""

import base64
import hashlib
import json
import time
from functools import cache
from urllib.parse import parse_qs, parse_qsl, urlsplit

import responses
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from cms.models import SignIn
from cms.settings.oidc import SingleSignOn

ISSUER = "https://sso.district.example"
CLIENT_ID, CLIENT_SECRET = "waymark-client", "made-up-client-secret"
OFF = object()
"""Leaves a claim out."""


@cache
def signing_key(name: str, kind: str = "RSA", bits: int = 2_048):
    """One key for each name; made once."""
    return RSAKey.generate_key(bits) if kind == "RSA" else ECKey.generate_key("P-256")


def configured(**changes) -> SingleSignOn:
    values = {
        "issuer": ISSUER, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "name": "Rio Verde sign-on",
        "scopes": ("openid",), "required_claims": (),
    }  # fmt: skip
    return SingleSignOn(**values | changes)


class FakeProvider:
    """Answers on the wire. `claims` changes the next token, `answers` whole documents; `asked` holds what was sent to the token address."""

    def __init__(self, wire: responses.RequestsMock):
        self.wire, self.asked, self.claims = wire, [], {}
        self.key, self.kid, self.alg, self.header = signing_key("first"), "key-1", "RS256", {}
        self.published = [self.public(self.key, self.kid)]
        self.discovery = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
        self.token_answer, self.token_status, self.id_token = {}, 200, None
        self.trips = {}
        wire.add_callback("GET", f"{ISSUER}/.well-known/openid-configuration", lambda request: (200, {}, json.dumps(self.discovery)))
        wire.add_callback("GET", f"{ISSUER}/keys", lambda request: (200, {}, json.dumps({"keys": self.published})))
        wire.add_callback("POST", f"{ISSUER}/token", self._token)

    @staticmethod
    def public(key, kid: str, **more) -> dict:
        return {**key.as_dict(private=False), "kid": kid, "use": "sig", **more}

    def authorize(self, location: str, *, subject: str = "sub-1") -> dict:
        """What a person who signs in there is sent back with."""
        parts = urlsplit(location)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/authorize"
        query = dict(parse_qsl(parts.query))
        code = f"code-{len(self.trips)}"
        self.trips[code] = {**query, "sub": subject}
        return {"code": code, "state": query["state"]}

    def calls_to(self, path: str) -> int:
        return sum(call.request.url == f"{ISSUER}{path}" for call in self.wire.calls)

    def _token(self, request):
        sent = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        self.asked.append({**sent, "authorization": request.headers.get("Authorization", "")})
        if self.token_status != 200:
            return self.token_status, {}, json.dumps(self.token_answer)
        trip = self.trips.pop(sent["code"], None)
        if trip is None or self._challenge(sent["code_verifier"]) != trip["code_challenge"] or sent["redirect_uri"] != trip["redirect_uri"]:
            return 400, {}, json.dumps({"error": "invalid_grant"})
        answer = {"access_token": "access-1", "token_type": "Bearer", "id_token": self.id_token or self.sign(trip)}
        return 200, {}, json.dumps(answer | self.token_answer)

    def sign(self, trip: dict) -> str:
        now = int(time.time())
        claims = {
            "iss": ISSUER, "sub": trip["sub"], "aud": CLIENT_ID, "exp": now + 300, "iat": now, "nonce": trip["nonce"],
            "name": "Ana Secretname", "email": "ana.secretname@district.example",
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not OFF}
        header = {name: value for name, value in {"alg": self.alg, "kid": self.kid, **self.header}.items() if value is not OFF}
        key = OctKey.import_key(CLIENT_SECRET) if self.alg.startswith("HS") else self.key
        return jwt.encode(header, claims, key, registry=jws.JWSRegistry(algorithms=[self.alg], strict_check_header=False))

    @staticmethod
    def _challenge(verifier: str) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def go_there(client, **data) -> str:
    """Presses the button; the address one is sent to."""
    answer = client.post("/admin/sign-in/single-sign-on/", data)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def come_back(client, sent: dict):
    return client.get("/admin/sign-in/single-sign-on/back/", sent)


def ended(answer) -> str:
    """The code on the page that says that nobody is signed in."""
    assert answer.status_code in {400, 403, 429, 503}
    assert answer.context["code"] in answer.content.decode()
    assert not SignIn.objects.exists()
    return answer.context["code"]
