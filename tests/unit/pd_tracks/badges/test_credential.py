"""What a badge says: valid by the standard's schema, and silent about everything it should be silent about."""

import json
from datetime import UTC, datetime

import pytest

from pd_tracks.badges.award import AchievementType, Alignment, Issuer
from pd_tracks.badges.credential import hours, profile_document
from tests.unit.pd_tracks.badges.samples import ISSUER, STORED, award, badge
from tests.unit.pd_tracks.badges.schema import problems, unknown_terms

BARE = {"status": None, "image_url": "", "alignments": (), "version": "", "started_at": None, "ended_at": None}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        BARE,
        {"valid_until": datetime(2031, 1, 1, tzinfo=UTC)},
        {"recipient_name": "Noa Example"},
        {"type": AchievementType.MICRO_CREDENTIAL, "language": "es"},
        {"minutes": 50, "minutes_available": 150},
        {"image_caption": ""},
        {"alignments": (Alignment("Only what is needed", "https://frameworks.example.org/a2"),)},
    ],
)
def test_every_badge_is_valid_by_the_schema_and_uses_only_terms_that_are_defined(changed):
    document = json.loads(json.dumps(badge(**changed)))
    assert problems(document) == []
    assert unknown_terms(document) == set()


def test_the_schema_and_the_terms_notice_what_is_wrong():
    assert problems(badge() | {"validFrom": "2026-10-02T15:04:05"})
    assert problems(badge() | {"type": ["VerifiableCredential"]})
    assert unknown_terms(badge() | {"invented": 1}) == {"invented"}
    for name in ("simple-err-context", "simple-err-type", "simple-err-issued"):
        assert problems(json.loads((STORED / "files" / f"{name}.json").read_text(encoding="utf-8")))
    assert problems(json.loads((STORED / "files" / "simple.json").read_text(encoding="utf-8"))) == []


def test_the_issuer_answers_with_a_profile():
    document = profile_document(ISSUER)
    assert problems(document, "profile") == []
    assert document["name"] == "Sample Unified School District"


def test_hours_are_credits_and_their_unit_is_said_twice():
    subject = badge(minutes=100, minutes_available=150)["credentialSubject"]
    achievement = subject["achievement"]
    assert (subject["creditsEarned"], achievement["creditsAvailable"]) == (1.67, 2.5)
    assert achievement["criteria"]["narrative"].endswith("\n\nCredits are hours of professional learning: 2.5.")
    (described,), (result,) = achievement["resultDescription"], subject["result"]
    assert described["name"] == "Hours of professional learning"
    assert (result["resultDescription"], result["value"], result["status"]) == (described["id"], "1.67", "Completed")


@pytest.mark.parametrize(
    ("minutes", "text"), [(60, "1"), (600, "10"), (6000, "100"), (90, "1.5"), (50, "0.83"), (100, "1.67"), (75, "1.25"), (1, "0.02")]
)
def test_minutes_as_hours(minutes, text):
    assert f"{hours(minutes):f}" == text
    assert badge(minutes=minutes)["credentialSubject"]["result"][0]["value"] == text


def test_whole_hours_are_whole_numbers():
    assert json.dumps(badge(minutes=120)["credentialSubject"]["creditsEarned"]) == "2"


def test_nothing_about_the_person_but_a_made_up_number():
    text = json.dumps(badge())
    assert not {"evidence", "identifier", "email", "grade", "score", "percent"} & set(text.lower().replace('"', " ").split())
    assert "@" not in text.replace("@context", "")


def test_a_name_only_when_it_is_given():
    (identity,) = badge(recipient_name="Noa Example")["credentialSubject"]["identifier"]
    assert (identity["identityType"], identity["identityHash"], identity["hashed"]) == ("name", "Noa Example", False)


def test_times_are_whole_seconds_in_utc():
    assert badge()["validFrom"] == "2026-10-02T15:04:05Z"
    assert badge()["credentialSubject"]["activityStartDate"] == "2026-09-01T12:00:00Z"


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "http://waymark.example.org/b/1"},
        {"id": "/badges/1"},
        {"id": "https://user:secret@waymark.example.org/1"},
        {"achievement_id": ""},
        {"criteria_url": "https://[bad"},
        {"image_url": "javascript:alert(1)"},
        {"subject_id": "mailto:noa@example.org"},
        {"subject_id": "urn:uuid:1"},
        {"hours_sentence": " "},
        {"hours_name": ""},
        {"achievement_name": ""},
        {"minutes": 0},
        {"minutes": 151, "minutes_available": 150},
        {"language": "english"},
        {"language": "zh-hans"},
        {"valid_from": datetime(2026, 1, 1)},  # noqa: DTZ001  (without a zone: that is what is refused)
        {"ended_at": datetime(2026, 1, 1)},  # noqa: DTZ001  (without a zone: that is what is refused)
        {"valid_until": datetime(2026, 1, 1, tzinfo=UTC)},
        {"ended_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_breaks_a_promise_is_no_award(changed):
    with pytest.raises(ValueError, match="."):
        award(**changed)


def test_issuers_and_alignments_have_addresses():
    with pytest.raises(ValueError, match="https"):
        Issuer("did:web:example.org", "A district", "https://district.example.org/")
    with pytest.raises(ValueError, match="name"):
        Issuer(ISSUER.id, "", ISSUER.url)
    with pytest.raises(ValueError, match="https"):
        Alignment("A place", "http://frameworks.example.org/")
