"""Puts a signed badge into a picture and takes it out again (Open Badges 3.0, "Baked Badges"). What the badge says is not looked at.

Written strictly: compact JWS only. Read a little wider: whatever text a picture holds under the standard's name, JSON included.
"""

from pd_tracks.badges import baking_png, baking_svg
from pd_tracks.badges.errors import BadgeError
from pd_tracks.badges.wire import COMPACT_JWS, MAX_CHARS

MAX_PNG_BYTES = 10_000_000
MAX_SVG_BYTES = 1_000_000


def bake(picture: bytes, text: str) -> bytes:
    """The picture with this badge in it, in place of one that it may hold. Raises BadgeError."""
    if len(text) > MAX_CHARS:
        raise BadgeError("too_big")
    if not COMPACT_JWS.fullmatch(text):
        raise BadgeError("not_a_badge")
    return _kind_of(picture).bake(picture, text)


def unbake(picture: bytes) -> str:
    """The badge in a picture: the one there is, or a BadgeError. It is not verified."""
    text = _kind_of(picture).unbake(picture)
    if len(text) > MAX_CHARS:
        raise BadgeError("too_big")
    return text


def _kind_of(picture: bytes):
    """The module for this kind of picture, told by how it begins; nobody's word on its name or type is needed."""
    is_png = picture.startswith(baking_png.SIGNATURE)
    if len(picture) > (MAX_PNG_BYTES if is_png else MAX_SVG_BYTES):
        raise BadgeError("picture_too_big")
    return baking_png if is_png else baking_svg
