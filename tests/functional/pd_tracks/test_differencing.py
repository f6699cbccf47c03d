"""Whatever is read, in whichever order, is what the rule shows and nothing more: pages, files and API together, week after week.

The attacker of tests/unit/pd_tracks/test_counting.py gets the rule's answers and learns of no small group. Here hypothesis makes up districts
and weeks, and everything that can be read is compared with those answers: so there is nothing else to learn from.
"""

import csv
import io
import itertools
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.groups import LEADERS
from cms.models import School, User
from lti.models import Context, Membership, PlatformUser
from pd_tracks.counting import Count, shown_in_track
from pd_tracks.models import ChosenCoach, Enrolment, Participation, Publication, PublishedCount
from pd_tracks.services.publishing import publish_counts
from tests.factories.participation import group_of, people_who_joined
from tests.functional.api.conftest import Caller, token_for

pytestmark = pytest.mark.django_db
PAGE = "/learning/participation/"
FLOOR = 10
MONDAY = datetime(2026, 9, 7, 19, tzinfo=UTC)
# A school: its roster, and for each of three weeks how many joined, are done, and chose the coach, as parts of what is possible.
PARTS = st.floats(0, 1)
SCHOOL = st.tuples(st.integers(5, 60), st.lists(st.tuples(PARTS, PARTS, PARTS), min_size=3, max_size=3))


@pytest.fixture
def leader(db) -> User:
    person = User.objects.create_user("leader", "leader@example.org", "a long enough password")
    person.groups.add(Group.objects.get_or_create(name=LEADERS)[0])
    return person


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(district=st.lists(SCHOOL, min_size=2, max_size=3))
def test_all_that_can_be_read_is_what_the_rule_shows(district, track, module, leader, coach):
    with transaction.atomic():
        groups = [_school(number, roster) for number, (roster, _weeks) in enumerate(district)]
        before: dict = {}
        for week in range(3):
            with time_machine.travel(MONDAY + timedelta(weeks=week), tick=False):
                truth = [
                    _live(group, track, module, coach, roster, weeks[week]) for group, (roster, weeks) in zip(groups, district, strict=True)
                ]
                publish_counts()
                rule = {}
                for group, (roster, joined, done, known) in zip(groups, truth, strict=True):
                    last = before.get((group.pk, None)), before.get((group.pk, module.translation_key))
                    track_shown, (module_shown,) = shown_in_track(
                        Count(joined, roster, last[0]), [Count(done, joined, last[1])], known=known, floor=FLOOR
                    )
                    rule |= {(group.pk, None): track_shown, (group.pk, module.translation_key): module_shown}
                before |= {key: value for key, value in rule.items() if value is not None}
                _everything_says(rule, groups, track, module, leader)
        transaction.set_rollback(True)


def _school(number: int, roster: int):
    school = School.objects.create(name=f"School {number}", educators=roster)
    return group_of(f"school:{school.key}", school.name)


def _live(group, track, module, coach, roster: int, parts) -> tuple[int, int, int, int]:
    """People come and go until it is as the week says. Whoever a coach once knew is remembered."""
    joined = round(roster * parts[0])
    here = Enrolment.objects.filter(counted_in=group)
    if (missing := joined - here.count()) > 0:
        people_who_joined(missing, track.translation_key, group)
    for row in here.filter(chosen_coach=None).order_by("pk")[: max(0, here.count() - joined)]:
        row.user.delete()
    joined = here.count()
    rows = list(here.order_by("pk"))
    done = round(joined * parts[1])
    Participation.objects.filter(enrolment__in=rows).delete()
    Participation.objects.bulk_create(
        [Participation(enrolment=row, module_key=module.translation_key, done_at=MONDAY) for row in rows[:done]]
    )
    for row in rows[: round(joined * parts[2] / 3)]:
        if not ChosenCoach.objects.filter(enrolment=row).exists():
            choice = ChosenCoach(enrolment=row, coach=coach, until=row.agreed_until)
            choice.call_them("Somebody")
            choice.save()
    return roster, joined, done, ChosenCoach.objects.filter(enrolment__in=rows).count()


