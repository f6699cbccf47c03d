"""Starts the practice LMS once for its own tests, on a free port."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from .client import Client, PretendedTool


@pytest.fixture(scope="session")
def lms():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tool = PretendedTool()
    script = Path(__file__).with_name("serve.py")
    command = [sys.executable, str(script), "--port", str(port), "--tool", tool.url]
    server = subprocess.Popen(command)
    client = Client(f"http://localhost:{port}", tool)
    try:
        wait_for(client, server)
        yield client
    finally:
        server.terminate()
        server.wait(timeout=10)
        tool.server.shutdown()
        tool.server.server_close()


def wait_for(client: Client, server: subprocess.Popen) -> None:
    for _ in range(150):
        assert server.poll() is None, "the practice LMS stopped"
        try:
            client.control("reset")
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the practice LMS did not start")


@pytest.fixture(autouse=True)
def _start_afresh(lms):
    lms.control("reset")
