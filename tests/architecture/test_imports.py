"""Who may import whom: the contracts in pyproject.toml, run as a test, and shown to notice what they forbid."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import APPS, ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess:
    command = [str(LINT), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_contracts_hold():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def skeleton(tmp_path):
    """The same packages, empty. Returns a function that writes one module."""

    def write(path: str, text: str = "") -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return tmp_path

    for app in (*APPS, "tests"):
        write(f"{app}/__init__.py")
    write("cms/sanitize.py", "import bleach\n")
    for layer in ("views", "services", "models", "protocol"):
        write(f"lti/{layer}/__init__.py")
    return write


def test_skeleton_is_clean(skeleton):
    done = lint(skeleton("lti/apps.py"))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cms/planted.py", "import curriculum"),
        ("cms/planted.py", "import lti"),
        ("curriculum/planted.py", "import pd_tracks"),
        ("curriculum/planted.py", "import lti"),
        ("lti/planted.py", "import curriculum"),
        ("lti/planted.py", "import pd_tracks"),
        ("pd_tracks/planted.py", "import lti"),
        ("lti/protocol/planted.py", "import lti.models"),
        ("lti/models/planted.py", "import lti.services"),
        ("lti/services/planted.py", "import lti.views"),
        ("lti/views/planted.py", "import pylti1p3"),
        ("curriculum/planted.py", "import bleach"),
        ("cms/planted.py", "import tests"),
        ("lti/planted.py", "import lti_consumer"),
    ],
)
def test_wrong_import_is_noticed(skeleton, path, text):
    done = lint(skeleton(path, text + "\n"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout
