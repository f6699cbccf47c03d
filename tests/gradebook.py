"""A platform's token endpoint and gradebook as a real server on loopback, with everything that can go wrong on the way.

It behaves as Moodle does where that is stricter: one media type in Accept, whole seconds compared, `type_id` in the query.
"""

import json
import os
import re
import signal
import threading
import time
from contextlib import contextmanager, suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

MEDIA = "application/vnd.ims.lis."
LINE_ITEM, LINE_ITEMS = MEDIA + "v2.lineitem+json", MEDIA + "v2.lineitemcontainer+json"
RESULTS, SCORE = MEDIA + "v2.resultcontainer+json", MEDIA + "v1.score+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"


class Gradebook(ThreadingHTTPServer):
    """`faults[endpoint]` is taken from the front, one a request: a status, "hang", "close" (before anything is done),
    "accept-close" (done, but nobody hears of it), "kill" and "accept-kill" (the same, and the worker dies), "cut" (done, after
    `on_cut` was called)."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faults: dict[str, list] = {}
        self.asked: list[tuple[str, str, dict]] = []
        self.items: list[dict] = []
        self.scores: list[dict] = []
        self.results: dict[str, dict] = {}
        self.tokens: set[str] = set()
        self.assertions: list[dict] = []
        self.retry_after = ""
        self.handlers: list[tuple[str, dict]] = []
        self.members: list[dict] = []
        self.knows_rlid = True
        self.worker = 0
        self.on_cut = None
        self.lock = threading.RLock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def item_url(self) -> str:
        return f"{self.url}/items/1?type_id=7"

    def count(self, endpoint: str) -> int:
        return sum(name == endpoint for name, _path, _headers in self.asked)

    def type_over(self, sub: str, **values: object) -> None:
        """A teacher grades by hand."""
        self.results[sub] = values


class _Handler(BaseHTTPRequestHandler):
    server: Gradebook

    def log_message(self, *args):
        pass

    def do_GET(self):
        self._answer()

    def do_PUT(self):
        self._answer()

    def do_POST(self):
        self._answer()

    def _answer(self):
        path = urlsplit(self.path).path
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        endpoint = "token" if path == "/token" else path.rsplit("/", 1)[-1]
        endpoint = {
            "items": "items",
            "scores": "scores",
            "results": "results",
            "token": "token",
            "members": "members",
            "notice-handlers": "handlers",
        }.get(endpoint, "item")
        with self.server.lock:
            self.server.asked.append((endpoint, self.path, dict(self.headers)))
            waiting = self.server.faults.get(endpoint) or []
            fault = waiting.pop(0) if waiting else ""
        if fault in {"kill", "close"}:
            self._die(kill=fault == "kill")
            return
        if fault == "hang":
            time.sleep(12)
        if isinstance(fault, int):
            self._send(fault, b"[]", "application/json", {"Retry-After": self.server.retry_after} if self.server.retry_after else {})
            return
        with self.server.lock:
            status, document, kind, *more = getattr(self, f"_{endpoint}")(body)
        if fault == "cut":
            self.server.on_cut()
        if fault in {"accept-close", "accept-kill"}:
            self._die(kill=fault == "accept-kill")
            return
        self._send(status, json.dumps(document).encode(), kind, more[0] if more else {})

    def _die(self, *, kill: bool):
        if kill:
            os.kill(self.server.worker, signal.SIGKILL)
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)

    def _send(self, status: int, body: bytes, kind: str, headers: dict):
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def _allowed(self) -> bool:
        return self.headers.get("Authorization", "").removeprefix("Bearer ") in self.server.tokens

    def _token(self, body: bytes):
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        claims = jwt.decode(form["client_assertion"], options={"verify_signature": False})
        self.server.assertions.append(claims | {"header": jwt.get_unverified_header(form["client_assertion"]), "scope": form["scope"]})
        token = f"token-{len(self.server.assertions)}"
        self.server.tokens.add(token)
        # Moodle says text/html.
        return 200, {"access_token": token, "token_type": "bearer", "expires_in": 3600, "scope": form["scope"]}, "text/html"

    def _items(self, body: bytes):
        if not self._allowed():
            return 401, [], "application/json"
        if self.command == "POST":
            if self.headers.get("Content-Type", "").split(";")[0] != LINE_ITEM:
                return 400, [], "application/json"
            item = json.loads(body) | {"id": f"{self.server.url}/items/{len(self.server.items) + 1}?type_id=7"}
            self.server.items.append(item)
            return 201, item, LINE_ITEM
        if self.headers.get("Accept") != LINE_ITEMS:
            return 400, [], "application/json"
        return 200, self.server.items, LINE_ITEMS

    def _members(self, body: bytes):
        asked = parse_qs(urlsplit(self.path).query)
        if not self._allowed():
            return 401, {}, "application/json"
        if self.headers.get("Accept") != MEMBERS or ("rlid" in asked and not self.server.knows_rlid):
            return 400, {}, "application/json"
        start, limit = int(asked.get("from", ["0"])[0]), int(asked.get("limit", ["1000000"])[0])
        rows = self.server.members[start : start + limit]
        more = start + limit < len(self.server.members)
        link = f'<{self.server.url}/members?limit={limit}&from={start + limit}>; rel="next"'
        return 200, {"id": self.path, "members": rows}, MEMBERS, {"Link": link} if more else {}

    def _handlers(self, body: bytes):
        if not self._allowed():
            return 401, {}, "application/json"
        self.server.handlers.append((self.path, json.loads(body)))
        return 200, {}, "application/json"

    def _item(self, body: bytes):
        return 404, [], "application/json"

    def _results(self, body: bytes):
        if not self._allowed():
            return 401, [], "application/json"
        if self.headers.get("Accept") != RESULTS:
            return 400, [], "application/json"
        sub = parse_qs(urlsplit(self.path).query).get("user_id", [""])[0]
        # A person without a grade has a row without a score.
        return 200, [{"id": "r", "userId": sub} | self.server.results.get(sub, {})], RESULTS

    def _scores(self, body: bytes):
        if not self._allowed():
            return 401, [], "application/json"
        if not re.search(r"/items/\d+/scores\?type_id=7$", self.path):
            return 404, [], "application/json"
        if self.headers.get("Content-Type", "").split(";")[0] != SCORE:
            return 400, [], "application/json"
        score = json.loads(body)
        when = datetime.fromisoformat(score["timestamp"]).replace(microsecond=0)
        earlier = [old["when"] for old in self.server.scores if old["userId"] == score["userId"]]
        if earlier and when <= max(earlier):
            return 409, [], "application/json"
        self.server.scores.append(score | {"when": when})
        self.server.results[score["userId"]] = {"resultScore": score["scoreGiven"], "resultMaximum": score["scoreMaximum"]}
        return 200, [], SCORE


@contextmanager
def gradebook():
    """A running gradebook."""
    server = Gradebook()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
