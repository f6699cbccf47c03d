"""Writes the words that units and lessons refer to, and what stands beside them: frameworks, further reading, tools."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify

from curriculum.models import (
    AIUseLevel,
    AIUseScale,
    Competency,
    Framework,
    FurtherReading,
    GradeBand,
    GraduateTrait,
    Strand,
    Subject,
    VettedTool,
)
from curriculum.models.taxonomy import LessonLayout
from curriculum.starter.memory import Memory
from curriculum.starter.reading import Content
from curriculum.starter.rows import Rows, RowWriter

# Text of these bands is written to be read aloud (content/README.md).
READ_ALOUD = {"TK-2"}


@dataclass(frozen=True)
class Terms:
    """What units and lessons refer to, by the keys of the files; without what a person removed."""

    bands: Rows
    strands: Rows
    levels: Rows
    competencies: Rows
    traits: Rows
    subjects: Rows
    tools: Rows
    clauses: Rows = field(default_factory=dict)
    """Of policies, by the policy's slug and the heading. Policies are written after the terms."""


def write_taxonomy(content: Content, memory: Memory) -> Terms:
    """Create or update every term of the site's main language, and tell of each kind as soon as it is done."""
    writer, data, scale = RowWriter(memory), content.progression, content.ai_use_scale
    order = [band["key"] for band in sorted(data["bands"], key=lambda band: band["order"])]
    writer.write(AIUseScale, "scale", [_scale(scale)], key=None)
    by_key = writer.write(AIUseLevel, "level", (_level(level, order) for level in scale["levels"]))
    levels = {level["level"]: by_key[level["key"]] for level in scale["levels"] if level["key"] in by_key}
    bands = writer.write(GradeBand, "band", _bands(content), refs={"ai_use_levels": levels})
    strands = writer.write(Strand, "strand", data["strands"])
    traits = writer.write(GraduateTrait, "trait", _traits(content, order), refs={"strands": strands})
    subjects = writer.write(Subject, "subject", _subjects(content))
    competencies: Rows = {}
    refs = {"band": bands, "strand": strands, "builds_on": competencies}
    writer.write(Competency, "competency", _competencies(content), key="code", refs=refs, into=competencies)
    # After the competencies: a domain may go only when no alignment uses it any more.
    writer.write(Framework, "framework", data["frameworks"])
    writer.write(FurtherReading, "reading", map(_reading, data["related_public_resources"]), refs={"bands": bands})
    records = map(_tool, content.vetted_tools["tools"])
    tools = writer.write(VettedTool, "tool", records, key="slug", refs={"bands": bands, "max_ai_use_level": levels})
    return Terms(bands, strands, levels, competencies, traits, subjects, tools)


def subject_key(name: str) -> str:
    return slugify(name)


def _scale(scale: dict) -> dict:
    return {name: scale[name] for name in ("title", "purpose", "principles", "accommodation_note")}


def _level(level: dict, order: list[str]) -> dict:
    # Which bands allow a level is kept at the bands; the two were compared before.
    fields = {name: value for name, value in level.items() if name not in {"name_es", "bands"}}
    return {**fields, "band_notes": _band_texts(level.get("band_notes", {}), order)}


def _bands(content: Content) -> Iterator[dict]:
    templates = {template["band"]: template["text"] for template in content.ai_use_scale["disclosure_templates"]}
    for band in content.progression["bands"]:
        layout = LessonLayout.READ_ALOUD if band["key"] in READ_ALOUD else LessonLayout.PAGE
        yield {**band, "layout": layout, "disclosure_template": templates.get(band["key"], "")}


def _traits(content: Content, order: list[str]) -> Iterator[dict]:
    for trait in content.graduate_profile["attributes"]:
        fields = {name: value for name, value in trait.items() if name != "name_es"}
        yield {**fields, "looks_like": _band_texts(trait["looks_like"], order)}


def _subjects(content: Content) -> Iterator[dict]:
    records = [record for unit in content.units.values() for record in (unit, *unit["lessons"])]
    for name in sorted({name for record in records for name in record["subjects"]}):
        yield {"key": subject_key(name), "name": name}


def _competencies(content: Content) -> Iterator[dict]:
    """Youngest first, so that what a competency builds on is there before it."""
    order = {band["key"]: band["order"] for band in content.progression["bands"]}
    for competency in sorted(content.progression["competencies"], key=lambda record: order[record["band"]]):
        alignments = [("alignment", {"code": "", **alignment}) for alignment in competency.get("alignments", [])]
        yield {**competency, "builds_on": competency.get("builds_on", []), "alignments": alignments}


def _reading(reading: dict) -> dict:
    return {"key": slugify(reading["name"]), **reading}


def _tool(tool: dict) -> dict:
    renamed = {
        "fictional": "is_fictional",
        "accounts_required": "is_account_required",
        "review_date": "reviewed_on",
        "next_review": "review_due_on",
    }
    fields = {renamed.get(name, name): value for name, value in tool.items() if name != "safe_notes"}
    return {**fields, **tool["safe_notes"]}


def _band_texts(texts: dict[str, str], order: list[str]) -> list[tuple[str, dict]]:
    return [("band_text", {"band": band, "text": texts[band]}) for band in order if band in texts]
