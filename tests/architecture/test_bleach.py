"""One file knows the HTML cleaner, so that it can be exchanged."""

import ast

import pytest

from tests.architecture.source import ROOT, python_files

SANITIZER = "cms/sanitize.py"


def modules_used(source: str) -> set[str]:
    """Top-level modules imported, dynamic imports included."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call):
            found |= {argument.value.split(".")[0] for argument in node.args if is_text(argument)}
    return found


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_only_the_sanitizer_imports_it():
    users = [str(path.relative_to(ROOT)) for path in python_files() if "bleach" in modules_used(path.read_text(encoding="utf-8"))]
    assert users == [SANITIZER]


@pytest.mark.parametrize(
    "source", ["import bleach", "from bleach.sanitizer import Cleaner", "def f():\n    import bleach", "import_module('bleach')"]
)
def test_planted_import_is_noticed(source):
    assert "bleach" in modules_used(source)
