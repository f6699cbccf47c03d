"""T8, in parallel: twenty posts of one good launch against real workers on a real database. One may win.

Runs on SQLite, and on PostgreSQL too where DATABASE_URL names one. The product is started as an operator starts it; the launch has no
launch key and so leads to the course, which needs no content.
"""

import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import requests
from psycopg import sql

from tests.fake_platform import LAUNCH_PATH, LOGIN_PATH, FakePlatform

ROOT = Path(__file__).parents[3]
POSTS, ROUNDS = 20, 3
CONFIGURED = os.environ.get("DATABASE_URL", "")
ENGINES = ["postgresql"] if CONFIGURED.startswith(("postgres:", "postgresql:")) else ["sqlite"]


# ---- the surroundings ----------------------------------------------------------------------------------------------


@contextmanager
def _postgresql_database():
    """A database of its own on the configured server, gone afterwards."""
    name = sql.Identifier(f"waymark_race_{os.getpid()}")
    with psycopg.connect(CONFIGURED, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield urlsplit(CONFIGURED)._replace(path=f"/waymark_race_{os.getpid()}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def _key_server(platform: FakePlatform):
    """Serves the platform's keys on loopback and tells the platform its address."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = dumps({"keys": platform.jwks()}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        platform.scheme, platform.host = "http", f"127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def _gunicorn(listening: socket.socket, environment: dict[str, str], log: Path):
    """The product on a socket that listens already: requests wait in its queue until the workers are up."""
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "gunicorn", "cms.wsgi", "--workers", "3", "--threads", "4"]
            + ["--bind", f"fd://{listening.fileno()}", "--timeout", "60"],
            cwd=ROOT, env=environment, pass_fds=[listening.fileno()], stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield
    finally:
        server.terminate()
        server.wait(30)


def _manage(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@dataclass
class Site:
    url: str
    platform: FakePlatform
    log: Path


@pytest.fixture(params=ENGINES)
def site(request, tmp_path):
    """Waymark under gunicorn, with one platform registered by the management command."""
    if request.param == "sqlite":
        with _site(f"sqlite:///{tmp_path / 'race.sqlite3'}", tmp_path / "server.log") as site:
            yield site
    else:
        with _postgresql_database() as database, _site(database, tmp_path / "server.log") as site:
            yield site


@contextmanager
def _site(database: str, log: Path):
    platform = FakePlatform()
    with _key_server(platform), socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "DATABASE_URL": database,
            "CACHE_URL": "locmem://",
            "LTI_ALLOW_LOOPBACK_HTTP": "1",
            "PUBLIC_URL": url,
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        _manage(environment, "migrate", "--verbosity", "0")
        _manage(
            environment, "register_platform", "--name", "Race", "--issuer", platform.issuer,
            "--client-id", platform.client_id, "--deployment-id", platform.deployment_id,
            "--auth-login-url", platform.auth_login_url, "--auth-token-url", platform.auth_token_url,
            "--jwks-url", platform.jwks_url,
        )  # fmt: skip
        with _gunicorn(listening, environment, log):
            yield Site(url, platform, log)


# ---- the race ------------------------------------------------------------------------------------------------------


def _signed_launch(site: Site) -> tuple[dict[str, str], dict[str, str]]:
    """One login by hand: the form of its launch, and the cookie header. (A cookie jar keeps Secure from http.)"""
    target = site.url + LAUNCH_PATH
    fields = site.platform.login_fields(target_link_uri=target)
    answer = requests.post(site.url + LOGIN_PATH, fields, allow_redirects=False, timeout=60)
    assert answer.status_code == 302, site.log.read_text()[-2000:]
    query = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    cookies = [line.partition(";")[0] for line in answer.raw.headers.getlist("Set-Cookie")]
    token = site.platform.sign(site.platform.good_claims(nonce=query["nonce"], target_link_uri=target, custom={}))
    return {"state": query["state"], "id_token": token}, {"Cookie": "; ".join(cookies)}


def _race(site: Site) -> list[int]:
    """The statuses of twenty posts of one launch, sorted."""
    form, headers = _signed_launch(site)
    together = threading.Barrier(POSTS)

    def post(_number: int) -> int:
        together.wait(30)
        answer = requests.post(site.url + LAUNCH_PATH, form, headers=headers, allow_redirects=False, timeout=60)
        return answer.status_code

    with ThreadPoolExecutor(POSTS) as pool:
        return sorted(pool.map(post, range(POSTS)))


def test_T8_twenty_posts_of_one_launch_open_it_once(site):
    rounds = [_race(site) for _ in range(ROUNDS)]
    assert rounds == [[303] + [400] * (POSTS - 1)] * ROUNDS, site.log.read_text()[-2000:]
