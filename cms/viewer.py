"""Port 2 of the floor: how this request is being seen.

`lti` fills a Viewer from a launch; everybody else only reads it. It holds opaque keys and never a claim, a name or a
token, so no app outside `lti` can come to depend on what a platform sent.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from django.http import HttpRequest


class Audience(StrEnum):
    """Who a page is for. The gate (`curriculum.audience`) decides what each may see."""

    STUDENT = "student"
    TEACHER = "teacher"
    FAMILY = "family"


@dataclass(frozen=True)
class Viewer:
    """How one request is being seen. Immutable: to show less, make another with `as_student`."""

    layout: str = "layouts/site.html"
    audience: Audience = Audience.STUDENT
    person_key: str = ""
    """Opaque key of the person in this platform; empty when nothing may be recorded."""
    context_key: str = ""
    """Opaque key of the platform's context (a course); empty outside a launch or without one."""
    visit_key: str = ""
    """Opaque key of this one launch, for what lasts no longer than it; empty outside a launch."""
    is_bound: bool = False
    """This browser proved that it is the one which launched (the launch's own cookie came back)."""
    in_launch: bool = False
    is_staff_course: bool = False
    """The course is one for staff learning: an administrator of Waymark said so."""
    leads_course: bool = False
    """Whoever runs a course for staff, by their role there. Gives counts of that course, and nothing of a person."""
    is_test_user: bool = False
    needs_tab: bool = False
    """A teacher whose browser could not prove itself: the student page is shown, with a way to open a tab."""
    is_student_preview: bool = False
    """A teacher asked to see what students see."""
    pins: tuple[tuple[str, int], ...] = ()
    """(launch key, version number) pairs that this launch stays on."""

    def as_student(self) -> "Viewer":
        """The same launch as a student sees it. Audiences are only ever lowered here, never raised."""
        return replace(self, audience=Audience.STUDENT, leads_course=False, is_student_preview=self.audience is Audience.TEACHER)

    def pinned_version(self, launch_key) -> int | None:
        """The version number this launch stays on for that content, or None for the newest."""
        return dict(self.pins).get(str(launch_key))


PUBLIC = Viewer()


def viewer_for(request: HttpRequest) -> Viewer:
    """The request's viewer; the public one where no middleware ran (previews, tests of templates)."""
    return getattr(request, "viewer", PUBLIC)
