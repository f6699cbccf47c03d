"""Writes that cross rows."""

from django.db import IntegrityError, transaction

from curriculum.errors import VersionNotWritten
from curriculum.models.compiled import CompiledPage, PageVersion

ATTEMPTS = 5


def publish_version(*, page: CompiledPage) -> PageVersion:
    """The newest version of a page that has just been published, written now if its content differs from the last one.

    Safe when two people publish at once: numbers never repeat and never skip. Raises VersionNotWritten after five lost races.
    """
    document, versions = page.compiled(), page.version_model().objects
    for _attempt in range(ATTEMPTS):
        newest = versions.of_page(page.pk)
        if newest and newest.document == document:
            return newest
        try:
            with transaction.atomic():
                return _next_version(page, newest, document)
        except IntegrityError:
            # Somebody else took this number; look again at what is newest now.
            continue
    raise VersionNotWritten


def _next_version(page: CompiledPage, newest: PageVersion | None, document: dict) -> PageVersion:
    model = page.version_model()
    # The note stays in the editor's field; said once, it is not said again for the next version.
    is_said = model.objects.last_note(page.pk) == page.change_note
    return model.objects.create(
        **{model.of: page},
        number=newest.number + 1 if newest else 1,
        language=document["public"]["language"],
        change_note="" if is_said else page.change_note,
        document=document,
    )
