"""A coach's table: only who turned to this coach, only what each shows, the same in the files and the API; every way to look is a look."""

import csv
import io
import re
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import openpyxl
import pytest

from cms.groups import COACHES
from cms.models import School, User
from pd_tracks.models import AccessLog, ChosenCoach, Enrolment, Participation
from pd_tracks.services import choose_coach, let_coach_go, save_reflection, share_reflection
from pd_tracks.sharing import Kind, Onlooker, may_see, seen_by
from tests.factories.participation import group_of, people_who_joined
from tests.functional.api.conftest import Caller, token_for
from tests.functional.pd_tracks.steps import page_of, text

pytestmark = pytest.mark.django_db
HOME = "/learning/coach/"


@pytest.fixture
def modules(track) -> list:
    return [page.translation_key for page in track.get_children().order_by("path")]


@pytest.fixture
def people(track, modules, coach) -> list[Enrolment]:
    """Six who joined: Ann is done with one module, Ben with none; both chose the coach. The others chose nobody."""
    school = School.objects.create(name="Alder Middle", educators=60)
    rows = people_who_joined(6, track.translation_key, group_of(f"school:{school.key}", "Alder Middle"), done=[(modules[0], 1)])
    rows += people_who_joined(1, track.translation_key, group_of("school:other", "Birch"), done=[(modules[0], 1)])
    Participation.objects.create(enrolment=rows[2], module_key=modules[0], done_at=rows[2].joined_at)
    for row, name in zip(rows[:2], ("Ann", "Ben"), strict=False):
        assert choose_coach(person=row.user, track_key=track.translation_key, coach_id=coach.pk, name=name)
    return rows


def table(page: str) -> list[list[str]]:
    body = re.search(r'<table class="table table--cards">.*?<tbody>(.*?)</tbody>', page, re.S)
    rows = re.findall(r"<tr>.*?</tr>", body[1], re.S) if body else []
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)] for row in rows]


def test_the_page_the_files_and_the_api_say_the_same(people, coach, at_the_coachs):
    shown = [(row[0], row[2], row[3].split(" of ")[0]) for row in table(page_of(at_the_coachs, HOME))]
    assert sorted(shown) == [("Ann", "Alder Middle", "1"), ("Ben", "Alder Middle", "0")]
    lines = list(
        csv.reader(io.StringIO(b"".join(at_the_coachs.get(f"{HOME}people.csv", secure=True).streaming_content).decode("utf-8-sig")))
    )
    at = next(number for number, line in enumerate(lines) if line[:1] == ["Name"])
    assert [(line[0], line[2], line[3].split(" of ")[0]) for line in lines[at + 1 : -1]] == shown
    assert lines[-1] == ["2 rows"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(at_the_coachs.get(f"{HOME}people.xlsx", secure=True).streaming_content)))
    cells = [row for row in book.active.iter_rows(values_only=True) if row[0] in {"Ann", "Ben"}]
    assert [(row[0], row[2], row[3].split(" of ")[0]) for row in cells] == shown
    api = Caller(token_for(coach, "people")).all_of("participation/people/")
    assert [(each["name"], each["place"], str(sum(m["state"] == "done" for m in each["modules"]))) for each in api] == shown


def test_a_track_that_left_the_site_keeps_its_name(people, modules, track, at_the_coachs, coach):
    """People are still in it, and what they shared is still about something."""
    kept = save_reflection(
        person=people[0].user, track_key=track.translation_key, module_key=modules[0], question="What now?", text="Kept", seen=0
    )
    assert share_reflection(person=people[0].user, key=kept.reflection.key, coach_id=coach.pk, name="Ann")
    module_title = track.get_children().get(translation_key=modules[0]).title
    track.unpublish(log_action=False)
    for page in track.get_children():
        page.unpublish(log_action=False)
    rows = {row[0]: row for row in table(page_of(at_the_coachs, HOME))}
    assert rows["Ann"][1] == track.title
    assert rows["Ann"][3] == "–"
    assert rows["Ann"][4].startswith(module_title)
    lines = list(
        csv.reader(io.StringIO(b"".join(at_the_coachs.get(f"{HOME}people.csv", secure=True).streaming_content).decode("utf-8-sig")))
    )
    assert next(line for line in lines if line[:1] == ["Ann"])[1:4] == [track.title, "Alder Middle", "–"]


def test_a_module_and_a_place_find_only_who_shows_them(people, modules, at_the_coachs, track):
    asked = f"{HOME}?module={modules[0]}"
    assert [row[0] for row in table(page_of(at_the_coachs, asked))] == ["Ann"], "whoever else is done chose nobody"
    api = Caller(token_for(User.objects.get(username="coach"), "people"))
    assert [each["name"] for each in api.all_of("participation/people/", {"module": str(modules[0])})] == ["Ann"]
    for what in ("asked", "shared"):
        assert table(page_of(at_the_coachs, f"{asked}&what={what}")) == []


