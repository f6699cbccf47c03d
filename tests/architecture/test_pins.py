"""What README promises about Python holds for every package that is pinned."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

# Other packages are installed where the next releases are tried.
pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
OLDEST = "3.11.0"
"""The Makefile and the README say 3.11 or newer; a Debian that is still looked after has 3.11.2."""
PINNED = sorted(
    set(
        re.findall(
            r"^([\w.-]+)(?:\[[\w,-]+\])?==", "".join((ROOT / f"requirements{part}.txt").read_text() for part in ("", "-dev")), re.MULTILINE
        )
    )
)


def refuses(requires_python: str | None) -> bool:
    return OLDEST not in SpecifierSet(requires_python or "")


def test_the_pins_were_found():
    assert {"Django", "wagtail", "pytest"} <= set(PINNED)


@pytest.mark.parametrize("name", PINNED)
def test_it_runs_on_the_oldest_python(name):
    assert not refuses(distribution(name).metadata["Requires-Python"])


def test_one_that_does_not_would_be_noticed():
    assert refuses(">=3.11.5")
    assert not refuses(None)
