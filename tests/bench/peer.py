"""The peer to compare with, measured in the same run: PyLTI1p3 by itself, as its manual shows it, recording nothing, showing no page.

Twice: as shipped, where it fetches the platform's keys at every launch, and with the keys handed to it, which is the floor.
"""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from pylti1p3.contrib.django import DjangoMessageLaunch, DjangoOIDCLogin
from pylti1p3.tool_config import ToolConfDict

from tests.fake_platform import FORM, FakePlatform

TARGET = "https://testserver/launch"
current: dict = {}


def login(request):
    return DjangoOIDCLogin(request, current["conf"]).redirect(TARGET)


def launch(request):
    return HttpResponse(DjangoMessageLaunch(request, current["conf"]).get_launch_data()["sub"])


launch.csrf_exempt = login.csrf_exempt = True
urlpatterns = [path("login", login), path("launch", launch)]


def cpu_ms(rounds: int, *, fetches_keys: bool) -> list[float]:
    """CPU of this thread for a login and a launch through Django with sessions and nothing else."""
    platform = FakePlatform()
    with serving(platform.jwks()) as keys_url:
        keys = {"key_set": None, "key_set_url": keys_url} if fetches_keys else {"key_set": {"keys": platform.jwks()}, "key_set_url": None}
        endpoints = {"auth_login_url": platform.auth_login_url, "auth_token_url": platform.auth_token_url}
        current["conf"] = ToolConfDict(
            {platform.issuer: {"client_id": platform.client_id, "deployment_ids": [platform.deployment_id], **endpoints, **keys}}
        )
        with override_settings(
            ROOT_URLCONF="tests.bench.peer",
            MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
            SESSION_ENGINE="django.contrib.sessions.backends.cache",
        ):
            client = Client()
            return [one(client, platform) for _ in range(rounds)]


def one(client: Client, platform: FakePlatform) -> float:
    client.cookies.clear()
    began = time.thread_time()
    response = client.get("/login", platform.login_fields(target_link_uri=TARGET), secure=True)
    spent = time.thread_time() - began
    query = parse_qs(urlsplit(response["Location"]).query)
    token = platform.sign(platform.good_claims(nonce=query["nonce"][0], target_link_uri=TARGET))
    body = urlencode({"state": query["state"][0], "id_token": token})
    began = time.thread_time()
    answer = client.post("/launch", body, content_type=FORM, secure=True)
    assert answer.status_code == 200
    return 1_000 * (spent + time.thread_time() - began)


@contextmanager
def serving(keys: list[dict]):
    """The platform's key set, on loopback, in another thread, whose CPU is not counted."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"keys": keys}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
