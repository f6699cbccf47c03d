"""Waymark under gunicorn and the practice LMS beside it, as a district would see them: two processes, a real database.

Waymark answers on 127.0.0.1 and the platform on localhost, which browsers treat as two different sites.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Pair:
    """The two addresses, and where the tool's log is."""

    tool: str
    platform: str
    log: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Runs one of the product's commands and returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr or done.stdout
        return done.stdout


@contextmanager
def running_pair(folder: Path):
    """Starts both on free ports with the starter content loaded; stops both afterwards."""
    tool_port, platform_port = free_port(), free_port()
    tool, platform = f"http://127.0.0.1:{tool_port}", f"http://localhost:{platform_port}"
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "DJANGO_SETTINGS_MODULE"}},
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DATABASE_URL": f"sqlite:///{folder}/browser.sqlite3",
        "CACHE_URL": "locmem://",
        "PUBLIC_URL": tool,
        "MEDIA_ROOT": f"{folder}/media",
    }
    pair = Pair(tool, platform, folder / "tool.log", environment)
    pair.manage("migrate", "--verbosity", "0")
    pair.manage("load_starter_content")
    pair.manage(
        *("register_platform", "--name", "Practice LMS", "--issuer", platform, "--client-id", "practice-client"),
        *("--deployment-id", "dep-1", "--auth-login-url", f"{platform}/auth", "--auth-token-url", f"{platform}/token"),
        *("--jwks-url", f"{platform}/jwks"),
    )
    gunicorn = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{tool_port}", "--workers", "2", "--threads", "4"]
    gunicorn += ["--logger-class", "cms.gunicorn.Logger", "--access-logfile", "-", "--worker-tmp-dir", str(folder), "--no-control-socket"]
    lms = [sys.executable, "tests/practice_lms/serve.py", "--port", str(platform_port), "--tool", tool]
    with pair.log.open("w") as log, (folder / "lms.log").open("w") as lms_log:
        processes = [
            subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True),
            subprocess.Popen(
                lms,
                cwd=ROOT,
                env={name: value for name, value in environment.items() if name != "DJANGO_SETTINGS_MODULE"},
                stdout=lms_log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ),
        ]
        try:
            wait_for(f"{tool}/healthz", processes[0], pair.log)
            wait_for(f"{platform}/", processes[1], folder / "lms.log")
            yield pair
        finally:
            for process in processes:
                os.killpg(process.pid, signal.SIGTERM)
            for process in processes:
                process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen, log: Path, seconds: int = 60) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            opener.open(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{url} did not answer in {seconds} s:\n{log.read_text()}")
