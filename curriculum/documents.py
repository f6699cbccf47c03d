"""Frozen documents: what a page said when it was published, split by who may see what.

For anything that is compiled on publish. Which field lies in which drawer is said by a table of the page's own, deny by
default; which drawers an audience may open, by its gate. Texts stay as they were written, and the words of snippets are
copied in, so that a published version never changes with anything else. Knows no request.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Manager, Model
from django.utils.safestring import SafeString

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue

from wagtail_localize.models import TranslationSource

from cms.foreign import ForeignText, in_language_of
from cms.sanitize import render_markdown
from curriculum.parts import EMPTY
from curriculum.wording import translated

SCHEMA = 1


class Part(StrEnum):
    """The drawers a document may have."""

    PUBLIC = "public"
    FAMILY = "family"
    TEACHER = "teacher"
    COACH = "coach"
    ANSWERS = "answers"


LESSON_PARTS = (Part.PUBLIC, Part.FAMILY, Part.TEACHER, Part.ANSWERS)


@dataclass(frozen=True)
class Struct:
    """A value with named parts."""

    rules: Mapping


@dataclass(frozen=True)
class Stream:
    """A list of blocks, by block type."""

    rules: Mapping


@dataclass(frozen=True)
class Each:
    """A list of values of one kind."""

    rule: "Rule"


Rule = Part | Struct | Stream | Each

# Parts that no reader reads as words, and notes that have a language each.
NOT_WORDS = {"type", "launch_key", "language", "key", "code", "layout", "family_notes"}


def marked(contents, original, language: str):
    """The same contents; a text that is still the original's is `{"text": …, "language": …}`, so that readers are told."""
    if isinstance(contents, dict) and isinstance(original, dict):
        return {name: value if name in NOT_WORDS else marked(value, original.get(name), language) for name, value in contents.items()}
    if isinstance(contents, list) and isinstance(original, list):
        pairs = zip(contents, [*original, *[None] * len(contents)], strict=False)
        return [marked(value, before, language) for value, before in pairs]
    if isinstance(contents, str) and contents == original and any(map(str.isalpha, contents)):
        return {"text": contents, "language": language}
    return contents


def original_of(page):
    """What a translated page was last translated from; None for one in the site's main language."""
    if not page.locale_id or page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    source = TranslationSource.objects.filter(object_id=page.translation_key, locale__language_code=settings.LANGUAGE_CODE).first()
    if source:
        return source.as_instance()
    return type(page).objects.filter(translation_key=page.translation_key, locale__language_code=settings.LANGUAGE_CODE).first()


def partition(contents: dict, rule: Struct, parts: tuple[Part, ...] = LESSON_PARTS, unknown: Part = Part.TEACHER) -> dict:
    """Plain contents split by a table into these drawers, those of a lesson unless others are named. What the table does not know lies in `unknown`, the most closed of them."""
    drawers = _Splitter(unknown).split(contents, rule)
    return {"schema": SCHEMA, **{part.value: drawers.get(part, {}) for part in parts}}


@dataclass(frozen=True)
class _Splitter:
    unknown: Part

    def split(self, value, rule: Rule) -> dict[Part, object]:
        if isinstance(rule, Struct) and isinstance(value, dict):
            return self._struct(value, rule)
        if isinstance(rule, Each) and isinstance(value, list):
            return self._list(value, rule)
        if isinstance(rule, Stream) and isinstance(value, list) and all(map(_is_block, value)):
            return self._list(value, rule)
        return {rule if isinstance(rule, Part) else self.unknown: value}

    def _struct(self, value: dict, rule: Struct) -> dict[Part, object]:
        drawers: dict[Part, dict] = defaultdict(dict)
        for name, inner in value.items():
            for part, piece in self.split(inner, rule.rules.get(name, self.unknown)).items():
                drawers[part][name] = piece
        return dict(drawers)

    def _list(self, items: list, rule: Each | Stream) -> dict[Part, object]:
        """Each drawer gets only the items it has a piece of, with the place ("at") of the item in the whole list."""
        drawers: dict[Part, list] = defaultdict(list)
        for at, item in enumerate(items):
            is_block = isinstance(rule, Stream)
            inner_rule = rule.rules.get(item["type"], self.unknown) if is_block else rule.rule
            for part, piece in self.split(item["value"] if is_block else item, inner_rule).items():
                label = {"at": at, "type": item["type"]} if is_block else {"at": at}
                drawers[part].append({**label, "value": piece})
        return dict(drawers)


def _is_block(item) -> bool:
    return isinstance(item, dict) and {"type", "value"} <= item.keys()


def plain(value, locale_id: int | None = None):
    """A field's value as JSON: blocks by type, snippets as what they say of themselves in this language, where they can."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, StreamValue):
        return [{"type": _type_of(block), "value": plain(block.value)} for block in value]
    if isinstance(value, StructValue | dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, ListValue | list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Manager):
        return [plain(row) for row in translated(value.all(), locale_id)]
    if isinstance(value, Model):
        value = translated([value], locale_id)[0]
        return value.snapshot() if hasattr(value, "snapshot") else str(value)
    return str(value)


def _type_of(block) -> str:
    """A block's type. What carries an audience of its own has it in front, so that the table above decides."""
    audience = getattr(block.value, "audience", "")
    return f"{audience}_{block.block_type}" if audience else block.block_type


def opened(document: dict, parts: tuple[Part, ...]) -> dict:
    """What lies in these drawers, put together again; the rest is not there."""
    contents: dict = {}
    for part in parts:
        contents = _joined(contents, document.get(part, {}))
    return _spoken(contents)


def _spoken(contents):
    """Texts that a translation still has in the original's language, as texts that say so (`curriculum.versions.marked`)."""
    if isinstance(contents, dict):
        if contents.keys() == {"text", "language"}:
            return ForeignText(contents["text"], contents["language"])
        return {name: _spoken(value) for name, value in contents.items()}
    if isinstance(contents, list):
        return [_spoken(value) for value in contents]
    return contents


def _joined(one, other):
    """Two drawers' pieces of one value put together again."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{name: _joined(one[name], piece) if name in one else piece for name, piece in other.items()}}
    if isinstance(one, list) and isinstance(other, list):
        items = {item["at"]: item for item in one}
        for item in other:
            items[item["at"]] = _joined(items[item["at"]], item) if item["at"] in items else item
        return [items[at] for at in sorted(items)]
    return other


def values(contents: dict, field: str, *types: str) -> list:
    """The values of the blocks of these types in a list of blocks."""
    return [item["value"] for item in contents.get(field, ()) if item["type"] in types]


def html(contents: dict, field: str) -> SafeString:
    """A Markdown text as clean HTML; empty where there is none."""
    text = contents.get(field)
    return in_language_of(text, render_markdown(text)) if text else EMPTY
