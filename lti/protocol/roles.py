"""The role vocabulary (LTI Core 1.3, appendix A.2). Pure words: what a role may see is decided in `lti.standing`."""

from enum import StrEnum

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"


class Role(StrEnum):
    """The roles Waymark acts on. Everything else a platform sends is ignored, never an error."""

    ADMINISTRATOR = LIS + "membership#Administrator"
    CONTENT_DEVELOPER = LIS + "membership#ContentDeveloper"
    INSTRUCTOR = LIS + "membership#Instructor"
    LEARNER = LIS + "membership#Learner"
    MENTOR = LIS + "membership#Mentor"
    TEACHING_ASSISTANT = LIS + "membership/Instructor#TeachingAssistant"
    INSTITUTION_STUDENT = LIS + "institution/person#Student"
    TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


ADMINISTRATORS = {
    Role.ADMINISTRATOR.value,
    "Administrator",
    LIS + "institution/person#Administrator",
    LIS + "system/person#Administrator",
    LIS + "system/person#SysAdmin",
}
"""Who looks after a platform or an account of it. For the data privacy launch alone: these give no view of a lesson."""
_SHORT = {role.value.rpartition("#")[2]: role for role in Role if role.value.startswith(LIS + "membership#")}
_FULL = {role.value: role for role in Role}


def known_roles(sent: list[str]) -> tuple[Role, ...]:
    """The known roles among those sent, each once, in a fixed order. Short names are legal for context roles only (A.2.3)."""
    found = {_FULL.get(name) or _SHORT.get(name) for name in sent}
    return tuple(role for role in Role if role in found)
