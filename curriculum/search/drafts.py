"""The editors' search: words in drafts, in teacher notes and answers as well. Kept apart from the public one (`writing`, `finding`)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from wagtail.models import Revision

from cms.viewer import Audience
from curriculum.differences import differences
from curriculum.documents import Part
from curriculum.models import LessonPage, LessonText
from curriculum.search.words import joined, question, words_of

NOTHING = {"schema": 1, **{part.value: {} for part in Part}}
AROUND = 60
AT_ONCE = 50


@dataclass(frozen=True)
class Place:
    """Where the words are: what the editor calls it, and the text around the first of them."""

    where: str
    before: str
    word: str
    after: str


def keep_text(draft: LessonPage) -> None:
    """The newest draft of a lesson can be found by its editors from now on, and the one before cannot."""
    with translation.override(settings.LANGUAGE_CODE):  # places are kept by one name, whoever saves
        parts = [(each.where, each.pieces[0].text) for each in differences(NOTHING, draft.compiled(), Audience.TEACHER)]
    words = f" {joined(text for _where, text in parts)}"
    LessonText.objects.update_or_create(lesson_id=draft.pk, defaults={"parts": parts, "words": words})


def revision_saved(sender, instance: Revision, created: bool, **kwargs) -> None:
    """Every way to write a draft makes a revision."""
    if created and issubclass(instance.content_type.model_class() or Revision, LessonPage):
        keep_text(instance.as_object())


def rebuild_texts() -> int:
    """All of it made again from the newest drafts; returns how many lessons there are. Safe at any time."""
    for lesson in LessonPage.objects.iterator(AT_ONCE):
        keep_text(lesson.get_latest_revision_as_object())
    return LessonText.objects.count()


def terms_of(typed: str) -> tuple[str, ...]:
    """Any text at all as words to look for."""
    return question(typed, settings.LANGUAGE_CODE).terms


def places(text: LessonText, terms: tuple[str, ...], most: int = 3) -> list[Place]:
    """The few places with most of the words, for a list of results."""
    ranked = sorted(text.parts, key=lambda part: -len(_found_in(part[1], terms)))[:most]
    return [_place(where, written, terms) for where, written in ranked if _found_in(written, terms)]


def _found_in(written: str, terms: tuple[str, ...]) -> set[str]:
    words = words_of(written)
    return {term for term in terms if any(word.startswith(term) for word in words)}


def _place(where: str, written: str, terms: tuple[str, ...]) -> Place:
    pieces = written.split()
    at = next(at for at, piece in enumerate(pieces) if any(word.startswith(terms) for word in words_of(piece)))
    return Place(where, " ".join(pieces[:at])[-AROUND:], pieces[at], " ".join(pieces[at + 1 :])[:AROUND])
