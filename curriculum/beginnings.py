"""What a new lesson begins with, so that nobody starts from nothing. Everything of it can be changed."""

from django.utils.translation import gettext as _

MINUTES = 45
FIRST_STEP_MINUTES = 5


def beginning_of(lesson, unit) -> dict:
    """The form's first values for a lesson in this unit: its grade band and subjects, its lessons' minutes, and a first step."""
    return {
        "band": unit.band_id,
        "subjects": list(unit.subjects.all()),
        "duration_minutes": _usual_minutes(type(lesson), unit),
        "objectives": _blocks(lesson, "objectives", "objective", _("I can …")),
        "steps": _blocks(lesson, "steps", "step", {"phase": _("Launch"), "minutes": FIRST_STEP_MINUTES, "student": "", "teacher_note": ""}),
    }


def _usual_minutes(lessons, unit) -> int:
    """As long as the unit's last lesson."""
    return lessons.objects.child_of(unit).in_teaching_order().values_list("duration_minutes", flat=True).last() or MINUTES


def _blocks(lesson, field: str, block_type: str, value):
    return lesson._meta.get_field(field).stream_block.to_python([{"type": block_type, "value": value}])
