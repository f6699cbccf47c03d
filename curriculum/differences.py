"""What changed between two versions of a lesson, in words. Both pass the gate first, so nobody reads a change they may not see.

Fields and blocks are named as the editor names them; a field or block added later is compared without being asked.
"""

import json
import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from wagtail import blocks
from wagtail.fields import StreamField

from cms.viewer import Audience
from curriculum.audience import contents_for
from curriculum.documents import NOT_WORDS

SAME, ADDED, REMOVED = "same", "added", "removed"
# Said of the lesson elsewhere on the page, or nothing that a reader would call a change.
LEFT_OUT = {"launch_key", "language"}


@dataclass(frozen=True)
class Piece:
    """Words that stayed, came or went."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One change: where, what happened there, and the words."""

    where: str
    kind: str
    """`added`, `removed`, or `same` where something stayed and changed inside."""
    pieces: tuple[Piece, ...]


def differences(before, after, audience: Audience) -> list[Difference]:
    """Every change from one version (or document) to another that this audience may see, in the order of the lesson."""
    old, new = contents_for(before, audience), contents_for(after, audience)
    names = [name for name in dict.fromkeys([*new, *old]) if name not in LEFT_OUT]
    return [found for name in names for found in _compared(_field_label(name), old.get(name), new.get(name), _stream_of(name))]


def _compared(where: str, old, new, block=None) -> list[Difference]:
    if _is_empty(old) and _is_empty(new) or old == new:
        return []
    if isinstance(old, list | None) and isinstance(new, list | None):
        return _lists(where, old or [], new or [], block)
    if isinstance(old, dict) and isinstance(new, dict):
        names = [name for name in dict.fromkeys([*new, *old]) if name not in NOT_WORDS]
        return [
            found
            for name in names
            for found in _compared(f"{where}: {_part_label(block, name)}", old.get(name), new.get(name), _part(block, name))
        ]
    if _is_empty(old) or _is_empty(new):
        kind = ADDED if _is_empty(old) else REMOVED
        return [Difference(where, kind, (Piece(kind, _words_of(new if kind == ADDED else old)),))]
    return [Difference(where, SAME, pieces(_words_of(old), _words_of(new)))]


def _lists(where: str, old: list, new: list, block) -> list[Difference]:
    """Items that came and went; an item of the same kind in the place of another was changed."""
    found = []
    matcher = SequenceMatcher(None, [_key(item) for item in old], [_key(item) for item in new], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[old_from:old_to], new[new_from:new_to]
        pairs = min(len(gone), len(come))
        for at in range(pairs):
            found += _item(where, gone[at], come[at], new_from + at, block)
        found += [_whole(where, item, ADDED, new_from + pairs + at, block) for at, item in enumerate(come[pairs:])]
        found += [_whole(where, item, REMOVED, old_from + pairs + at, block) for at, item in enumerate(gone[pairs:])]
    return found


def _item(where: str, old, new, at: int, block) -> list[Difference]:
    if _type(old) != _type(new):
        return [_whole(where, old, REMOVED, at, block), _whole(where, new, ADDED, at, block)]
    return _compared(_item_label(where, new, at, block), _value(old), _value(new), _block_of(new, block))


def _whole(where: str, item, kind: str, at: int, block) -> Difference:
    return Difference(_item_label(where, item, at, block), kind, (Piece(kind, _words_of(_value(item))),))


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as the words that stayed, went and came, in reading order."""
    before, after = re.findall(r"\s+|[^\s]+", old), re.findall(r"\s+|[^\s]+", new)
    found = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(before[old_from:old_to])))
            continue
        found.append(Piece(REMOVED, "".join(before[old_from:old_to])))
        found.append(Piece(ADDED, "".join(after[new_from:new_to])))
    return tuple(piece for piece in found if piece.text)


# Names ------------------------------------------------------------------------------------------------------------------


def _field_label(name: str) -> str:
    field = _field(name)
    return capfirst(str(field.verbose_name)) if field is not None and hasattr(field, "verbose_name") else _named(name)


def _named(name: str) -> str:
    """A part that is no field of the lesson's own, or a block that is not there any more."""
    known = {"graduate_traits": _("Graduate profile traits"), "family_notes": _("Notes to families")}
    return known.get(name, capfirst(name.replace("_", " ")))


def _field(name: str):
    from curriculum.models import LessonPage  # noqa: PLC0415  (the lesson's model knows the gate, and this module is beside it)

    return next((field for field in LessonPage._meta.get_fields() if field.name == name), None)


def _stream_of(name: str):
    field = _field(name)
    return field.stream_block if isinstance(field, StreamField) else None


def _part(block, name: str):
    return block.child_blocks.get(name) if isinstance(block, blocks.StructBlock) else None


def _part_label(block, name: str) -> str:
    part = _part(block, name)
    return str(part.label) if part is not None else _named(name)


def _block_of(item, block):
    """The block that an item of a stream or of a list is made of."""
    if isinstance(block, blocks.StreamBlock):
        return block.child_blocks.get(_type(item).removeprefix("teacher_").removeprefix("student_").removeprefix("family_")) or (
            block.child_blocks.get(_type(item))
        )
    return block.child_block if isinstance(block, blocks.ListBlock) else None


def _item_label(where: str, item, at: int, block) -> str:
    """Such as "Step 2 “Trace”"; a text alone is named by its place."""
    own = _block_of(item, block)
    name = str(own.label) if own is not None else where
    value = _value(item)
    title = (
        next((value[part] for part in ("phase", "title", "term", "code", "name") if value.get(part)), "") if isinstance(value, dict) else ""
    )
    number = f"{name} {at + 1}"
    return f"{number} “{title}”" if title else number


# Values -----------------------------------------------------------------------------------------------------------------


def _is_empty(value) -> bool:
    return value is None or value in ("", [], {})


def _type(item) -> str:
    return item.get("type", "") if isinstance(item, dict) and "value" in item else ""


def _value(item):
    return item["value"] if isinstance(item, dict) and "value" in item else item


def _key(item) -> str:
    """What makes two items the same: their kind and content, not their place."""
    return json.dumps([_type(item), _value(item)], sort_keys=True, default=str)


def _words_of(value) -> str:
    """A value as text: what a reader would call it by."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        inner = [part for name, part in value.items() if name not in NOT_WORDS and name != "at"]
        return "\n".join(filter(None, map(_words_of, inner)))
    if isinstance(value, list):
        return "\n".join(filter(None, (_words_of(_value(item)) for item in value)))
    return "" if value is None else str(value)
