"""What teachers who already use a lesson or module are told when it changes: the note that goes with each new version."""

from django.conf import settings
from django.utils.translation import gettext as _


def note_problems(page) -> dict[str, str]:
    """Why this page cannot be published without a word about it: field name to message.

    The first version needs no note, nor does publishing again what is already published. A translation follows its original,
    whose note says it.
    """
    if page.locale.language_code != settings.LANGUAGE_CODE or has_own_note(page) or not differs(page):
        return {}
    return {"change_note": needs_note()}


def needs_note() -> str:
    return _("Teachers may already use this lesson. Tell them in a sentence what changed.")


def has_own_note(page) -> bool:
    """Whether the draft says something that was not said with an earlier version: a note stays in the draft it was written in."""
    return bool(page.change_note) and page.change_note != page.versions.last_note(page.pk)


def differs(page) -> bool:
    """Whether publishing this draft would make another version than the first."""
    newest = page.versions.of_page(page.pk) if page.pk else None
    return newest is not None and newest.document != page.compiled()
