"""The tables of this package cover the list of cases, and say which they leave out and why."""

import importlib
import pkgutil
import re

from tests.functional import lti_conformance

HIGHEST = {"C": 12, "V": 25, "L": 11, "T": 15, "K": 19, "J": 28}
"""The cases of sections 2 to 7: C1 … C12, and so on."""

LEFT_OUT: dict[str, str] = {}
CASE = re.compile(r"^(?:test_)?([CVLTKJ]\d+)(?=[-_])")


def _covered() -> set[str]:
    """The ids at the beginning of test names and of parameter ids."""
    found = set()
    for module in pkgutil.iter_modules(lti_conformance.__path__):
        if not module.name.startswith("test_"):
            continue
        for name, test in vars(importlib.import_module(f"{lti_conformance.__name__}.{module.name}")).items():
            if not name.startswith("test_"):
                continue
            marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
            ids = [value.id for mark in marks for value in mark.args[1] if hasattr(value, "id")]
            found |= {match[1] for text in (name, *map(str, ids)) if (match := CASE.match(text))}
    return found


def test_every_case_is_covered_or_left_out_with_a_reason():
    wanted = {f"{letter}{number}" for letter, last in HIGHEST.items() for number in range(1, last + 1)}
    assert _covered() == wanted - LEFT_OUT.keys()
