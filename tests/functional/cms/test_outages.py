"""Reading needs no cache, and a page without its database says so: real processes, with addresses where nothing listens."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASK = """
import os, sys
from django.test import Client
import django
django.setup()
client = Client(raise_request_exception=False, HTTP_HOST="testserver")
for path in sys.argv[1:]:
    answer = client.get(path, secure=True)
    print(answer.status_code, answer.headers.get("Retry-After", "-"), "few minutes" in answer.content.decode())
"""


def ask(*paths: str, **environment: str) -> list[str]:
    """What a fresh process answers: one line a path."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "LOG_LEVEL": "ERROR", **environment}
    done = subprocess.run([sys.executable, "-c", ASK, *paths], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[: len(paths)]


@pytest.fixture
def nothing() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_without_a_database_pages_say_so(nothing):
    answers = ask("/", f"/s/{'A' * 43}/x/", "/nothing-here/", "/lti/login/?iss=a&login_hint=b&target_link_uri=https://testserver/lti/launch/",
                  DATABASE_URL=f"postgres://nobody@127.0.0.1:{nothing}/x")  # fmt: skip
    assert answers == ["503 30 True"] * 4


def test_without_a_database_probes_tell_apart(nothing):
    answers = ask("/healthz", "/readyz", DATABASE_URL=f"postgres://nobody@127.0.0.1:{nothing}/x")
    assert [answer[:3] for answer in answers] == ["200", "503"]


@pytest.mark.once
def test_without_a_cache_everything_still_answers(nothing, tmp_path):
    database = f"sqlite:///{tmp_path}/x.sqlite3"
    where = {"DATABASE_URL": database, "CACHE_URL": f"redis://127.0.0.1:{nothing}/0"}
    for command in (["migrate", "--verbosity", "0"], ["load_starter_content", "--verbosity", "0"]):
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", **where}
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    lesson = "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/"
    paths = ["/", "/curriculum/", lesson, "/lti/login/", f"/s/{'A' * 43}/x/", "/readyz"]
    assert [answer[:3] for answer in ask(*paths, **where)] == ["200", "200", "200", "400", "403", "503"]
