"""An upgrade still tells the loader's work from a person's, though it now remembers each field by itself."""

from importlib import import_module

from django.apps import apps

import pytest

from curriculum.models import StarterRecord
from curriculum.starter.rows import state_of
from tests.factories.curriculum import GradeBandFactory

pytestmark = pytest.mark.django_db

MIGRATION = import_module("curriculum.migrations.0004_alignments_and_starter_records")


def hash_as_it_was(band) -> str:
    """Of every field that a band had, and of its links, in one."""
    names = ("key", "name", "grades", "order", "theme", "focus", "description", "students_may", "students_may_not")
    values = {name: getattr(band, name) for name in (*names, "translation_key", "locale_id")}
    return MIGRATION._hash({**values, "ai_use_levels": sorted(level.pk for level in band.ai_use_levels.all())})


def record_of(band) -> StarterRecord:
    return StarterRecord(kind="band", slug=band.key, source_hash="x", written_hash=hash_as_it_was(band))


def test_what_nobody_edited_stays_the_loaders():
    band = GradeBandFactory()
    written = MIGRATION._written(apps, record_of(band))
    now = state_of(band)
    assert {name: now[name] for name in written} == written
    assert "disclosure_template" not in written


def test_what_a_person_edited_stays_theirs():
    band = GradeBandFactory()
    record = record_of(band)
    band.theme = "Ours"
    band.save()
    assert MIGRATION._written(apps, record) == {"edited": True}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("revision 12 live True", {"revision": 12, "live": True}),
        ("revision 7 live False", {"revision": 7, "live": False}),
        ("revision None live True", {"edited": True}),
    ],
)
def test_pages_keep_their_revision(before, after):
    record = StarterRecord(kind="lesson", slug="a", source_hash="x", written_hash=before)
    assert MIGRATION._written(apps, record) == after
