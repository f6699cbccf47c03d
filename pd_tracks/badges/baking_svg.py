"""A badge in an SVG: one element directly inside the picture's own (Open Badges 3.0, "SVG").

A picture with anything active in it is refused, not cleaned: badges are passed on and opened in browsers, and ours need nothing of the kind.
"""

import re

import defusedxml.minidom
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from pd_tracks.badges.errors import BadgeError

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
XMLNS = "http://www.w3.org/2000/xmlns/"
BADGES = "https://purl.imsglobal.org/ob/v3p0"
CREDENTIAL = f"{{{BADGES}}}credential"
MAX_ELEMENTS = 5_000
MAX_DEPTH = 60
ACTIVE = {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}
# They change other elements' links, later, to what is not seen here.
ACTIVE |= {"set", "animate", "animatemotion", "animatetransform", "discard"}
# A link may stay inside the picture, or carry a picture with it.
HARMLESS_LINK = re.compile(r"#.*|data:image/(png|jpeg|gif|webp)[;,].*", re.DOTALL)
# Blanks and quotes are taken out first, which also keeps these expressions quick.
FILLING = re.compile(r"[\s'\"]+")
REACHING_URL = re.compile(r"url\((?!#)", re.IGNORECASE)
# Backslashes could spell any of the others.
REACHING_STYLE = re.compile(r"url\((?!#)|@import|//|expression|\\", re.IGNORECASE)


def bake(picture: bytes, text: str) -> bytes:
    """The picture with the text in it, in place of one it may hold; it comes without a document type. Raises BadgeError."""
    _read(picture)
    document = defusedxml.minidom.parseString(picture)
    root = document.documentElement
    if root.getAttributeNS(XMLNS, "openbadges") not in {"", BADGES}:
        raise BadgeError("svg_prefix_taken")
    for old in root.getElementsByTagNameNS(BADGES, "credential"):
        old.parentNode.removeChild(old)
    root.setAttributeNS(XMLNS, "xmlns:openbadges", BADGES)
    badge = document.createElementNS(BADGES, "openbadges:credential")
    badge.setAttribute("verify", text)
    root.insertBefore(badge, root.firstChild)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + root.toxml().encode()


def unbake(picture: bytes) -> str:
    """The text in the picture's one element for it: its attribute, or what it encloses. Raises BadgeError."""
    found = _read(picture).found
    if len(found) != 1:
        raise BadgeError("credential_twice" if found else "credential_missing")
    attribute, enclosed = found[0][0], "".join(found[0][1]).strip()
    if attribute and enclosed:
        raise BadgeError("credential_twice")
    if not attribute and not enclosed:
        raise BadgeError("credential_missing")
    return attribute or enclosed


def _read(picture: bytes) -> "_Reader":
    """What a safe picture holds. Raises BadgeError svg_entities, svg_active, svg_too_complex, not_a_picture."""
    reader = _Reader()
    parser = DefusedXMLParser(target=reader, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(picture)
        parser.close()
    except DefusedXmlException as error:
        raise BadgeError("svg_entities") from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadgeError("not_a_picture") from error
    return reader


class _Reader:
    """Takes an SVG element by element, so that a large one is refused before it fills the memory."""

    def __init__(self):
        self.found: list[tuple[str, list[str]]] = []
        self._open: list[str] = []
        self._elements = 0
        self._style: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise BadgeError("svg_too_complex")
        if not self._open and tag != f"{{{SVG}}}svg":
            raise BadgeError("not_a_picture")
        if (
            _local(tag) in ACTIVE
            or tag.startswith(f"{{{XHTML}}}")
            or any(_is_active(_local(name), value) for name, value in attributes.items())
        ):
            raise BadgeError("svg_active")
        # Elsewhere in the picture it is no badge by the standard, and two would be one too many anywhere.
        if tag == CREDENTIAL and len(self._open) == 1:
            self.found.append((attributes.get("verify", "").strip(), []))
        self._open.append(tag)

    def data(self, text: str) -> None:
        if self._open[1:] == [CREDENTIAL]:
            self.found[-1][1].append(text)
        elif _local(self._open[-1]) == "style":
            self._style.append(text)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def pi(self, _target: str, _text: str) -> None:
        # The one in use is xml-stylesheet, which loads from elsewhere.
        raise BadgeError("svg_active")

    def close(self) -> None:
        # Styles are looked at whole: a comment between two halves of a word would hide it.
        if REACHING_STYLE.search(FILLING.sub("", "".join(self._style))):
            raise BadgeError("svg_active")


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _is_active(name: str, value: str) -> bool:
    if name.startswith("on") or name == "base":
        return True
    if name in {"href", "src"}:
        return not HARMLESS_LINK.fullmatch(value.strip())
    return bool((REACHING_STYLE if name == "style" else REACHING_URL).search(FILLING.sub("", value)))
