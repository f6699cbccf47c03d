"""The page about conformance claims nothing that no test holds."""

import re

from tests.architecture.source import ROOT

PAGE = ROOT / "docs" / "lti-conformance.md"
ROW = re.compile(r"^\| (\d+\.\d+) \| .* \| (done|part|not done)\b", re.MULTILINE)
# The "must" items of the parts that the page has tables for.
MUSTS = {"4.1", "4.2", "4.3", "4.4", "4.6", "5.1", "5.2", "5.3", "5.4", "6.3", "6.4", "6.5", "6.6", "6.7", "6.8", "6.9"}
MUSTS |= {"7.3", "7.4", "8.3", "8.4", "9.1", "9.2", "9.3", "9.5", "9.7", "9.9", "10.3"}


def held() -> set[str]:
    names = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {f"{part}.{number}" for part, number in re.findall(r"def test_(\d+)_(\d+)_", names)} | {
        f"{part}.{number}" for part, number in re.findall(r"_and_(\d+)_(\d+)_", names)
    }


def test_what_is_called_done_has_a_test_of_its_number():
    rows = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert {number for number, state in rows.items() if state != "not done"} - held() == set()


def test_no_must_is_passed_over():
    rows = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert MUSTS - rows.keys() == set()
