"""What a launch leaves behind, and for whom it opens which page."""

import re

import pytest

from curriculum.starter import launch_key
from lti.models import Context, Launch, Membership, PlatformUser, ResourceLink
from tests.fake_platform import (
    ABSENT,
    CONTENT_DEVELOPER,
    CONTEXT_ADMINISTRATOR,
    INSTITUTION_ADMINISTRATOR,
    INSTRUCTOR,
    LEARNER,
    LIS,
    MENTOR,
    PERSON,
    TEACHING_ASSISTANT,
    TEST_USER,
    FakePlatform,
)
from tests.functional.lti_conformance.support import assert_launched, audience_of, count_rows, open_lesson

UNKNOWN = LIS + "membership#PizzaDeliverer"


def _kept_about_people() -> int:
    return Membership.objects.count() + PlatformUser.objects.count()


@pytest.mark.parametrize(("roles", "audience", "is_recorded"), [
    pytest.param([LEARNER], "student", True, id="learner"),
    pytest.param([INSTRUCTOR], "teacher", True, id="instructor"),
    pytest.param([CONTENT_DEVELOPER], "teacher", True, id="content-developer"),
    pytest.param([INSTRUCTOR, LEARNER], "teacher", True, id="instructor-and-learner"),
    pytest.param([INSTRUCTOR, INSTITUTION_ADMINISTRATOR], "teacher", True, id="instructor-and-administrator-elsewhere"),
    pytest.param([CONTEXT_ADMINISTRATOR], "teacher", False, id="context-administrator"),
    pytest.param([TEACHING_ASSISTANT, INSTRUCTOR], "teacher", True, id="assistant-who-is-instructor-too"),
    pytest.param([UNKNOWN], "student", False, id="unknown"),
    pytest.param([], "student", False, id="none"),
    pytest.param([TEST_USER, LEARNER], "student", False, id="test-user"),
    pytest.param([TEST_USER], "student", False, id="test-user-alone"),
])  # fmt: skip
def test_audience_and_record(client, platform, roles, audience, is_recorded):
    assert audience_of(open_lesson(client, platform.launch(client, roles=roles))) == audience
    assert _kept_about_people() == (2 if is_recorded else 0)


def test_teaching_assistant_alone_sees_the_student_page(client, platform):
    assert audience_of(open_lesson(client, platform.launch(client, roles=[TEACHING_ASSISTANT]))) == "student"


def test_mentor_sees_the_family_page(client, platform):
    assert audience_of(open_lesson(client, platform.launch(client, roles=[MENTOR]))) == "family"


def test_test_user_sees_a_banner_that_nobody_else_sees(client, platform):
    banner = re.compile(r"(nothing is|not) recorded|test user", re.IGNORECASE)
    assert not banner.search(open_lesson(client, platform.launch(client)))
    assert banner.search(open_lesson(client, platform.launch(client, roles=[TEST_USER, LEARNER])))


def test_test_user_who_was_recorded_before_stays_as_they_were(client, platform):
    open_lesson(client, platform.launch(client, roles=[LEARNER]))
    before = list(Membership.objects.values())
    open_lesson(client, platform.launch(client, roles=[TEST_USER, INSTRUCTOR]))
    assert list(Membership.objects.values()) == before


def test_roles_are_replaced_not_merged(client, platform):
    assert audience_of(open_lesson(client, platform.launch(client, roles=[INSTRUCTOR]))) == "teacher"
    first = Membership.objects.get()
    assert audience_of(open_lesson(client, platform.launch(client, roles=[LEARNER]))) == "student"

    membership = Membership.objects.get()
    assert membership.pk == first.pk
    assert "Instructor" not in str(membership.roles)
    assert "Learner" in str(membership.roles)


def test_rows_of_a_first_launch(client, platform):
    assert_launched(platform.launch(client))
    assert count_rows() == dict.fromkeys(count_rows(), 1)

    context = Context.objects.get()
    assert (context.id_on_platform, context.deployment.id_on_platform) == ("course-1", platform.deployment_id)
    assert context.audience == "student"
    link = ResourceLink.objects.get()
    assert (link.id_on_platform, str(link.launch_key)) == ("link-1", platform.launch_key)
    person = PlatformUser.objects.get()
    assert (person.registration, person.sub) == (platform.registration, PERSON["sub"])


def test_second_launch_adds_a_launch_and_nothing_else(client, platform):
    assert_launched(platform.launch(client))
    assert_launched(platform.launch(client))
    rows = count_rows()
    assert rows.pop("Launch") == rows.pop("SpentNonce") == 2
    assert set(rows.values()) == {1}


def test_case_of_ids_counts(client, platform):
    for number in ("Link", "link"):
        assert_launched(platform.launch(client, resource_link={"id": number}, sub=number, context={"id": number}))
    assert ResourceLink.objects.count() == PlatformUser.objects.count() == Context.objects.count() == 2


def test_launch_without_a_context_keeps_no_membership(client, platform):
    open_lesson(client, platform.launch(client, context=ABSENT))
    assert not Membership.objects.exists()
    assert not Context.objects.exists()


def test_link_that_points_elsewhere_now_is_followed(client, platform):
    """The signed launch names the content; what an earlier one said is past."""
    other_key = str(launch_key("lesson", "g68-threshold-dilemma"))
    assert_launched(platform.launch(client))
    launched = assert_launched(platform.launch(client, custom={"launch_key": other_key}))
    assert "g68-threshold-dilemma" in launched["path"]
    assert str(ResourceLink.objects.get().launch_key) == other_key


def test_warm_repeat_launch_asks_nobody(client, platform):
    assert_launched(platform.launch(client))
    asked = len(platform.wire.calls)
    for _ in range(3):
        open_lesson(client, platform.launch(client))
    assert len(platform.wire.calls) == asked == 1


def test_warm_launch_stays_within_its_budget_of_statements(client, platform, django_assert_max_num_queries):
    """Login and launch: twelve SQL statements in all."""
    assert_launched(platform.launch(client))
    with django_assert_max_num_queries(12):
        assert_launched(platform.launch(client))


def test_two_tabs_of_two_people_stay_apart(client, platform):
    """One browser, a teacher's tab and a student's: each shows what its own launch allows."""
    teacher_login, student_login = platform.login(client), platform.login(client)
    student = platform.launch(client, login=student_login, roles=[LEARNER], sub="subject-of-the-student")
    teacher = platform.launch(client, login=teacher_login, roles=[INSTRUCTOR], sub="subject-of-the-teacher")

    for _ in range(2):
        assert audience_of(open_lesson(client, student)) == "student"
        assert audience_of(open_lesson(client, teacher)) == "teacher"


def test_launches_are_stored_without_their_token(client, platform):
    launched = assert_launched(platform.launch(client))
    assert launched["token"] not in repr(list(Launch.objects.values()))


def test_two_clients_of_one_issuer_are_two_registrations(client, platform):
    second = FakePlatform(wire=platform.wire, client_id="client-second-2f60", deployment_id="second", launch_key=platform.launch_key)
    second.register()
    assert_launched(platform.launch(client))
    assert_launched(second.launch(client))
    assert PlatformUser.objects.count() == 2
