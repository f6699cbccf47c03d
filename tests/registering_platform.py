"""A platform that registers tools by itself, as a real server on loopback that answers as a Moodle 4.5 did."""

import json
import time
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.fake_platform import rsa_jwk, rsa_key

MOODLE = json.loads((Path(__file__).parent / "fixtures" / "moodle" / "registration" / "moodle-4.5.json").read_text())
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"


class Moodle(ThreadingHTTPServer):
    """Publishes its configuration, registers tools, gives tokens. `spoil` changes what it says by path."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[tuple[str, dict, bytes]] = []
        self.spoil: dict = {}
        self.client_id = "client-of-moodle"
        self.seconds_off = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def configuration(self) -> dict:
        text = json.dumps(MOODLE["openid_configuration"]).replace("http://localhost:8081", self.url)
        return json.loads(text)


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def date_time_string(self, timestamp=None):
        return formatdate(time.time() + self.server.seconds_off, usegmt=True)

    def do_GET(self):
        self._answer()

    def do_POST(self):
        self._answer()

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path.rsplit("/", 1)[-1]
        self.server.requests.append((path, dict(self.headers), body))
        status, document = self.server.spoil.get(path) or self._usual(path, body)
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if status == 302:
                self.send_header("Location", self.server.url + "/elsewhere")
            self.end_headers()
            self.wfile.write(document if isinstance(document, bytes) else json.dumps(document).encode())

    def _usual(self, path: str, body: bytes):
        if path == "openid-configuration.php":
            return 200, self.server.configuration()
        if path == "openid-registration.php":
            asked = json.loads(body)
            return MOODLE["status"], MOODLE["response"] | {"client_id": self.server.client_id, TOOL: asked[TOOL] | {"deployment_id": "7"}}
        if path == "certs.php":
            return 200, {"keys": [rsa_jwk(rsa_key("moodle"), "kid-1")]}
        if path == "token.php":
            scope = parse_qs(body.decode())["scope"][0]
            return 200, {"access_token": "t", "expires_in": 3600, "scope": scope}
        return 400, b"Invalid request"
