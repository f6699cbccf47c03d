"""The minutes of steps, or of the parts of a module, added up, and how the editor says so."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _


def minutes_of(steps: Iterable) -> int:
    """The minutes of all steps; one that says none yet counts for nothing."""
    return sum(whole(step.value.get("minutes")) or 0 for step in steps if isinstance(step.value, Mapping))


def whole(value) -> int | None:
    """A number of minutes, also as a form has it; None where it is none."""
    return int(value) if str(value or "").isdecimal() else None


def minutes_texts() -> dict[str, str]:
    """What the editor says, by what it is about; the script beside the steps fills in the same words."""
    return {
        "left": _("Steps: %(sum)s of %(duration)s minutes — %(rest)s left"),
        "over": _("Steps: %(sum)s of %(duration)s minutes — %(rest)s too many"),
        "even": _("Steps: %(sum)s of %(duration)s minutes — it adds up"),
        "alone": _("Steps: %(sum)s minutes together"),
        "use": _("Use %(sum)s"),
    }


def minutes_said(total: int, duration: int | None) -> str:
    """The sum beside the lesson's minutes, in words."""
    texts = minutes_texts()
    if duration is None:
        return texts["alone"] % {"sum": total}
    which = "even" if total == duration else "left" if total < duration else "over"
    return texts[which] % {"sum": total, "duration": duration, "rest": abs(duration - total)}
