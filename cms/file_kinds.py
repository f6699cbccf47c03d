"""Whether an uploaded document is what its name says. A name alone is believed nowhere: a web page called `.pdf` is refused.

Each kind begins with its own first bytes, so that a file which is two things at once is refused too.
"""

import zipfile
from typing import BinaryIO

OFFICE = "[Content_Types].xml"
INSIDE = {"docx": (OFFICE, "word/"), "pptx": (OFFICE, "ppt/"), "xlsx": (OFFICE, "xl/"), "odt": ("mimetype", "content.xml")}
FIRST_BYTES = {"pdf": b"%PDF-", "rtf": b"{\\rtf"}
TEXTS = {"csv", "txt"}
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<head", b"<body", b"%pdf", b"pk\x03\x04")
LOOKED_AT = 4096


def is_what_it_says(extension: str, file: BinaryIO) -> bool:
    """True where the content is of the kind that the extension names; False for every kind we do not know. Leaves the file at its start."""
    file.seek(0)
    start = file.read(LOOKED_AT)
    file.seek(0)
    if extension in INSIDE:
        found = start.startswith(b"PK\x03\x04") and _holds(file, INSIDE[extension])
    elif extension in TEXTS:
        found = b"\0" not in start and not start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP)
    else:
        found = extension in FIRST_BYTES and start.startswith(FIRST_BYTES[extension])
    file.seek(0)
    return found


def _holds(file: BinaryIO, names: tuple[str, ...]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            inside = archive.namelist()
    except (zipfile.BadZipFile, ValueError):
        return False
    has_macros = any(name.endswith("vbaProject.bin") for name in inside)
    return not has_macros and all(any(name.startswith(wanted) for name in inside) for wanted in names)
