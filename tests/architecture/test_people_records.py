"""Whoever shows something of a person asks the one table of who may see what (`pd_tracks.sharing`); no page reads past it."""

import ast
from pathlib import Path

import pytest

from pd_tracks.sharing import RULES

PD_TRACKS = Path(__file__).resolve().parents[2] / "pd_tracks"
OF_PEOPLE = {model.__name__ for _kind, model in RULES}
SHOWING = ("own", "views", "participation", "api", "certificates", "notices", "templatetags", "coach_lists.py", "calendar.py")
ALLOWED = {
    "views/certificates.py": ({"Credential"}, "its address, which nobody can guess, is what shows that somebody was given it"),
    "notices/due.py": (
        {"Conversation", "Enrolment", "NoticeChoice", "SentNotice", "Share"},
        "finds whom to write to, and tells nothing of anybody",
    ),
}


def files() -> list[str]:
    found = (path for name in SHOWING for path in [PD_TRACKS / name, *(PD_TRACKS / name).rglob("*.py")] if path.suffix == ".py")
    return sorted(path.relative_to(PD_TRACKS).as_posix() for path in found)


def read_past_the_table(source: str) -> set[str]:
    """Models of people whose manager this code uses itself: all rows of everybody."""
    managers = (
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    )
    return {node.value.id for node in managers if isinstance(node.value, ast.Name)} & OF_PEOPLE


@pytest.mark.parametrize("name", files())
def test_what_shows_people_asks_the_table(name):
    allowed, _reason = ALLOWED.get(name, (set(), ""))
    assert read_past_the_table((PD_TRACKS / name).read_text()) == allowed


def test_reading_past_it_would_be_noticed():
    assert read_past_the_table("rows = Reflection.objects.filter(enrolment__user=person)") == {"Reflection"}
    assert read_past_the_table("rows = own(person, Reflection); pages = ModulePage.objects.all()") == set()
