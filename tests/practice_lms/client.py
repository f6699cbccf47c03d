"""What the self-check uses: a client that behaves like a browser, and a tool that has keys and nothing else.

Imports nothing of the practice LMS, which runs in a process of its own, and nothing of the product.
"""

import html
import json
import re
import secrets
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
STARTER_NAMESPACE = uuid.UUID("6f1d3a52-2c0e-5b57-9d7a-6d6c1f0e7a11")


def launch_key(kind: str, slug: str) -> str:
    return str(uuid.uuid5(STARTER_NAMESPACE, f"{kind}:{slug}"))


class PretendedTool:
    """Serves a key set and signs with the key; `url` is its address."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        body = json.dumps({"keys": [{**public, "kid": "tool-1", "alg": "RS256", "use": "sig"}]}).encode()

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def sign(self, **claims) -> str:
        now = int(time.time())
        defaults = {"iss": "practice-client", "iat": now, "exp": now + 60}
        return jwt.encode({**defaults, **claims}, self.key, algorithm="RS256", headers={"kid": "tool-1"})


class Client:
    def __init__(self, base: str, tool: PretendedTool):
        self.base, self.tool = base, tool
        self.launch_url = f"{tool.url}/lti/launch/"

    def get(self, path: str, browser=requests, **query) -> requests.Response:
        return browser.get(self.base + path, params=query, allow_redirects=False, timeout=10)

    def control(self, name: str, **query) -> dict:
        return self.get(f"/control/{name}", **query).json()

    def sign_in(self, person_id: str) -> requests.Session:
        browser = requests.Session()
        answer = browser.post(f"{self.base}/sign-in/", data={"person": person_id}, timeout=10)
        assert "My courses" in answer.text
        return browser

    def login(self, **query) -> dict[str, str]:
        return self.control("launch", **query)["parameters"]

    def ask(self, login: dict[str, str], browser=requests, **changes: str) -> requests.Response:
        """The authentication request that a tool makes after the login initiation."""
        question = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": login["client_id"],
            "redirect_uri": self.launch_url,
            "login_hint": login["login_hint"],
            "lti_message_hint": login["lti_message_hint"],
            "state": "state-1",
            "nonce": "nonce-1",
        }
        return self.get("/auth", browser, **{**question, **changes})

    def verify(self, token: str) -> dict:
        keys = self.get("/jwks").json()["keys"]
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(key for key in keys if key["kid"] == kid)
        return jwt.decode(token, jwt.PyJWK(key).key, algorithms=["RS256"], audience="practice-client", issuer=self.base)

    def launch(self, **query) -> dict:
        """The verified claims of one launch from start to end."""
        return self.verify(posted(self.ask(self.login(**query)))["id_token"])

    def access_token(self, scope: str, **changes) -> requests.Response:
        claims = {"sub": "practice-client", "aud": f"{self.base}/token", "jti": secrets.token_hex(8), **changes}
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self.tool.sign(**claims),
            "scope": scope,
        }
        return requests.post(f"{self.base}/token", form, timeout=10)


def form_of(page: str) -> tuple[str, list[tuple[str, str]]]:
    action = re.search(r'<form id="onward" action="([^"]*)"', page)[1]
    inputs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return html.unescape(action), [(name, html.unescape(value)) for name, value in inputs]


def posted(answer: requests.Response) -> dict[str, str]:
    return dict(form_of(answer.text)[1])
