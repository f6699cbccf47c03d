"""What teachers who already use a lesson are told when it changes: the note that goes with each new version."""

from django.conf import settings
from django.utils.translation import gettext as _

from curriculum.versions import compile_lesson


def note_problems(lesson) -> dict[str, str]:
    """Why this lesson cannot be published without a word about it: field name to message.

    The first version needs no note, nor does publishing again what is already published. A translation follows its original,
    whose note says it.
    """
    if lesson.locale.language_code != settings.LANGUAGE_CODE or has_own_note(lesson) or not differs(lesson):
        return {}
    return {"change_note": needs_note()}


def needs_note() -> str:
    return _("Teachers may already use this lesson. Tell them in a sentence what changed.")


def has_own_note(lesson) -> bool:
    """Whether the draft says something that was not said with an earlier version: a note stays in the draft it was written in."""
    return bool(lesson.change_note) and lesson.change_note != lesson.versions.last_note(lesson.pk)


def differs(lesson) -> bool:
    """Whether publishing this draft would make another version than the first."""
    newest = lesson.versions.for_lesson(lesson.pk) if lesson.pk else None
    return newest is not None and newest.document != compile_lesson(lesson)
