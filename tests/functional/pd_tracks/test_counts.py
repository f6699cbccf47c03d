"""Counts: taken once a week by the rule, the same on the page, in the files and for every viewer; live for nobody."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import openpyxl
import pytest

from cms.groups import LEADERS
from cms.models import School, User
from lti.models import Context, Membership, PlatformUser
from pd_tracks.models import AccessLog, ChosenCoach, Conversation, CountedGroup, Enrolment, Publication, PublishedCount, Reflection, Share
from pd_tracks.services.publishing import publish_counts
from tests.factories.participation import group_of, people_who_joined
from tests.fake_platform import INSTRUCTOR, LEARNER
from tests.functional.pd_tracks.steps import inside, page_of, text

pytestmark = pytest.mark.django_db
PAGE = "/learning/participation/"


@pytest.fixture
def leader(db) -> Client:
    """Appointed in Waymark."""
    person = User.objects.create_user("leader", "leader@example.org", "a long enough password")
    person.groups.add(Group.objects.get_or_create(name=LEADERS)[0])
    browser = Client()
    browser.force_login(person)
    return browser


def school(name: str, educators: int | None = 60) -> CountedGroup:
    made = School.objects.create(name=name, educators=educators)
    return group_of(f"school:{made.key}", name)


def keys_of(track) -> list:
    return [module.translation_key for module in track.get_children().order_by("path")]


@pytest.fixture
def counted(track) -> Publication:
    """One school that is shown, one that is too small, and one that nearly everybody of joined."""
    first, second, *_more = keys_of(track)
    people_who_joined(27, track.translation_key, school("Alder Middle"), done=[(first, 17), (second, 9)])
    people_who_joined(9, track.translation_key, school("Birch Elementary"), done=[(first, 9)])
    people_who_joined(52, track.translation_key, school("Cedar High"), done=[(first, 30)])
    return publish_counts()


def rows_of(page: str, heading: str = "School or course") -> list[list[str]]:
    """The table that begins with this heading."""
    found = next(each for each in re.findall(r"<table class=\"table\">.*?</table>", page, re.S) if heading in each)
    lines = re.findall(r"<tr.*?</tr>", found, re.S)
    return [[unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", line, re.S)] for line in lines]


def test_a_week_is_published_once(counted, track):
    week = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    assert counted.week == week
    people_who_joined(30, track.translation_key, school("Dogwood"))
    assert publish_counts() is None
    assert PublishedCount.objects.filter(module_key=None).count() == 1
    output = io.StringIO()
    call_command("publish_counts", stdout=output)
    assert "published already" in output.getvalue()


def test_only_what_may_be_shown_has_a_row(counted, track):
    first, *_more = keys_of(track)
    assert set(PublishedCount.objects.values_list("group__name", "module_key", "people")) == {
        ("Alder Middle", None, 25),
        ("Alder Middle", first, 15),
    }


def test_who_is_not_counted(track):
    group = school("Alder Middle")
    rows = people_who_joined(30, track.translation_key, group)
    Enrolment.objects.filter(pk__in=[row.pk for row in rows[:7]]).update(agreed_edition=2)
    Enrolment.objects.filter(pk__in=[row.pk for row in rows[7:14]]).update(left_at=timezone.now())
    Enrolment.objects.filter(pk__in=[row.pk for row in rows[14:21]]).update(agreed_until=timezone.localdate() - timedelta(days=1))
    publish_counts()
    assert not PublishedCount.objects.exists(), "nine are left"


def looked_at(coach, enrolment, what: str) -> None:
    """The coach looked at a text, a conversation or an enrolment, and nothing else tells of it any more."""
    row = {
        "reflection": lambda: Reflection.objects.create(enrolment=enrolment, module_key=uuid4(), question_key=uuid4(), closed_text="x"),
        "conversation": lambda: Conversation.objects.create(enrolment=enrolment, closed_request="x"),
        "enrolment": lambda: enrolment,
    }[what]()
    AccessLog.objects.create(owner=enrolment.user, reader=coach, **{what: row})


def shared(coach, enrolment) -> None:
    text = Reflection.objects.create(enrolment=enrolment, module_key=uuid4(), question_key=uuid4(), closed_text="x")
    Share.objects.create(reflection=text, coach=coach, closed_name="x", until=enrolment.agreed_until)


WAYS = {
    "chosen": lambda coach, one: ChosenCoach.objects.create(enrolment=one, coach=coach, closed_name="x", until=one.agreed_until),
    "asked": lambda coach, one: Conversation.objects.create(enrolment=one, coach=coach, closed_request="x"),
    "shared with": shared,
    "saw how far": lambda coach, one: looked_at(coach, one, "enrolment"),
    "read a text that was taken back": lambda coach, one: looked_at(coach, one, "reflection"),
    "read a request of another": lambda coach, one: looked_at(coach, one, "conversation"),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_knowing_somebody_counts_as_knowing(track, coach, way):
    """Of fourteen the coach knows five: nine others are too few."""
    people = people_who_joined(14, track.translation_key, school("Alder Middle"))
    for one in people[:5]:
        WAYS[way](coach, one)
    publish_counts()
    assert not PublishedCount.objects.exists()


def test_without_anybody_known_the_same_group_is_shown(track, coach):
    people_who_joined(14, track.translation_key, school("Alder Middle"))
    publish_counts()
    assert PublishedCount.objects.get().people == 10


def test_whom_a_coach_knows_does_not_make_a_group_large_enough(track, coach):
    rows = people_who_joined(19, track.translation_key, school("Alder Middle"))
    for row in rows[:10]:
        choice = ChosenCoach(enrolment=row, coach=coach, until=row.agreed_until)
        choice.call_them("Somebody")
        choice.save()
    publish_counts()
    assert not PublishedCount.objects.exists()


def test_the_page_the_csv_and_the_workbook_say_the_same(counted, track, leader):
    query = f"?track={track.launch_key}"
    page = rows_of(leader.get(f"{PAGE}{query}", secure=True).content.decode())
    assert [line[0] for line in page] == ["School or course", "Alder Middle"]
    answer = leader.get(f"{PAGE}counts.csv{query}", secure=True)
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    at = next(number for number, line in enumerate(lines) if line[:1] == ["School or course"])
    assert lines[at:] == page
    above = " ".join(cell for line in lines[:at] for cell in line)
    assert counted.week.isoformat() in above
    assert f"Track: {track.title}" in above
    assert "Counted once a week and rounded down" in above
    answer = leader.get(f"{PAGE}counts.xlsx{query}", secure=True)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [["" if cell is None else str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert [line for line in cells if line[0] in {"School or course", "Alder Middle"}] == page
    assert "no-store" in answer["Cache-Control"]


def test_narrowed_to_a_group_everything_is_of_it(counted, track, leader):
    alder = CountedGroup.objects.get(name="Alder Middle")
    shown = text(leader.get(f"{PAGE}?track={track.launch_key}&place={alder.pk}", secure=True))
    assert "Alder Middle" in shown
    small = CountedGroup.objects.get(name="Birch Elementary")
    answer = leader.get(f"{PAGE}?track={track.launch_key}&place={small.pk}", secure=True)
    assert answer.status_code == 400, "no choice, as if it were not there"
    assert "Birch" not in text(answer)


@pytest.mark.parametrize("query", ["track=x", "place=x", "place=0", "track=%00", "page=x", "page=-1", "place=99999999999999999999"])
def test_what_is_not_understood_is_named_and_never_an_error(counted, leader, query):
    answer = leader.get(f"{PAGE}?{query}", secure=True)
    assert answer.status_code in {200, 400}
    assert (answer.status_code == 400) is ("Select a valid choice" in text(answer))
    assert leader.get(f"{PAGE}counts.csv?{query}", secure=True).status_code in {200, 404}


def test_before_anything_was_published(track, leader, at_the_coachs):
    for browser, path in ((leader, PAGE), (at_the_coachs, "/learning/coach/"), (at_the_coachs, PAGE)):
        assert "No counts were published yet" in text(browser.get(path, secure=True))
    assert leader.get(f"{PAGE}counts.csv", secure=True).status_code == 404


def test_nothing_large_enough_is_said_with_care(track, leader):
    people_who_joined(3, track.translation_key, school("Alder Middle"))
    publish_counts()
    shown = text(leader.get(PAGE, secure=True))
    assert "no gap to close" in shown
    assert "Alder" not in shown


def test_no_count_is_live(counted, track, leader, at_the_coachs):
    pages = [(leader, PAGE), (at_the_coachs, "/learning/coach/"), (at_the_coachs, PAGE)]

    def all_of_it():
        files = [b"".join(leader.get(f"{PAGE}counts.csv", secure=True).streaming_content)]
        return [*files, *(page_of(browser, path) for browser, path in pages)]

    before = all_of_it()
    people_who_joined(200, track.translation_key, CountedGroup.objects.get(name="Alder Middle"))
    people_who_joined(200, track.translation_key, school("Elm"))
    assert all_of_it() == before


# Who sees them ---------------------------------------------------------------------------------------------------------


def test_who_is_none_of_them_sees_nothing(counted, client, db):
    assert client.get(PAGE, secure=True)["Location"] == f"/_util/login/?next={PAGE}"
    browser = Client()
    browser.force_login(User.objects.create_user("pat", "pat@example.org", "a long enough password"))
    for path in (PAGE, f"{PAGE}counts.csv"):
        answer = browser.get(path, secure=True)
        assert answer.status_code == 403
        assert "Counts are not for this account" in text(answer)
        assert "Alder" not in text(answer)


def test_a_leader_sees_nothing_of_anybody(counted, leader):
    for path in ("/learning/coach/", "/learning/coach/people.csv"):
        assert leader.get(path, secure=True).status_code == 403
    assert "learner-" not in text(leader.get(PAGE, secure=True))


@pytest.fixture
def run_course(client, staff_course, track):
    """Somebody runs the staff course. Returns the prefix of their launch and the course's group."""
    location, _answer = staff_course(client, track, roles=[INSTRUCTOR], sub="runs-it")
    course = Context.objects.get(id_on_platform="staff-1")
    return "/".join(location.split("/")[:3]), group_of(f"course:{course.key}", "AI for our staff"), course


