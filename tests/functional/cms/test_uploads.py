"""What may be uploaded: pictures that say what they show, documents that are what they say; by each of the three ways in."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wagtail.models import UploadedFile

import pytest
from PIL import Image as Pillow

from cms.models import Document, Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.7\n%%EOF\n"
WORDS = "Say what the picture shows, or tick that it is only decoration."
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def png(width: int = 4, height: int = 4) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def bomb(side: int = 20_000) -> bytes:
    """A small file that unfolds to 400 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side * (side // 8 + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def office(**inside: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **inside}.items():
            archive.writestr(name, text)
    return out.getvalue()


PICTURES_REFUSED = {
    "svg": ("a.svg", SVG),
    "svg as png": ("a.png", SVG),
    "html as png": ("a.png", HTML),
    "png as jpg": ("a.jpg", png()),
    "bomb": ("a.png", bomb()),
    "broken": ("a.png", png()[:20]),
    "just too many pixels": ("a.png", bomb(7_000)),
    "text before the picture": ("a.png", HTML + png()),
    "too large": ("a.png", png() + b"\0" * (10 * 1024 * 1024)),
}
DOCUMENTS_REFUSED = {
    "html as pdf": ("a.pdf", HTML),
    "html and pdf at once": ("a.pdf", HTML + PDF),
    "html as text": ("a.txt", b"\xef\xbb\xbf \n" + HTML),
    "picture as text": ("a.csv", png()),
    "svg": ("a.svg", SVG),
    "html": ("a.html", HTML),
    "html and docx at once": ("a.docx", HTML + office()),
    "another zip as docx": ("a.docx", office().replace(b"word/", b"nope/")),
    "docx with macros": ("a.docx", office(**{"word/vbaProject.bin": "x"})),
    "pdf as rtf": ("a.rtf", PDF),
    "too large": ("a.pdf", PDF + b"\0" * (20 * 1024 * 1024)),
}
DOCUMENTS_TAKEN = {
    "pdf": ("a.pdf", PDF),
    "capital letters": ("A.PDF", PDF),
    "docx": ("a.docx", office()),
    "rtf": ("a.rtf", b"{\\rtf1 words}"),
    "text": ("a.txt", "Niños".encode()),
    "table": ("a.csv", b"claim,source\n1,2\n"),
}


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(name: str, content: bytes, **fields) -> dict:
    return {"title": "Typed title", "file": sent(name, content), "audience": "student", "description": "A teal square", **fields}


@pytest.mark.parametrize("case", PICTURES_REFUSED)
@pytest.mark.parametrize("way", ["one", "several", "chooser"])
def test_a_picture_is_refused(admin_client, case, way):
    name, content = PICTURES_REFUSED[case]
    if way == "several":
        address = reverse("wagtailimages:add_multiple")
        answer = admin_client.post(
            address, {"title": "Typed title", "files[]": sent(name, content)}, headers={"x-requested-with": "XMLHttpRequest"}
        )
        assert answer.json()["success"] is False
        assert answer.json()["error_message"]
    elif way == "one":
        answer = admin_client.post(reverse("wagtailimages:add"), picture(name, content))
        assert answer.context["form"].errors.keys() == {"file"}
        assert "Typed title" in answer.content.decode()
        assert "A teal square" in answer.content.decode()
    else:
        data = {f"image-chooser-upload-{field}": value for field, value in picture(name, content).items()}
        answer = admin_client.post(reverse("wagtailimages_chooser:create"), data)
        assert answer.json()["step"] != "chosen"
        assert "A teal square" in answer.json()["htmlFragment" if "htmlFragment" in answer.json() else "html"]
    assert not Image.objects.exists()
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("case", DOCUMENTS_REFUSED)
@pytest.mark.parametrize("way", ["one", "several", "chooser"])
def test_a_document_is_refused(admin_client, case, way):
    name, content = DOCUMENTS_REFUSED[case]
    fields = {"title": "Typed title", "file": sent(name, content), "audience": "teacher"}
    if way == "several":
        address = reverse("wagtaildocs:add_multiple")
        answer = admin_client.post(
            address, {"title": "Typed", "files[]": sent(name, content)}, headers={"x-requested-with": "XMLHttpRequest"}
        )
        assert answer.json()["success"] is False
    elif way == "one":
        answer = admin_client.post(reverse("wagtaildocs:add"), fields)
        assert answer.context["form"].errors.keys() == {"file"}
        assert "Typed title" in answer.content.decode()
    else:
        data = {f"document-chooser-upload-{field}": value for field, value in fields.items()}
        assert admin_client.post(reverse("wagtaildocs_chooser:create"), data).json()["step"] != "chosen"
    assert not Document.objects.exists()


@pytest.mark.parametrize("case", DOCUMENTS_TAKEN)
def test_a_document_that_is_what_it_says_is_taken(admin_client, case):
    fields = {"title": "Sheet", "file": sent(*DOCUMENTS_TAKEN[case]), "audience": "teacher"}
    assert admin_client.post(reverse("wagtaildocs:add"), fields).status_code == 302
    assert Document.objects.get().title == "Sheet"


def test_a_document_keeps_its_file_when_only_words_change(admin_client):
    admin_client.post(reverse("wagtaildocs:add"), {"title": "Sheet", "file": sent("a.pdf", PDF), "audience": "teacher"})
    document = Document.objects.get()
    answer = admin_client.post(reverse("wagtaildocs:edit", args=[document.pk]), {"title": "Renamed", "audience": "teacher"})
    assert answer.status_code == 302
    assert Document.objects.get().title == "Renamed"


@pytest.mark.parametrize(
    ("fields", "is_taken"), [({}, True), ({"description": " "}, False), ({"description": "", "is_decorative": "on"}, True)]
)
def test_a_picture_says_what_it_shows_or_that_it_is_decoration(admin_client, fields, is_taken):
    answer = admin_client.post(reverse("wagtailimages:add"), picture("a.png", png(), **fields))
    assert Image.objects.exists() is is_taken
    if not is_taken:
        assert answer.context["form"].errors == {"description": [WORDS]}


def test_several_pictures_wait_for_their_words(admin_client):
    address, ajax = reverse("wagtailimages:add_multiple"), {"x-requested-with": "XMLHttpRequest"}
    answer = admin_client.post(address, {"title": "Typed title", "files[]": sent("a.png", png())}, headers=ajax).json()
    assert answer["success"] is True
    assert not Image.objects.exists()
    waiting = UploadedFile.objects.get()
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    fields = {"title": "Square", "audience": "student", "description": ""}
    data = {f"uploaded-image-{waiting.pk}-{name}": value for name, value in fields.items()}
    refused = admin_client.post(address, data, headers=ajax).json()
    assert refused["success"] is False
    assert WORDS in refused["form"]
    data[f"uploaded-image-{waiting.pk}-description"] = "A teal square"
    assert admin_client.post(address, data, headers=ajax).json()["success"] is True
    assert Image.objects.get().description == "A teal square"


def test_a_decoration_has_no_words_for_those_who_cannot_see_it():
    assert Image(title="Leaf", is_decorative=True, description="A leaf").default_alt_text == ""
    assert Image(title="Leaf", description="A leaf").default_alt_text == "A leaf"


def test_a_form_says_what_is_possible(admin_client):
    page = admin_client.get(reverse("wagtailimages:add")).content.decode()
    assert "SVG" not in page.split("Supported formats")[1][:80]
    assert "10.0" in page
    assert "only decoration" in page.lower()
