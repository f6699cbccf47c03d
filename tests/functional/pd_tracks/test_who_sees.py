"""One source of who sees what: the page, the documentation, and what is there at all."""

import hashlib
import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

import pytest

from pd_tracks.models import (
    AccessLog,
    ChosenCoach,
    Conversation,
    Credential,
    Enrolment,
    HoursEntry,
    NoticeChoice,
    Participation,
    PersonalCode,
    Reflection,
    SentNotice,
    Share,
)
from pd_tracks.who_sees import COLUMNS, EDITION, ROWS

pytestmark = pytest.mark.django_db
PAGE = Path(settings.BASE_DIR) / "docs" / "who-sees-what.md"
# What each edition said. Other words are a new edition, a new line here, and everybody is asked again.
EDITIONS = {2: "59365889ff4b5c20", 3: "f54903c012dcf371"}
JOINED, WHERE, MARKED, WRITTEN, ASKED, NAMED, LOOKED, TOLD, COUNTED, CLAIMED = (str(ROWS[at].thing) for at in range(2, 12))
# Every column about people, and the line that speaks of it.
LINES = {
    Enrolment: (JOINED, "id user track_key joined_at agreed_until agreed_edition counted_in listed_as tells_gradebook paused_at left_at"),
    ChosenCoach: (MARKED, "id enrolment key coach closed_name chosen_at until"),
    Participation: (MARKED, "id enrolment module_key tried_at done_at parts"),
    Reflection: (WRITTEN, "id enrolment key module_key question question_key closed_text revision last_window last_turn written_at"),
    Share: (NAMED, "id reflection coach closed_name shared_at until"),
    Conversation: (
        ASKED,
        "id enrolment key coach module_key state closed_request closed_answer begins_at minutes asked_at changed_at",
    ),
    AccessLog: (LOOKED, "id owner reader reflection conversation enrolment at"),
    HoursEntry: (COUNTED, "id person track_key module_key title version minutes rule on recorded_at takes_back"),
    Credential: (
        CLAIMED,
        "id key person place subject track_key title purpose language minutes minutes_available modules name issuer_name issuer_url issued_at revoked_at signed",
    ),
    PersonalCode: (WRITTEN, "id person hashed wrong_tries tried_at"),
    # Reminders say that somebody joined something, to their owner alone; a coach's own are no teacher's.
    NoticeChoice: (JOINED, "id user kind every next_on"),
    SentNotice: (JOINED, "id user kind sent_on counted_at is_sent"),
}


def test_the_words_are_those_of_the_edition():
    words = "\n".join(" | ".join([str(row.thing), *(f"{cell.sees} {cell.words}" for cell in row.cells)]) for row in ROWS)
    assert hashlib.sha256(words.encode()).hexdigest()[:16] == EDITIONS[EDITION]
    assert max(row.since for row in ROWS) <= EDITION


def test_the_documentation_says_the_same():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"
    ]
    assert rows[0][1:] == [str(column) for column in COLUMNS]
    lines = rows[2 : 2 + len(ROWS)]
    assert lines == [[str(row.thing), *(str(cell.words) for cell in row.cells)] for row in ROWS]


def test_the_page_says_the_same(client, track):
    page = re.sub(r"\s+", " ", client.get(track.get_url(), secure=True).content.decode())
    for row in ROWS:
        assert f'<th scope="row">{row.thing}</th>' in page
    assert page.count("sees__answer--yes") == 11
    assert "new since you joined" not in page


def test_nothing_is_kept_that_no_line_names():
    """A column that is added here needs a line there, and everybody's yes again."""
    people = {
        model for model in apps.get_app_config("pd_tracks").get_models() if any(_leads_to_a_person(field) for field in _fields(model))
    }
    assert people == set(LINES)
    assert TOLD.startswith("That you are done"), "kept by lti, where somebody switched it on"
    for model, (_line, columns) in LINES.items():
        assert {field.name for field in _fields(model)} == set(columns.split()), model


def _fields(model):
    return model._meta.concrete_fields


def _leads_to_a_person(field) -> bool:
    """To an account, or to a row that belongs to one; not who wrote a page."""
    return field.is_relation and (
        field.name in {"user", "person", "owner", "coach"} and field.model in LINES or field.related_model in {Enrolment, Reflection}
    )
