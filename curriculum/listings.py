"""What unit and progression pages list: student-safe tiles, made from views that passed the gate."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cms.viewer import Audience
from curriculum.audience import lesson_views
from curriculum.places import address_of, language_of


@dataclass(frozen=True)
class LessonTile:
    title: str
    url: str
    essential_question: str
    duration_minutes: int
    ai_level: int
    ai_level_count: int
    ai_level_name: str


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


def lesson_tiles(versions: Iterable, url_paths: dict[int, str]) -> tuple[LessonTile, ...]:
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
        )
        for version, view in zip(ordered, lesson_views(ordered, Audience.STUDENT), strict=True)
    )


def unit_view(unit, tiles: tuple[LessonTile, ...]) -> UnitView:
    """A unit as everybody sees it: nothing on it is for teachers alone."""
    return UnitView(
        language=language_of(unit.url_path),
        title=unit.title,
        summary=unit.introduction,
        essential_question=unit.essential_question,
        band_key=unit.band.key if unit.band else "",
        band_name=unit.band.name if unit.band else "",
        subjects=tuple(subject.name for subject in unit.subjects.all()),
        graduate_traits=tuple(trait.name for trait in unit.graduate_traits.all()),
        student_voice=unit.student_voice,
        lessons=tiles,
    )


def band_views(bands: Iterable, units: Iterable, lesson_paths: Iterable[str]) -> tuple[BandView, ...]:
    """Every band with its units; `lesson_paths` are tree paths of the lessons to count."""
    units = list(units)
    counts = Counter(path[: -units[0].steplen] for path in lesson_paths) if units else Counter()
    return tuple(
        BandView(
            key=band.key,
            name=band.name,
            theme=band.theme,
            description=band.description,
            units=tuple(
                UnitTile(unit.title, address_of(unit.url_path), unit.introduction, counts[unit.path])
                for unit in units
                if unit.band_id == band.pk
            ),
        )
        for band in bands
    )
