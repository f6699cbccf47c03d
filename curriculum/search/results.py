"""What is shown of each entry that was found. Its words come from the views that its own page is made of."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr

from wagtail.models import Page

from curriculum.competencies import lesson_tiles_anywhere
from curriculum.listings import LessonTile
from curriculum.models import CatalogEntry, CatalogTag, Competency, Facet, Kind, UnitPage
from curriculum.places import address_of
from curriculum.progression import UnitTile, competency_url
from curriculum.wording import in_language


@dataclass(frozen=True)
class CompetencyTile:
    code: str
    title: str
    url: str
    i_can: str
    strand_name: str


@dataclass(frozen=True)
class Result:
    """Exactly one of the three tiles is there."""

    kind: str
    kind_name: str
    band_key: str
    band_name: str
    lesson: LessonTile | None = None
    unit: UnitTile | None = None
    competency: CompetencyTile | None = None


def results_for(ids: list[int], language: str, names: dict) -> tuple[Result, ...]:
    """These entries in this order, in a fixed number of queries."""
    band = CatalogTag.objects.filter(entry=OuterRef("pk"), facet=Facet.BAND).values("key")[:1]
    rows = CatalogEntry.objects.filter(pk__in=ids).annotate(band_key=Subquery(band))
    rows = rows.values("pk", "kind", "page_id", "competency_id", "page__path", "page__url_path", "band_key")
    entries = {row["pk"]: row for row in rows}
    entries = [entries[pk] for pk in ids if pk in entries]
    tiles = {
        **_lessons([entry for entry in entries if entry["kind"] == Kind.LESSON]),
        **_units([entry for entry in entries if entry["kind"] == Kind.UNIT], language),
        **_competencies([entry for entry in entries if entry["kind"] == Kind.COMPETENCY], language),
    }
    return tuple(
        Result(
            kind=entry["kind"],
            kind_name=Kind(entry["kind"]).label,
            band_key=entry["band_key"] or "",
            band_name=names[Facet.BAND].get(entry["band_key"], ""),
            **{entry["kind"]: tiles[entry["pk"]]},
        )
        for entry in entries
        if entry["pk"] in tiles
    )


def _lessons(entries: list[dict]) -> dict[int, LessonTile]:
    if not entries:
        return {}
    tiles = lesson_tiles_anywhere([(entry["page_id"], entry["page__path"], entry["page__url_path"]) for entry in entries])
    by_url = {tile.url: tile for tile in tiles}
    urls = {entry["pk"]: address_of(entry["page__url_path"]) for entry in entries}
    return {pk: by_url[url] for pk, url in urls.items() if url in by_url}


def _units(entries: list[dict], language: str) -> dict[int, UnitTile]:
    if not entries:
        return {}
    inside = Q()
    for entry in entries:
        inside |= Q(page__path__startswith=entry["page__path"])
    lessons = CatalogEntry.objects.findable(language).filter(inside, kind=Kind.LESSON)
    unit_path = Substr("page__path", 1, Length("page__path") - Page.steplen)
    counts = dict(lessons.annotate(unit_path=unit_path).values_list("unit_path").annotate(Count("pk")).order_by())
    units = UnitPage.objects.in_bulk([entry["page_id"] for entry in entries])
    return {
        entry["pk"]: UnitTile(unit.title, address_of(unit.url_path), unit.introduction, counts.get(unit.path, 0))
        for entry in entries
        if (unit := units.get(entry["page_id"]))
    }


def _competencies(entries: list[dict], language: str) -> dict[int, CompetencyTile]:
    keys = Competency.objects.filter(pk__in=[entry["competency_id"] for entry in entries]).order_by().values("translation_key")
    rows = {row.pk: row for row in in_language(Competency.objects.in_place().filter(translation_key__in=keys), language)}
    return {
        entry["pk"]: CompetencyTile(row.code, row.title, competency_url(row), row.i_can, row.strand.name)
        for entry in entries
        if (row := rows.get(entry["competency_id"]))
    }