def test_whoever_runs_a_course_sees_its_counts_alone(client, run_course, track, counted):
    prefix, group, course = run_course
    registration = PlatformUser.objects.first().registration
    members = PlatformUser.objects.bulk_create([PlatformUser(registration=registration, sub=f"member-{n}") for n in range(40)])
    Membership.objects.bulk_create([Membership(context=course, user=user) for user in members])
    people_who_joined(22, track.translation_key, group)
    Publication.objects.all().delete()
    publish_counts()
    answer = client.get(f"{prefix}{PAGE}", secure=True)
    assert [line[0] for line in rows_of(answer.content.decode())] == ["School or course", "AI for our staff"]
    assert "Alder" not in text(answer)
    lines = b"".join(client.get(f"{prefix}{PAGE}counts.csv", secure=True).streaming_content).decode()
    assert "AI for our staff,20" in lines
    assert "Alder" not in lines
    assert "Participation in this course" in text(client.get(inside(prefix + "/", track.get_url()), secure=True))


def test_who_takes_part_in_a_course_sees_none(client, staff_course, track, counted):
    location, answer = staff_course(client, track, roles=[LEARNER])
    assert "Participation in this course" not in text(answer)
    assert client.get(inside(location, PAGE), secure=True).status_code == 403
    assert client.get(inside(location, f"{PAGE}counts.csv"), secure=True).status_code == 403


