"""Hours: lines that are added and never changed."""

from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction

import pytest

from cms.errors import VersionIsImmutable
from lti.models import PlatformUser
from pd_tracks.models import HoursEntry
from pd_tracks.models.hours import school_year_of
from pd_tracks.own.hours import hours_of
from pd_tracks.services.hours import take_hours_back
from tests.functional.pd_tracks.steps import SUB, mark, text

pytestmark = pytest.mark.django_db


def lines() -> list[tuple]:
    return list(HoursEntry.objects.order_by("pk").values_list("minutes", "rule"))


def test_a_module_that_is_done_counts_once_with_its_minutes_and_version(client, done, module):
    mark(client, done, module, "done", "1")
    mark(client, done, module, "tried", "1")
    row = HoursEntry.objects.get()
    assert (row.minutes, row.version, row.title, row.rule) == (module.pd_minutes, 1, module.title, "own_word")
    page = text(client.get(f"{done}/learning/mine/", secure=True))
    assert "Your hours" in page
    assert f"{module.title} (version 1)" in page


def test_what_is_taken_back_is_a_line_of_its_own(client, done, module):
    for on in ("0", "0", "1"):
        mark(client, done, module, "done", on)
    minutes = module.pd_minutes
    assert lines() == [(minutes, "own_word"), (-minutes, "taken_back"), (minutes, "own_word")]
    assert HoursEntry.objects.standing().count() == 1


def test_a_newer_version_of_the_module_does_not_change_what_was_counted(client, done, module):
    module.title, module.change_note = "Another title", "A new title"
    module.save_revision().publish()
    assert HoursEntry.objects.get().version == 1
    mark(client, done, module, "done", "1")
    assert HoursEntry.objects.get().version == 1
    for on in ("0", "1"):
        mark(client, done, module, "done", on)
    assert HoursEntry.objects.latest("pk").version == 2


def test_a_line_is_never_changed(client, done):
    row = HoursEntry.objects.get()
    row.minutes = 600
    with pytest.raises(VersionIsImmutable):
        row.save()
    with pytest.raises(VersionIsImmutable):
        HoursEntry.objects.update(minutes=600)


@pytest.mark.parametrize(("minutes", "rule"), [(0, "own_word"), (-5, "own_word"), (5, "taken_back"), (-5, "taken_back"), (5, "gift")])
def test_the_database_refuses_lines_that_cannot_be(client, done, minutes, rule):
    person = PlatformUser.objects.get(sub=SUB).person
    row = HoursEntry.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursEntry.objects.create(
            person=person, track_key=row.track_key, module_key=row.module_key, title="T", version=1, minutes=minutes, rule=rule
        )


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 11, 27), "2026–27"), (date(2027, 6, 30), "2026–27"), (date(2027, 7, 1), "2027–28"), (date(2100, 1, 1), "2099–00")],
)
def test_school_years(day, year):
    assert school_year_of(day) == year


def test_leaving_with_deleting_deletes_the_lines_of_this_track(client, done, track):
    page = text(client.post(f"{done}/learning/{track.launch_key}/leave/", {"what": "delete"}, secure=True))
    assert "1 line of hours" in page
    assert not HoursEntry.objects.exists()


def test_what_is_taken_back_later_counts_in_the_year_of_what_it_takes_back(client, done, module, time_machine):
    time_machine.move_to(datetime(2028, 11, 1, tzinfo=UTC), tick=False)
    person = PlatformUser.objects.get(sub=SUB).person
    take_hours_back(person=person, track_key=HoursEntry.objects.get().track_key, module_key=module.translation_key)
    assert [(year.name, year.minutes) for year in hours_of(person)] == [("2026–27", 0)]
