"""The table of design section 4.6, row by row."""

import pytest

from cms.viewer import Audience
from lti.protocol.roles import LIS, Role, known_roles
from lti.standing import decide_standing

STUDENT, TEACHER, FAMILY = Audience.STUDENT, Audience.TEACHER, Audience.FAMILY
R = Role


@pytest.mark.parametrize(
    ("roles", "audience", "recorded", "places"),
    [
        ([R.INSTRUCTOR], TEACHER, True, True),
        ([R.CONTENT_DEVELOPER], TEACHER, True, True),
        ([R.INSTRUCTOR, R.LEARNER], TEACHER, True, True),
        ([R.ADMINISTRATOR], TEACHER, False, True),
        ([R.TEACHING_ASSISTANT], STUDENT, True, False),
        ([R.TEACHING_ASSISTANT, R.INSTRUCTOR], TEACHER, True, True),
        ([R.LEARNER], STUDENT, True, False),
        ([R.MENTOR], FAMILY, False, False),
        ([R.MENTOR, R.LEARNER], STUDENT, True, False),
        ([], STUDENT, False, False),
        ([R.INSTITUTION_STUDENT], STUDENT, False, False),
        ([R.LEARNER, R.TEST_USER], STUDENT, False, False),
        ([R.INSTRUCTOR, R.TEST_USER], TEACHER, False, False),
    ],
)
def test_in_a_student_context(roles, audience, recorded, places):
    standing = decide_standing(tuple(roles))
    assert (standing.audience, standing.is_recorded, standing.may_place_links) == (audience, recorded, places)
    assert standing.is_test_user is (R.TEST_USER in roles)


def test_in_a_staff_context_learners_take_part_as_teachers_but_students_do_not():
    assert decide_standing((R.LEARNER,), is_staff_context=True).audience is TEACHER
    assert decide_standing((R.LEARNER, R.INSTITUTION_STUDENT), is_staff_context=True).audience is STUDENT
    assert not decide_standing((R.LEARNER,), is_staff_context=True).may_place_links


@pytest.mark.parametrize("roles", [[R.LEARNER], [R.INSTRUCTOR]])
def test_somebody_logged_in_as_another_is_not_recorded(roles):
    assert not decide_standing(tuple(roles), acts_for_another=True).is_recorded


@pytest.mark.parametrize(
    "sent",
    [
        "http://evil.example/membership#Instructor",
        "Instructor ",
        LIS + "membership#instructor",
        "urn:lti:role:ims/lis/Instructor",
        LIS + "institution/person#Instructor",
        LIS + "institution/person#Administrator",
        LIS + "system/person#Administrator",
        "TestUser",
        "Student",
    ],
)
def test_look_alikes_and_roles_of_other_places_raise_nothing(sent):
    assert decide_standing(known_roles([sent])).audience is STUDENT


@pytest.mark.parametrize("name", ["Administrator", "ContentDeveloper", "Instructor", "Learner", "Mentor"])
def test_short_names_are_context_roles(name):
    assert known_roles([name]) == known_roles([LIS + "membership#" + name])