def test_not_to_be_found_is_a_look_as_well(people, modules, at_the_coachs):
    page_of(at_the_coachs, f"{HOME}?module={modules[1]}")
    assert set(AccessLog.objects.values_list("owner", flat=True)) == {people[0].user_id, people[1].user_id}


@pytest.mark.parametrize("path", [HOME, f"{HOME}people.csv", f"{HOME}people.xlsx"])
def test_asking_for_the_head_alone_is_no_look(people, at_the_coachs, path):
    assert at_the_coachs.head(path, secure=True).status_code == 405
    assert not AccessLog.objects.exists()
    answer = at_the_coachs.get(path, secure=True)
    b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert AccessLog.objects.count() == 2


def test_another_coach_finds_nobody(people, modules, coach):
    other = User.objects.create_user("other", "o@example.org", "a long enough password")
    other.groups.add(Group.objects.get(name=COACHES))
    browser = Client()
    browser.force_login(other)
    assert "Nobody turned to you yet" in page_of(browser, HOME)
    assert Caller(token_for(other, "people")).all_of("participation/people/") == []
    lines = b"".join(browser.get(f"{HOME}people.csv", secure=True).streaming_content).decode()
    assert "Ann" not in lines
    assert not AccessLog.objects.exists()


def test_whoever_comes_back_under_another_name_is_not_known_by_their_place(people, coach, track):
    def cursors():
        return [each.listed_as for each in seen_by(Onlooker(user=coach), Enrolment, as_=Kind.COACH)]

    before = set(cursors())
    let_coach_go(person=people[0].user, track_key=track.translation_key)
    choose_coach(person=people[0].user, track_key=track.translation_key, coach_id=coach.pk, name="Zoe")
    assert len(before & set(cursors())) == 1, "Ben's stays, Ann's is another one"


def test_one_person_in_two_tracks_under_two_names_is_two_rows_everywhere(people, coach, at_the_coachs):
    other = Enrolment.objects.create(user=people[0].user, track_key=uuid4(), agreed_until=people[0].agreed_until, agreed_edition=3)
    choice = ChosenCoach(enrolment=other, coach=coach, until=other.agreed_until)
    choice.call_them("Zoe")
    choice.save()
    shown = text(at_the_coachs.get(HOME, secure=True))
    assert "<b>3</b> people turned to you" in shown
    assert "Not on the site now" in shown


@pytest.mark.parametrize(
    "query",
    ["track=x", "module=x", "place=x", "what=x", "track=%00", "page=x", "module=00000000-0000-4000-8000-000000000000", "place=" + "9" * 30],
)
def test_what_is_not_understood_is_named(people, at_the_coachs, query):
    answer = at_the_coachs.get(f"{HOME}?{query}", secure=True)
    assert answer.status_code == (200 if query.startswith("page") else 400)
    assert at_the_coachs.get(f"{HOME}people.csv?{query}", secure=True).status_code in {200, 404}


def test_statements_do_not_grow_with_people(people, at_the_coachs, track, coach):
    def statements(path):
        with CaptureQueriesContext(connection) as found:
            answer = at_the_coachs.get(path, secure=True)
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        return len(found)

    paths = (HOME, f"{HOME}people.csv")
    for path in paths:
        statements(path)
    before = [statements(path) for path in paths]
    for number, row in enumerate(people_who_joined(20, track.translation_key, people[0].counted_in)):
        choose_coach(person=row.user, track_key=track.translation_key, coach_id=coach.pk, name=f"Teacher {number}")
    for path in paths:
        statements(path)  # writes the new looks down
    assert [statements(path) for path in paths] == before


def test_the_policy_says_so_for_one_record_and_for_many(people, coach, modules):
    """Yes or no for one is what the list of many says."""
    leader = User.objects.create_user("leader")
    leader.groups.add(Group.objects.get_or_create(name="Leaders")[0])
    everybody = {
        "coach": Onlooker(user=coach),
        "owner": Onlooker(person=people[0].user),
        "leader": Onlooker(user=leader),
        "facilitator": Onlooker(place=people[0].counted_in.key),
        "administrator": Onlooker(user=User.objects.create_superuser("root")),
        "nobody": Onlooker(),
    }
    sees = {
        (name, model.__name__): {row.pk for row in seen_by(who, model)}
        for name, who in everybody.items()
        for model in (Enrolment, Participation, ChosenCoach)
    }
    first, second = people[0], people[1]
    assert sees["coach", "Enrolment"] == {first.pk, second.pk}
    assert sees["owner", "Enrolment"] == {first.pk}
    assert len(sees["coach", "Participation"]) == 1
    for name in ("leader", "facilitator", "administrator", "nobody"):
        assert all(sees[name, model] == set() for model in ("Enrolment", "Participation", "ChosenCoach")), name
    for name, who in everybody.items():
        for row in people:
            assert may_see(who, row) is (row.pk in sees[name, "Enrolment"]), name
