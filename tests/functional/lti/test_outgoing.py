"""Requests to a platform, against real servers on loopback: what is refused, and that a host is looked up once."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cms import outgoing
from cms.outgoing import FetchError, fetch_json


class Answers(BaseHTTPRequestHandler):
    """One path, one way to answer."""

    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        getattr(self, "answer_" + self.path.strip("/"))()

    def answer_good(self):
        self._send(b'{"keys": [1]}')

    def answer_html(self):
        self._send(b"<html>not here</html>")

    def answer_redirect(self):
        self.send_response(302)
        self.send_header("Location", "/good")
        self.end_headers()

    def answer_huge(self):
        self._send(b'{"keys": "' + b"x" * 5_000_000 + b'"}')

    def answer_deep(self):
        self._send(b"[" * 100_000)

    def answer_drip(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)

    def answer_slowheaders(self):
        self.send_response(200)
        self.flush_headers()
        for number in range(40):
            self.wfile.write(f"X-{number}: y\r\n".encode())
            self.wfile.flush()
            time.sleep(0.1)
        self.end_headers()

    def _send(self, body: bytes):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self):
        with suppress(BrokenPipeError, ConnectionResetError):
            super().handle()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@contextmanager
def unasked():
    before = len(Answers.asked)
    yield
    assert len(Answers.asked) == before


def test_a_good_answer(server):
    assert fetch_json(f"{server}/good", allow_loopback=True)[0] == {"keys": [1]}


@pytest.mark.parametrize("path", ["html", "redirect", "huge", "deep"])
def test_an_answer_that_is_no_small_json_document(server, path):
    with pytest.raises(FetchError):
        fetch_json(f"{server}/{path}", allow_loopback=True)


def test_a_redirect_is_not_followed(server):
    before = Answers.asked.count("/good")
    with pytest.raises(FetchError, match="status 302"):
        fetch_json(f"{server}/redirect", allow_loopback=True)
    assert Answers.asked.count("/good") == before


@pytest.mark.parametrize("path", ["drip", "slowheaders"])
def test_a_server_that_drips_meets_the_deadline(server, monkeypatch, path):
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(FetchError, match="too slow"):
        fetch_json(f"{server}/{path}", allow_loopback=True)
    assert time.monotonic() - began < 3


def test_http_and_loopback_are_refused_outside_development(server):
    with unasked():
        for url in (f"{server}/good", server.replace("http:", "https:") + "/good", "file:///etc/passwd", "gopher://x/", "//x/"):
            with pytest.raises(FetchError):
                fetch_json(url)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "127.0.0.1",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
    ],
)
def test_a_name_that_means_a_private_address_is_refused_without_connecting(monkeypatch, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [(family, socket.SOCK_STREAM, 6, "", (address, 443))])
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("connected"))
    with pytest.raises(FetchError, match="InvalidIPAddress"):
        fetch_json("https://lms.example/jwks")


def test_the_address_that_was_checked_is_the_one_that_is_used(monkeypatch):
    """DNS rebinding: the name means a public address when asked first and a private one when asked again."""
    answers = iter(["93.184.215.14", "127.0.0.1"])
    lookups, connected = [], []

    def resolve(host, port, *args, **kwargs):
        if host.replace(".", "").isdigit():
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        lookups.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(self, address):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(FetchError):
        fetch_json("https://lms.example/jwks")
    assert lookups == ["lms.example"]
    assert connected == ["93.184.215.14"]
