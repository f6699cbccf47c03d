"""How an editor sees a draft before anybody else does: as each reader, in the site and in a course, on paper and read aloud.

A preview compiles the draft in memory, passes the gate like every page, and is neither stored nor cached.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.viewer import Audience, Viewer
from curriculum.audience import lesson_view

EMBEDDED = "layouts/embedded.html"
FAMILY, READ_ALOUD = "family", "read_aloud"
FAMILY_TEMPLATE = "curriculum/family.html"
NOT_READ_ALOUD = _("Only in this preview: students of this grade band get a page to read. This is how the lesson would be read aloud.")


@dataclass(frozen=True)
class Mode:
    """One way to see a draft."""

    name: str
    label: str | Promise
    viewer: Viewer = field(default_factory=Viewer)
    is_on_paper: bool = False


STUDENT = Mode("student", _("As a student"))
IN_A_COURSE = Mode("student_in_course", _("As a student, in a course (LMS)"), Viewer(layout=EMBEDDED, in_launch=True))
LESSON_MODES = (
    STUDENT,
    IN_A_COURSE,
    Mode("teacher", _("As a teacher"), Viewer(audience=Audience.TEACHER)),
    Mode(
        "teacher_in_course",
        _("As a teacher, in a course (LMS)"),
        Viewer(layout=EMBEDDED, audience=Audience.TEACHER, in_launch=True, is_bound=True),
    ),
    Mode(FAMILY, _("As a family"), Viewer(audience=Audience.FAMILY)),
    Mode(
        "family_in_course",
        _("As a family, in a course (LMS), with the notes in all languages"),
        Viewer(layout=EMBEDDED, audience=Audience.FAMILY, in_launch=True),
    ),
    Mode("print", _("On paper, for students"), is_on_paper=True),
    Mode("print_teacher", _("On paper, for teachers"), Viewer(audience=Audience.TEACHER), is_on_paper=True),
    Mode(READ_ALOUD, _("Read aloud, for the youngest")),
)
UNIT_MODES = (STUDENT, IN_A_COURSE, Mode("print", _("On paper"), is_on_paper=True))


class PreviewedAs:
    """A page that can be previewed in each of `preview_as`. `previewed(request, mode)` gives a template and its context."""

    preview_as: tuple[Mode, ...] = ()

    @property
    def preview_modes(self):
        return [(mode.name, mode.label) for mode in self.preview_as]

    def get_preview_template(self, request, mode_name):
        return self.previewed(request, self._mode(mode_name))[0]

    def get_preview_context(self, request, mode_name):
        return self.previewed(request, self._mode(mode_name))[1]

    def serve_preview(self, request, mode_name):
        mode = self._mode(mode_name)
        request.viewer = mode.viewer
        template, context = self.previewed(request, mode)
        return TemplateResponse(request, template, {**context, "viewer": mode.viewer, "is_on_paper": mode.is_on_paper})

    def _mode(self, name: str) -> Mode:
        return next((mode for mode in self.preview_as if mode.name == name), self.preview_as[0])


def family_context(lesson, document: dict) -> dict:
    """What the page for families gets, of a draft, in the language of the draft."""
    from curriculum.families import family_view  # noqa: PLC0415  (it reads the models, which are previewed here)

    language = document["public"].get("language") or settings.LANGUAGE_CODE
    family = family_view(lesson, lesson_view(document, Audience.FAMILY), language)
    return {"family": family, "description": family.essential_question, "translations": ()}
