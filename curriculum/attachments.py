"""Files and pictures of a lesson as they are now: a published version names them, their audience is never frozen.

A file that was closed, or that is gone, disappears from every version at once, with its title. Its address asks again
(`cms.files`). One query for all documents and one for all pictures of a lesson, none where it has none.
"""

from collections.abc import Iterable
from dataclasses import replace

from wagtail.images.models import SourceImageIOError

from cms.models import Document, Image, Rendition
from cms.models.files import OPEN_TO, RENDITIONS, FileAudience
from curriculum.parts import FileView, HandoutView, LessonView, PictureView

PICTURE_SIZE = "max-1200x900"


def as_they_are_now(view: LessonView) -> LessonView:
    """The view with the files and pictures that its audience may open now, and without the others."""
    documents = [handout.file.document_id for handout in view.handouts if handout.file]
    images = [handout.picture.image_id for handout in view.handouts if handout.picture]
    if not documents and not images:
        return view
    audiences = OPEN_TO[view.audience]
    files, pictures = _files(documents, audiences), _pictures(images, audiences)
    return replace(view, handouts=tuple(_present(view.handouts, files, pictures)))


def _present(handouts: Iterable[HandoutView], files: dict, pictures: dict):
    for handout in handouts:
        if handout.file:
            found, is_closed = files.get(handout.file.document_id, (None, True))
            if found:
                yield replace(handout, file=found, is_teacher_only=is_closed)
        elif handout.picture:
            found, is_closed = pictures.get(handout.picture.image_id, (None, True))
            if found:
                yield replace(handout, picture=found, is_teacher_only=is_closed)
        else:
            yield handout


def _files(ids: list[int], audiences: Iterable[str]) -> dict[int, tuple[FileView, bool]]:
    """Document id to the file and whether it is the teacher's alone."""
    rows = Document.objects.filter(pk__in=ids, audience__in=audiences).only("file", "file_size", "audience") if ids else ()
    return {
        row.pk: (
            FileView(row.pk, row.filename, row.file_extension.upper(), row.file_size or 0, row.audience == FileAudience.STUDENT),
            row.audience == FileAudience.TEACHER,
        )
        for row in rows
    }


def _pictures(ids: list[int], audiences: Iterable[str]) -> dict[int, tuple[PictureView, bool]]:
    """Image id to the picture at its size and whether it is the teacher's alone. Makes a size that is not there yet."""
    if not ids:
        return {}
    known = Rendition.objects.filter(image_id__in=ids, filter_spec=PICTURE_SIZE, image__audience__in=audiences).select_related("image")
    found = {rendition.image_id: rendition for rendition in known}
    if missing := set(ids) - set(found):
        found |= _made(Image.objects.filter(pk__in=missing, audience__in=audiences))
    return {
        pk: (
            PictureView(pk, rendition.file.name.removeprefix(RENDITIONS), rendition.width, rendition.height),
            rendition.image.audience == FileAudience.TEACHER,
        )
        for pk, rendition in found.items()
    }


def _made(images: Iterable[Image]) -> dict[int, Rendition]:
    made = {}
    for image in images:
        try:
            made[image.pk] = image.get_rendition(PICTURE_SIZE)
        except SourceImageIOError:
            continue  # the upload is gone from the storage: there is nothing to show
    return made