def _everything_says(rule: dict, groups, track, module, leader) -> None:
    """The table, both files' rows, the API and every narrowing of them show these numbers, and the sums are sums of them."""
    browser, api = Client(), Caller(token_for(leader, "participation"))
    browser.force_login(leader)
    shown = {key: value for key, value in rule.items() if value is not None}
    assert {
        (row.group_id, row.module_key): row.people for row in PublishedCount.objects.filter(publication=Publication.objects.latest("week"))
    } == shown
    listed = {(each["group"], each["module"]): each["people"] for each in api.all_of("participation/")}
    keys = {group.pk: group.key for group in groups}
    assert listed == {(keys[group], str(key) if key else None): value for (group, key), value in shown.items()}
    for narrowed in (None, *groups):
        of_it = {key: value for key, value in shown.items() if narrowed is None or key[0] == narrowed.pk}
        query = {"track": track.launch_key} | ({"place": narrowed.pk} if narrowed else {})
        answer = browser.get(f"{PAGE}counts.csv", query, secure=True)
        if narrowed and not of_it:
            assert answer.status_code == 404, "as if it were not there"
            continue
        lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        at = next(number for number, line in enumerate(lines) if line[:1] == ["School or course"])
        column = lines[at].index(f"Done: {module.title}")
        numbers = {
            **{(line[0], None): line[1] for line in lines[at + 1 :]},
            **{(line[0], module.translation_key): line[column] for line in lines[at + 1 :] if line[column] != "not shown"},
        }
        names = {group.pk: group.name for group in groups}
        assert numbers == {(names[group], key): str(value) for (group, key), value in of_it.items()}
        page = browser.get(PAGE, query, secure=True).content.decode()
        joined = sum(value for (_group, key), value in of_it.items() if key is None)
        assert (f"<b>{joined}</b> joined" in page) is bool(joined)
        for group, key in itertools.product(groups, (None,)):
            assert (f'<th scope="row">{group.name}</th>' in page) is ((group.pk, key) in of_it)


# Rosters that overlap, and coaches who remember -----------------------------------------------------------------------------


@pytest.fixture
def two_courses(platform, staff_course, client, track):
    """Two courses for staff with the same twenty members, who are persons of ours."""
    staff_course(client, track)
    first = Context.objects.get(id_on_platform="staff-1")
    second = Context.objects.create(deployment=first.deployment, id_on_platform="staff-2", audience="staff", title="The other one")
    Membership.objects.all().delete()
    rows = people_who_joined(20, track.translation_key, group_of(f"course:{first.key}", "One"))
    for number, row in enumerate(rows):
        member = PlatformUser.objects.create(registration=first.deployment.registration, sub=f"member-{number}", person=row.user)
        for course in (first, second):
            Membership.objects.create(context=course, user=member)
    return rows, group_of(f"course:{second.key}", "Two")


def test_two_courses_of_the_same_people_do_not_tell_that_everybody_joined(two_courses):
    rows, second = two_courses
    Enrolment.objects.filter(pk__in=[row.pk for row in rows[10:]]).update(counted_in=second)
    publish_counts()
    assert not PublishedCount.objects.exists(), "ten and ten of twenty would be all of them"


def test_one_course_with_as_many_who_did_not_join_is_shown(two_courses):
    rows, _second = two_courses
    Enrolment.objects.filter(pk__in=[row.pk for row in rows[10:]]).delete()
    publish_counts()
    assert PublishedCount.objects.get().people == 10


def test_whoever_took_it_back_is_still_known_to_the_coach(track, coach):
    school = School.objects.create(name="Alder", educators=40)
    rows = people_who_joined(12, track.translation_key, group_of(f"school:{school.key}", "Alder"))
    for row in rows[:9]:
        choice = ChosenCoach(enrolment=row, coach=coach, until=row.agreed_until)
        choice.call_them("Somebody")
        choice.save()
    browser = Client()
    browser.force_login(coach)
    browser.get("/learning/coach/", secure=True)
    ChosenCoach.objects.all().delete()
    coach.groups.clear()
    publish_counts()
    assert not PublishedCount.objects.exists(), "twelve, of whom they know nine"
