"""A badge in a PNG: one chunk of international text (Open Badges 3.0, "PNG"; PNG, "iTXt International textual data").

The chunks are walked here because Pillow hides what has to be refused: of two texts with one name it keeps the last, and it unpacks a
compressed one without saying so. The rest of the picture stays as it is, byte for byte.
"""

import struct
import zlib
from collections.abc import Iterator

from pd_tracks.badges.errors import BadgeError
from pd_tracks.badges.wire import MAX_CHARS

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
# Not compressed, method 0, no language, no translated keyword.
PLAIN = KEYWORD + b"\0\0\0\0\0"


def bake(picture: bytes, text: str) -> bytes:
    """The picture with the text right behind its header, where readers that stop early find it."""
    kept = [(kind, content) for kind, content in _chunks(picture) if not _is_badge(kind, content)]
    kept.insert(1, (b"iTXt", PLAIN + text.encode()))
    return SIGNATURE + b"".join(_written(kind, content) for kind, content in kept)


def unbake(picture: bytes) -> str:
    """The text in the picture's one chunk for it. Raises BadgeError."""
    found = [(kind, content) for kind, content in _chunks(picture) if _is_badge(kind, content)]
    if len(found) != 1:
        raise BadgeError("credential_twice" if found else "credential_missing")
    return _text_in(*found[0])


def _text_in(kind: bytes, content: bytes) -> str:
    if len(content) > MAX_CHARS:
        raise BadgeError("too_big")
    flag, rest = content[len(KEYWORD) + 1 :][:1], content[len(KEYWORD) + 3 :]
    if kind == b"zTXt" or (kind == b"iTXt" and flag == b"\1"):
        raise BadgeError("credential_compressed")
    # Behind the flag and its method: language and translated keyword, each ended by a zero.
    parts = rest.split(b"\0", 2)
    if kind != b"iTXt" or flag != b"\0" or len(parts) != 3:
        raise BadgeError("malformed")
    try:
        return parts[2].decode()
    except UnicodeDecodeError as error:
        raise BadgeError("malformed") from error


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk to the last; what follows the picture's end is no part of it, and is not kept."""
    at, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        if len(picture) < at + 12:
            raise BadgeError("not_a_picture")
        size, kind_now = struct.unpack_from(">I4s", picture, at)
        content, end = picture[at + 8 : at + 8 + size], at + 12 + size
        if end > len(picture) or (not kind and kind_now != b"IHDR"):
            raise BadgeError("not_a_picture")
        if struct.unpack_from(">I", picture, end - 4)[0] != zlib.crc32(kind_now + content):
            raise BadgeError("not_a_picture")
        yield kind_now, content
        at, kind = end, kind_now


def _is_badge(kind: bytes, content: bytes) -> bool:
    return kind in {b"iTXt", b"tEXt", b"zTXt"} and content.startswith(KEYWORD + b"\0")


def _written(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
