"""The progression as pages show it: strands by grade bands, each with what it builds on and how many lessons teach it.

Everything is read in a fixed number of queries, and lessons are counted by the database; nothing here sees a lesson's content.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from curriculum.parts import AIUseView
from curriculum.places import address_of

TINTS = 4


@dataclass(frozen=True)
class CompetencyRef:
    """A competency that another one names."""

    code: str
    title: str
    url: str
    band_name: str


@dataclass(frozen=True)
class CompetencyCard:
    code: str
    title: str
    url: str
    i_can: str
    evidence: tuple[str, ...]
    strand_key: str
    strand_name: str
    band_key: str
    lesson_count: int
    tint: int
    """0 without lessons, else 1 to 4."""
    builds_on: tuple[CompetencyRef, ...]
    leads_to: tuple[CompetencyRef, ...]


@dataclass(frozen=True)
class StrandView:
    key: str
    name: str
    question: str
    cells: tuple[tuple[str, tuple[CompetencyCard, ...]], ...]
    """For each grade band, in order: its key, and this strand's competencies in it."""


@dataclass(frozen=True)
class LevelView:
    ai_use: AIUseView
    band_names: tuple[str, ...]
    """The grade bands that allow it."""


@dataclass(frozen=True)
class UnitTile:
    title: str
    url: str
    summary: str
    lesson_count: int


@dataclass(frozen=True)
class BandView:
    key: str
    name: str
    theme: str
    description: str
    units: tuple[UnitTile, ...]
    lesson_count: int
    competencies: tuple[CompetencyCard, ...] = ()
    may: tuple[str, ...] = ()
    may_not: tuple[str, ...] = ()
    levels: tuple[AIUseView, ...] = ()
    """The AI-use levels this band allows."""


def competency_url(row) -> str:
    """The address of a competency's page, in the language of the row; empty for a code that no address can hold."""
    try:
        with translation.override(row.locale.language_code):
            return reverse("competency", args=[row.code])
    except NoReverseMatch:
        return ""


def competency_ref(row, band_name: str) -> CompetencyRef:
    return CompetencyRef(row.code, row.title, competency_url(row), band_name)


def competency_cards(rows, lesson_counts: dict[UUID, int], bands, strands) -> tuple[CompetencyCard, ...]:
    """All competencies, linked both ways, with the names that these bands and strands have. A link to one that is not among them is left out."""
    rows = {row.translation_key: row for row in rows}
    band_names, strand_names = {band.key: band.name for band in bands}, {strand.key: strand.name for strand in strands}
    refs = {key: competency_ref(row, band_names.get(row.band.key, row.band.name)) for key, row in rows.items()}
    builds_on = {key: [one.translation_key for one in row.builds_on.all() if one.translation_key in refs] for key, row in rows.items()}
    leads_to = defaultdict(list)
    for key, earlier in builds_on.items():
        for one in earlier:
            leads_to[one].append(key)
    most = max(lesson_counts.values(), default=0)
    return tuple(
        CompetencyCard(
            code=row.code,
            title=row.title,
            url=refs[key].url,
            i_can=row.i_can,
            evidence=row.evidence_texts(),
            strand_key=row.strand.key,
            strand_name=strand_names.get(row.strand.key, row.strand.name),
            band_key=row.band.key,
            lesson_count=lesson_counts.get(key, 0),
            tint=tint_of(lesson_counts.get(key, 0), most),
            builds_on=tuple(refs[one] for one in builds_on[key]),
            leads_to=tuple(refs[one] for one in leads_to[key]),
        )
        for key, row in rows.items()
    )


def tint_of(count: int, most: int) -> int:
    """How deep a cell is tinted, 0 to 4: the number itself while all are small, else its share of the largest."""
    return min(count, TINTS) if most <= 2 * TINTS else -(-count * TINTS // most)


def strand_views(strands, bands, cards: tuple[CompetencyCard, ...]) -> tuple[StrandView, ...]:
    """The rows of the map: every strand, and in it every band, also where nothing is there yet."""
    cells = defaultdict(list)
    for card in cards:
        cells[card.strand_key, card.band_key].append(card)
    return tuple(
        StrandView(
            key=strand.key,
            name=strand.name,
            question=strand.question,
            cells=tuple((band.key, tuple(cells[strand.key, band.key])) for band in bands),
        )
        for strand in strands
    )


def band_views(bands, units, lesson_counts: dict[str, int]) -> tuple[BandView, ...]:
    """Every band with its units; `lesson_counts` are by the path of the unit."""
    units = list(units)
    tiles = {unit: UnitTile(unit.title, address_of(unit.url_path), unit.introduction, lesson_counts.get(unit.path, 0)) for unit in units}
    return tuple(
        BandView(
            key=band.key,
            name=band.name,
            theme=band.theme,
            description=band.description,
            units=(own := tuple(tile for unit, tile in tiles.items() if unit.band and unit.band.key == band.key)),
            lesson_count=sum(tile.lesson_count for tile in own),
        )
        for band in bands
    )


def with_rules(
    views: tuple[BandView, ...], bands, cards: tuple[CompetencyCard, ...], levels: dict[UUID, AIUseView]
) -> tuple[BandView, ...]:
    """The same bands with their competencies and their rules."""
    return tuple(
        replace(
            view,
            competencies=tuple(card for card in cards if card.band_key == band.key),
            may=band.may_texts(),
            may_not=band.may_not_texts(),
            levels=tuple(levels[key] for key in _level_keys(band, levels)),
        )
        for view, band in zip(views, bands, strict=True)
    )


def levels_by_key(levels) -> dict[UUID, AIUseView]:
    """AI-use levels as pages show them, by translation key."""
    return {level.translation_key: AIUseView(**level.snapshot()) for level in levels}


def _level_keys(band, levels: dict[UUID, AIUseView]) -> list[UUID]:
    """The levels of a band, each once, in whichever language they were ticked; without those that have no words here."""
    return list(dict.fromkeys(level.translation_key for level in band.ai_use_levels.all() if level.translation_key in levels))


def level_views(bands, levels: dict[UUID, AIUseView]) -> tuple[LevelView, ...]:
    """Every AI-use level that some band allows, and which bands do."""
    allowing = defaultdict(list)
    for band in bands:
        for key in _level_keys(band, levels):
            allowing[key].append(band.name)
    ordered = sorted(allowing.items(), key=lambda item: levels[item[0]].level)
    return tuple(LevelView(levels[key], tuple(names)) for key, names in ordered)
