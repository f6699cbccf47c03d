"""What a platform's roles mean in Waymark: one table in one module (design, section 4.6).

Roles come from the platform, so they may give a view of a lesson and nothing else: they never make anyone a coach, an
author or an administrator here, and institution or system roles never raise anything.
"""

from dataclasses import dataclass

from cms.viewer import Audience
from lti.protocol.roles import Role


@dataclass(frozen=True)
class Standing:
    """How one launch is treated."""

    audience: Audience
    is_recorded: bool
    """Whether the person (a pseudonym) and the membership are kept."""
    may_place_links: bool = False
    is_test_user: bool = False


def decide_standing(roles: tuple[Role, ...], *, is_staff_context: bool = False, acts_for_another: bool = False) -> Standing:
    """The standing for known roles. The most a person may do as a teacher wins over what they may do as a student.

    In a staff context learners are teachers taking part, except a person who is a student of the institution.
    `acts_for_another`: an administrator is "logged in as" this person; the page is shown and nothing is recorded.
    """
    held = set(roles)
    recorded = not acts_for_another and Role.TEST_USER not in held
    test = Role.TEST_USER in held
    is_student_anywhere = Role.INSTITUTION_STUDENT in held
    if held & {Role.INSTRUCTOR, Role.CONTENT_DEVELOPER}:
        return Standing(Audience.TEACHER, recorded, may_place_links=not test, is_test_user=test)
    if Role.ADMINISTRATOR in held:
        return Standing(Audience.TEACHER, False, may_place_links=not test, is_test_user=test)
    if Role.LEARNER in held and is_staff_context and not is_student_anywhere:
        return Standing(Audience.TEACHER, recorded, is_test_user=test)
    # The TeachingAssistant sub-role alone grants no more than we map for it (LTI Core 1.3, A.2.3.1): the student view.
    if held & {Role.LEARNER, Role.TEACHING_ASSISTANT}:
        return Standing(Audience.STUDENT, recorded, is_test_user=test)
    if Role.MENTOR in held:
        return Standing(Audience.FAMILY, False, is_test_user=test)
    return Standing(Audience.STUDENT, False, is_test_user=test)
