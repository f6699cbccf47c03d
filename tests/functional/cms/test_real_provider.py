"""The way there and back with a real OpenID Connect provider, on this computer. What a bad one might say is in `test_single_sign_on`."""

import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

from django.test import Client

import pytest
import requests

from cms.models import SingleSignOnIdentity
from tests.fake_provider import come_back, configured, go_there


@pytest.fixture(scope="module")
def server():
    """A process of its own, as in life."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port), "--require-nonce"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str) -> None:
    for _try in range(200):
        try:
            requests.get(address, timeout=1)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the provider did not start")


@pytest.fixture
def provider(server, db, settings):
    settings.OIDC = configured(issuer=server)
    return server


def sign_in_there(location: str, *, subject: str = "ana", action: str = "authorize") -> str:
    """Types the name on the provider's page; what it sends the browser back with."""
    assert requests.get(location, timeout=10).status_code == 200
    answer = requests.post(location, data={"sub": subject, "action": action}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert back.path == "/admin/sign-in/single-sign-on/back/"
    return back.query


def come_home(client, location: str, **what):
    return client.get(f"/admin/sign-in/single-sign-on/back/?{sign_in_there(location, **what)}")


def one(query: str, name: str) -> str:
    return parse_qs(query)[name][0]


def test_there_and_back(client, provider):
    assert come_home(client, go_there(client, next="/learning/"))["Location"] == "/learning/"
    identity = SingleSignOnIdentity.objects.get()
    assert (identity.issuer, identity.subject, identity.user.email) == (provider, "ana", "")
    assert client.get("/admin/sign-in/single-sign-on/own/").status_code == 200


def test_the_same_person_again(client, provider):
    for browser in (client, Client()):
        come_home(browser, go_there(browser))
    assert SingleSignOnIdentity.objects.count() == 1


def test_somebody_who_chose_not_to(client, provider):
    location = go_there(client)
    answer = come_home(client, location, action="deny")
    # This provider says no without our state, so whose no it is cannot be known; one that sends it: `test_single_sign_on`.
    assert answer.context["code"] == "state_unknown"
    assert not SingleSignOnIdentity.objects.exists()


def test_a_code_that_was_used(client, provider):
    location = go_there(client)
    query = sign_in_there(location)
    client.get(f"/admin/sign-in/single-sign-on/back/?{query}")
    other = Client()
    mixed = {"code": one(query, "code"), "state": one(urlsplit(go_there(other)).query, "state")}
    assert come_back(other, mixed).context["code"] == "code_refused"


def test_a_code_of_somebody_elses_trip(client, provider):
    """Injected into another browser: the provider takes it, our nonce does not."""
    code = one(sign_in_there(go_there(Client())), "code")
    assert come_back(client, {"code": code, "state": one(urlsplit(go_there(client)).query, "state")}).context["code"] == "claim_nonce"
