"""The examples of docs/api.md do what the page says: run as they stand there, by real programs, against a server.

The server answers in this thread while the program runs, so that it sees the rows of the test.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.handlers.wsgi import WSGIHandler

import pytest

from cms.groups import COACHES
from tests.architecture.source import ROOT
from tests.factories.people import make_person
from tests.functional.api.conftest import token_for
from tests.functional.curriculum.withheld import LESSONS

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
CURL = re.findall(r"```curl\n(.*?)```", PAGE, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SAID = {
    "page_size=5": ['"resources"', '"band":"6-8"', '"is_approved_today"'],
    "es-MX": ['"language":"es"'],
    "If-None-Match": ["304"],
    "me/export/": ['"account":"lead"', '"format":"waymark-own-learning/2"'],
    "participation/?page_size": ['"results":[]'],
    "what=asked": ['"results":[]'],
    "grade=7": ['"parameter":"grade"', '"status":400'],
}
"""For each example, by some words of it, what its answer holds."""
PROXIES = ("http_proxy", "https_proxy", "all_proxy")


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def ran(settings):
    """Runs a program while a server answers it; returns what it printed."""
    environment = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}
    with make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet) as server:
        server.timeout = 0.05
        settings.PUBLIC_URL = f"http://127.0.0.1:{server.server_port}"
        environment |= {"WAYMARK": settings.PUBLIC_URL, "TOKEN": token_for(make_person(group=COACHES), "me", "participation", "people")}

        def run(command: list[str]) -> str:
            with tempfile.TemporaryFile("w+") as printed:
                program = subprocess.Popen(command, env=environment, stdout=printed, stderr=subprocess.STDOUT)
                while program.poll() is None:
                    server.handle_request()
                printed.seek(0)
                text = printed.read()
            assert program.returncode == 0, text
            return text

        yield run


def test_the_page_has_them():
    assert len(CURL) == len(SAID)
    assert len(PYTHON) == 1


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
@pytest.mark.parametrize("example", CURL, ids=range(len(CURL)))
def test_curl(ran, example):
    printed = ran([shutil.which("bash") or "sh", "-ec", example])
    expected = next(said for words, said in SAID.items() if words in example)
    assert [each for each in expected if each not in printed] == [], printed


@pytest.mark.parametrize("example", PYTHON, ids=range(len(PYTHON)))
def test_python(ran, example):
    assert ran([sys.executable, "-c", example]).startswith(f"{len(LESSONS)} lessons; ")
