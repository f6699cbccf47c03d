"""Files for tests, really in the storage."""

from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from wagtail.images.tests.utils import get_test_image_file

from cms.models import Document, Image

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def make_document(name: str = "key.pdf", *, content: bytes = PDF, **fields) -> Document:
    document = Document(title=name, **fields)
    document.file.save(name, ContentFile(content), save=False)
    document._set_document_file_metadata()
    document.save()
    return document


def make_image(**fields) -> Image:
    return Image.objects.create(title="A picture", file=get_test_image_file(size=(40, 30)), **fields)


class FarStorage(Storage):
    """As django-storages: files lie elsewhere, without paths, at an address that opens to anybody."""

    @property
    def folder(self) -> Path:
        return Path(settings.MEDIA_ROOT)

    def _open(self, name, mode="rb"):
        return File((self.folder / name).open(mode), name)

    def size(self, name):
        return (self.folder / name).stat().st_size

    def url(self, name):
        return f"https://bucket.example/{name}"