def test_a_copied_address_of_who_runs_the_course_shows_none(run_course, counted):
    prefix, *_rest = run_course
    assert Client().get(f"{prefix}{PAGE}", secure=True).status_code == 403


def test_an_instructor_of_a_course_for_students_sees_none(client, staff_course, track, counted):
    location, _answer = staff_course(client, track, roles=[INSTRUCTOR], course="period-3", is_staff=False)
    assert client.get(inside(location, PAGE), secure=True).status_code == 403


def test_joining_is_counted_where_it_was_done(client, joined, track):
    row = Enrolment.objects.get()
    course = Context.objects.get(id_on_platform="staff-1")
    assert row.counted_in.key == f"course:{course.key}"
    made = School.objects.create(name="Alder Middle", educators=40)
    Context.objects.update(school=made)
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    row.refresh_from_db()
    assert row.counted_in.key == f"course:{course.key}", "saying it again changes nothing"
    Enrolment.objects.update(agreed_until=timezone.localdate() - timedelta(days=1))
    client.post(f"{joined}/learning/{track.launch_key}/join/", secure=True)
    row.refresh_from_db()
    assert row.counted_in.key == f"school:{made.key}", "a new yes, where it is given"


def test_a_roster_without_a_number_is_whoever_is_known_there(client, joined, track):
    course = Context.objects.get(id_on_platform="staff-1")
    people_who_joined(12, track.translation_key, Enrolment.objects.get().counted_in)
    publish_counts()
    assert not PublishedCount.objects.exists(), "one member is known, and thirteen joined"
    assert Membership.objects.filter(context=course).count() == 1


def test_the_page_says_where_no_number_stands(counted, leader, track):
    row = rows_of(leader.get(f"{PAGE}?track={track.launch_key}", secure=True).content.decode())[1]
    assert row[1:4] == ["25", "15", "not shown"]


def test_statements_do_not_grow_with_people_or_groups(counted, leader, track, at_the_coachs):
    def statements(browser, path):
        with CaptureQueriesContext(connection) as found:
            answer = browser.get(path, secure=True)
            assert answer.status_code == 200
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        return len(found)

    paths = [(leader, f"{PAGE}?track={track.launch_key}"), (leader, f"{PAGE}counts.csv"), (at_the_coachs, "/learning/coach/")]
    for browser, path in paths:
        statements(browser, path)
    before = [statements(browser, path) for browser, path in paths]
    for number in range(12):
        people_who_joined(25, track.translation_key, school(f"School {number}"), done=[(keys_of(track)[0], 12)])
    Publication.objects.all().delete()
    publish_counts()
    assert [statements(browser, path) for browser, path in paths] == before
    assert max(before) <= 31


def test_publishing_takes_as_many_statements_for_many_people(track, coach):
    for name, people in (("Alder", 12), ("Birch", 15)):
        people_who_joined(people, track.translation_key, school(name))
    with CaptureQueriesContext(connection) as few:
        publish_counts()
    Publication.objects.all().delete()
    for number in range(6):
        people_who_joined(30, track.translation_key, school(f"School {number}"))
    with CaptureQueriesContext(connection) as many:
        publish_counts()
    assert len(many) == len(few) + 6, "one for each group"
