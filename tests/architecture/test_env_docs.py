"""Every environment variable that the settings read is listed in docs/env.md and in .env.example."""

import ast
import re

import pytest

from tests.architecture.source import ROOT

REFUSED = {"DEBUG", "LTI_ALLOW_LOOPBACK_HTTP"}  # read in production only to refuse them


def variables_read() -> set[str]:
    found = set()
    for path in (ROOT / "cms" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_reader = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env_")
            if is_reader and node.args and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_readers_are_found():
    assert {"SECRET_KEY", "DATABASE_URL", "HSTS_SECONDS"} <= variables_read()


def test_documentation_lists_exactly_what_is_read():
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "env.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) == variables_read() | {"DJANGO_SETTINGS_MODULE"}
    assert len(rows) == len(set(rows))


def test_example_names_what_can_be_set():
    names = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert names == (variables_read() | {"DJANGO_SETTINGS_MODULE"}) - REFUSED


@pytest.mark.parametrize("path", [ROOT / "cms", ROOT / "curriculum", ROOT / "pd_tracks", ROOT / "lti"])
def test_environment_is_read_in_one_place(path):
    """Anywhere else a variable would have no type, no error and no line in the documentation."""
    allowed = {ROOT / "cms" / "settings" / "env.py", ROOT / "cms" / "wsgi.py"}
    readers = [
        str(file)
        for file in path.rglob("*.py")
        if file not in allowed and re.search(r"os\.(environ|getenv)", file.read_text(encoding="utf-8"))
    ]
    assert readers == []
