"""Writes that cross rows."""

from django.db import IntegrityError, transaction

from curriculum.errors import VersionNotWritten
from curriculum.models import LessonPage, LessonVersion
from curriculum.versions import compile_lesson

ATTEMPTS = 5


def publish_version(*, lesson: LessonPage) -> LessonVersion:
    """The newest version of a lesson that has just been published, written now if its content differs from the last one.

    Safe when two people publish at once: numbers never repeat and never skip. Raises VersionNotWritten after five lost races.
    """
    document = compile_lesson(lesson)
    for _attempt in range(ATTEMPTS):
        newest = LessonVersion.objects.for_lesson(lesson.pk)
        if newest and newest.document == document:
            return newest
        try:
            with transaction.atomic():
                return _next_version(lesson, newest, document)
        except IntegrityError:
            # Somebody else took this number; look again at what is newest now.
            continue
    raise VersionNotWritten


def _next_version(lesson: LessonPage, newest: LessonVersion | None, document: dict) -> LessonVersion:
    # The note stays in the editor's field; said once, it is not said again for the next version.
    is_said = LessonVersion.objects.last_note(lesson.pk) == lesson.change_note
    return LessonVersion.objects.create(
        lesson_id=lesson.pk,
        number=newest.number + 1 if newest else 1,
        language=document["public"]["language"],
        change_note="" if is_said else lesson.change_note,
        document=document,
    )
