"""The gate of modules: what a reader may see. Deny by default, one place, in Python.

First the drawers that this reader may open are taken out of the document and joined; the view is then built from that alone.
"""

import hashlib
from enum import StrEnum

from django.core.cache import cache

from curriculum.documents import Part, html, opened, values
from curriculum.parts import AnswerView, CheckView, ChoiceView
from pd_tracks.parts import ModuleView, SectionView

# Raise this whenever the view or its rendering changes: it is part of the cache's keys.
RENDERER = 2
CACHED_SECONDS = 24 * 60 * 60
SECTION_KINDS = {"read", "try_it", "reflect"}
KEY_CHARS = 12
CHECK_KINDS = {"multiple_choice", "short_answer", "reflection"}


class Reader(StrEnum):
    """Who a module is shown to: anybody who may learn from it, or somebody who coaches."""

    LEARNER = "learner"
    COACH = "coach"


DRAWERS = {Reader.LEARNER: (Part.PUBLIC,), Reader.COACH: (Part.PUBLIC, Part.COACH)}


def module_view(source, reader: Reader) -> ModuleView:
    """A published version, or a document compiled in memory, as one reader sees it. Only views of versions are cached."""
    if isinstance(source, dict):
        return _build(source, reader, number=0)
    return module_views([source], reader)[0]


def module_views(versions, reader: Reader) -> list[ModuleView]:
    """Views of several versions, asking the cache once, and the database once for all that the cache does not know."""
    keys = {_cache_key(version, reader): version for version in versions}
    known = cache.get_many(keys)
    unknown = {version.pk: key for key, version in keys.items() if key not in known}
    if unknown:
        whole = type(keys[next(iter(unknown.values()))]).objects.filter(pk__in=unknown)
        built = {unknown[version.pk]: _build(version.document, reader, number=version.number) for version in whole}
        cache.set_many(built, CACHED_SECONDS)
        known |= built
    return [known[key] for key in keys]


def answer_to(source, check_index: int, choice_index: int) -> AnswerView | None:
    """Our reply to one choice of one multiple-choice check; None where there is no such check or choice. Nothing is kept."""
    document = source if isinstance(source, dict) else source.document
    for check in opened(document, (Part.PUBLIC, Part.ANSWERS)).get("checks", []):
        if check["at"] != check_index or check["type"] != "multiple_choice":
            continue
        for choice in check["value"].get("choices", []):
            if choice["at"] == choice_index:
                return AnswerView(choice_index, bool(choice["value"].get("correct")), choice["value"].get("feedback", ""))
    return None


def _cache_key(version, reader: Reader) -> str:
    # The time tells apart two databases that share a cache, as after a restore.
    return f"module-view:{RENDERER}:{version.pk}:{version.published_at.timestamp()}:{reader}"


def _build(document: dict, reader: Reader, *, number: int) -> ModuleView:
    contents = opened(document, DRAWERS[reader])
    return ModuleView(
        version_number=number,
        launch_key=contents.get("launch_key", ""),
        language=contents.get("language", ""),
        title=contents.get("title", ""),
        purpose=contents.get("purpose", ""),
        minutes=contents.get("pd_minutes") or 0,
        sections=tuple(_section(item) for item in contents.get("sections", ()) if item["type"] in SECTION_KINDS),
        checks=tuple(_check(item) for item in contents.get("checks", ()) if item["type"] in CHECK_KINDS),
        reflection_prompts=tuple(values(contents, "reflection_prompts", "question")),
        evidence_html=html(contents, "evidence_of_completion"),
        coach_starters=tuple(values(contents, "coach_starters", "question")) if reader is Reader.COACH else None,
    )


def _section(item: dict) -> SectionView:
    value = item["value"]
    title = value.get("title", "")
    key = hashlib.sha256(f"{item['type']} {title}".encode()).hexdigest()[:KEY_CHARS]
    return SectionView(key, item["type"], title, value.get("minutes") or 0, html(value, "body"))


def _check(item: dict) -> CheckView:
    check = item["value"]
    choices = tuple(ChoiceView(choice["at"], choice["value"].get("text", "")) for choice in check.get("choices", ()))
    return CheckView(item["at"], item["type"], check.get("prompt", ""), choices, check.get("sample_answer", ""), check.get("feedback", ""))
