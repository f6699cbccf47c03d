"""One source of who sees what: the page, the documentation, and what is there at all."""

import re
from pathlib import Path

from django.conf import settings

import pytest

from pd_tracks.models import Enrolment, Participation
from pd_tracks.who_sees import COLUMNS, ROWS

pytestmark = pytest.mark.django_db
PAGE = Path(settings.BASE_DIR) / "docs" / "who-sees-what.md"


def test_the_documentation_says_the_same():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"
    ]
    assert rows[0][1:] == [str(column) for column in COLUMNS]
    assert rows[2:] == [[str(row.thing), *(str(cell.words) for cell in row.cells)] for row in ROWS]


def test_the_page_says_the_same(client, track):
    page = re.sub(r"\s+", " ", client.get(track.get_url(), secure=True).content.decode())
    for row in ROWS:
        assert f'<th scope="row">{row.thing}</th>' in page
    assert page.count("sees__answer--yes") == 3


def test_nothing_is_kept_that_no_line_names():
    """A column that is added here needs a line there, and everybody's yes again."""
    kept = {f"{model.__name__}.{field.name}" for model in (Enrolment, Participation) for field in model._meta.concrete_fields}
    joined = {f"Enrolment.{name}" for name in ("id", "user", "track_key", "joined_at", "agreed_until", "paused_at", "left_at")}
    marked = {f"Participation.{name}" for name in ("id", "enrolment", "module_key", "tried_at", "done_at")}
    assert kept == joined | marked
