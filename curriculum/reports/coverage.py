"""How many lessons serve each trait or strand in each grade band: two grids, each in one statement."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from curriculum.models import GradeBand, GraduateTrait, LessonPage, Strand
from curriculum.progression import tint_of
from curriculum.reports.problems import unit_of_lesson, with_unit_path
from curriculum.wording import in_language

DRAFTS = "drafts"


@dataclass(frozen=True)
class Cell:
    count: int
    url: str
    tint: int
    """0 without lessons, else 1 to 4."""


@dataclass(frozen=True)
class Row:
    name: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Grid:
    """Traits or strands by grade bands. A lesson is in one band and may serve several rows, so the totals below count it once."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...]
    total: Cell

    @property
    def empty(self) -> int:
        """How many cells have no lesson."""
        return sum(not cell.count for row in self.rows for cell in row.cells)


def lessons_in(language: str, *, with_drafts: bool = False):
    """The lessons that count: live ones in this language, and with drafts also those that were never published."""
    lessons = LessonPage.objects.filter(locale__language_code=language)
    is_counted = Q(live=True) | Q(first_published_at__isnull=True) if with_drafts else Q(live=True)
    return lessons.filter(is_counted)


def grids(language: str, *, with_drafts: bool = False) -> tuple[Grid, Grid]:
    """Strands by bands and traits by bands, for lessons in this language. Five statements, whatever the number of lessons."""
    bands = in_language(GradeBand.objects.order_by("order"), language)
    lessons = with_unit_path(lessons_in(language, with_drafts=with_drafts))
    asked = {"language": language, **({DRAFTS: "on"} if with_drafts else {})}
    return (
        _grid("strand", in_language(Strand.objects.order_by("order"), language), bands, lessons, asked),
        _grid("trait", in_language(GraduateTrait.objects.order_by("name"), language), bands, lessons, asked),
    )


def serves(kind: str, key: str) -> Exists:
    """Whether a lesson of a query made with `with_unit_path` serves this strand (by its competencies) or trait (by its unit)."""
    if kind == "trait":
        return Exists(unit_of_lesson(graduate_traits__key=key))
    return Exists(LessonPage.competencies.through.objects.filter(lessonpage=OuterRef("pk"), competency__strand__key=key))


def _grid(kind: str, rows: list, bands: list, lessons, asked: dict) -> Grid:
    counts = {f"row_{at}": Count("pk", filter=serves(kind, row.key)) for at, row in enumerate(rows)}
    found = {one["band__key"]: one for one in lessons.order_by().values("band__key").annotate(total=Count("pk"), **counts)}
    columns = [found.get(band.key, {}) for band in bands]
    most = max((one.get(name, 0) for one in columns for name in counts), default=0)

    def cell(count: int, **narrowed: str) -> Cell:
        return Cell(count, f"{reverse('lesson_report')}?{urlencode({**asked, **narrowed})}", tint_of(count, most))

    return Grid(
        kind=kind,
        columns=tuple(band.name for band in bands),
        rows=tuple(
            Row(
                name=row.name,
                cells=tuple(
                    cell(one.get(f"row_{at}", 0), band=band.key, **{kind: row.key}) for band, one in zip(bands, columns, strict=True)
                ),
                total=cell(sum(one.get(f"row_{at}", 0) for one in columns), **{kind: row.key}),
            )
            for at, row in enumerate(rows)
        ),
        totals=tuple(cell(one.get("total", 0), band=band.key) for band, one in zip(bands, columns, strict=True)),
        total=cell(sum(one.get("total", 0) for one in columns)),
    )
