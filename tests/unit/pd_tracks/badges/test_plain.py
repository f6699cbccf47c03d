"""The library stays plain: whoever uses it brings keys, times and answers; it asks nobody."""

import ast
import sys
from pathlib import Path

import pytest

import pd_tracks.badges

MODULES = sorted(Path(pd_tracks.badges.__file__).parent.glob("*.py"))
ALLOWED = {"pd_tracks.badges", "cryptography", "jwt", "defusedxml", "PIL"}
# What the standard library has for the network, for other programs and for XML without a guard.
REFUSED = {"socket", "http", "urllib.request", "subprocess", "xml.etree", "xml.dom", "xml.sax.expatreader"}


def imported(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def begins_with(name: str, those: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in those)


def outside(source: str) -> set[str]:
    """What a module imports and should not."""
    standard = {name for name in imported(source) if name.partition(".")[0] in sys.stdlib_module_names and not begins_with(name, REFUSED)}
    return {name for name in imported(source) - standard if not begins_with(name, ALLOWED)}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_no_models_no_settings_no_network(module):
    assert outside(module.read_text(encoding="utf-8")) == set()


def test_a_planted_import_is_noticed():
    assert outside("from django.conf import settings\nimport pd_tracks.models\nimport requests") == {
        "django.conf.settings",
        "pd_tracks.models",
        "requests",
    }
    assert outside("import urllib.request\nfrom urllib.parse import urlsplit\nfrom xml.etree import ElementTree") == {
        "urllib.request",
        "xml.etree.ElementTree",
    }
