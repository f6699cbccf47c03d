"""What unit and competency pages list: student-safe tiles, made from views that passed the gate."""

from collections.abc import Iterable
from dataclasses import dataclass

from cms.viewer import Audience
from curriculum.audience import lesson_views
from curriculum.parts import CompetencyView
from curriculum.places import LinkView, address_of, language_of
from curriculum.wording import linked_in


@dataclass(frozen=True)
class LessonTile:
    title: str
    url: str
    essential_question: str
    duration_minutes: int
    ai_level: int
    ai_level_count: int
    ai_level_name: str
    competencies: tuple[CompetencyView, ...]
    language: str = ""
    unit_title: str = ""
    """Only where lessons of several units are listed together."""


@dataclass(frozen=True)
class UnitView:
    language: str
    title: str
    summary: str
    essential_question: str
    band_key: str
    band_name: str
    subjects: tuple[str, ...]
    graduate_traits: tuple[str, ...]
    student_voice: str
    lessons: tuple[LessonTile, ...]
    minutes: int
    competencies: tuple[CompetencyView, ...]
    """What its lessons build, each once, in the order in which they first do."""
    map_url: str
    previous: LinkView | None
    next: LinkView | None
    """The units before and after it in its grade band."""
    launch_key: str


def lesson_tiles(versions: Iterable, url_paths: dict[int, str], unit_titles: dict[int, str] | None = None) -> tuple[LessonTile, ...]:
    """A tile for each version, in the order of `url_paths` (lesson id to path in the tree of addresses)."""
    versions = {version.lesson_id: version for version in versions}
    ordered = [versions[lesson_id] for lesson_id in url_paths if lesson_id in versions]
    return tuple(
        LessonTile(
            title=view.title,
            url=address_of(url_paths[version.lesson_id]),
            essential_question=view.essential_question,
            duration_minutes=view.duration_minutes,
            ai_level=view.ai_use.level,
            ai_level_count=view.ai_use.level_count,
            ai_level_name=view.ai_use.name,
            language=view.language,
            competencies=view.competencies,
            unit_title=(unit_titles or {}).get(version.lesson_id, ""),
        )
        for version, view in zip(ordered, lesson_views(ordered, Audience.STUDENT), strict=True)
    )


def unit_view(unit, tiles: tuple[LessonTile, ...], units: Iterable = ()) -> UnitView:
    """A unit as everybody sees it: nothing on it is for teachers alone. `units`: those of its band, in order, with this one."""
    before, after = _neighbours(unit, list(units))
    return UnitView(
        language=language_of(unit.url_path),
        title=unit.title,
        summary=unit.introduction,
        essential_question=unit.essential_question,
        band_key=unit.band.key if unit.band else "",
        band_name=unit.band.name if unit.band else "",
        subjects=_names(unit.subjects, unit.locale),
        graduate_traits=_names(unit.graduate_traits, unit.locale),
        student_voice=unit.student_voice,
        lessons=tiles,
        minutes=sum(tile.duration_minutes for tile in tiles),
        competencies=tuple({competency.code: competency for tile in tiles for competency in tile.competencies}.values()),
        map_url=address_of(unit.url_path.removesuffix(f"{unit.slug}/")),
        previous=before,
        next=after,
        launch_key=unit.launch_key,
    )


def _names(related, locale) -> tuple[str, ...]:
    """Names of the terms linked to a page, in its language where they have been translated, else marked."""
    return tuple(row.name for row in linked_in(related, locale.language_code))


def _neighbours(unit, units: list) -> tuple[LinkView | None, LinkView | None]:
    at = next((at for at, other in enumerate(units) if other.pk == unit.pk), None)
    if at is None:
        return None, None
    around = units[at - 1] if at else None, units[at + 1] if at + 1 < len(units) else None
    return tuple(LinkView(other.title, address_of(other.url_path)) if other else None for other in around)
