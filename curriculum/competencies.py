"""What the page of one competency shows."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator

from cms.foreign import ForeignText
from curriculum.listings import LessonTile, lesson_tiles
from curriculum.models import Competency, LessonPage, LessonVersion, ProgressionPage, UnitPage
from curriculum.parts import AlignmentView
from curriculum.places import address_of
from curriculum.progression import CompetencyRef, competency_ref
from curriculum.wording import in_language

LESSONS_AT_ONCE = 60


@dataclass(frozen=True)
class CompetencyPageView:
    language: str
    code: str
    title: str
    i_can: str
    description: str
    evidence: tuple[str, ...]
    strand_name: str
    strand_question: str
    band_key: str
    band_name: str
    builds_on: tuple[CompetencyRef, ...]
    leads_to: tuple[CompetencyRef, ...]
    alignments: tuple[tuple[str, tuple[AlignmentView, ...]], ...]
    """By framework."""
    map_url: str
    """Empty where there is no map in this language, or nobody may open it."""


def competency_view(competency: Competency, progression: ProgressionPage | None) -> CompetencyPageView:
    """A competency as everybody sees it."""
    language = competency.locale.language_code
    by_framework = defaultdict(list)
    for alignment in competency.alignment_views():
        by_framework[alignment.framework].append(alignment)
    return CompetencyPageView(
        language=language,
        code=competency.code,
        title=competency.title,
        i_can=competency.i_can,
        description=competency.description,
        evidence=competency.evidence_texts(),
        strand_name=competency.strand.name,
        strand_question=competency.strand.question,
        band_key=competency.band.key,
        band_name=competency.band.name,
        # By what they are translations of: a link is made once, in whichever language.
        builds_on=_refs(Competency.objects.filter(leads_to__translation_key=competency.translation_key), language),
        leads_to=_refs(Competency.objects.filter(builds_on__translation_key=competency.translation_key), language),
        alignments=tuple((framework, tuple(places)) for framework, places in by_framework.items()),
        map_url=address_of(progression.url_path) if progression else "",
    )


def open_progression(competency: Competency, request) -> ProgressionPage | None:
    """The map this competency is on, where it is live and this request may open it."""
    progression = ProgressionPage.objects.live().filter(locale=competency.locale).first()
    if progression and all(restriction.accept_request(request) for restriction in progression.get_view_restrictions()):
        return progression
    return None


def lessons_teaching(competency: Competency, progression: ProgressionPage | None, number: str) -> PageOfList:
    """Tiles of the lessons that teach it, in teaching order: page `number` of them, in the same few queries however many there are."""
    if progression is None:
        return Paginator((), LESSONS_AT_ONCE).get_page(1)
    own = LessonPage.objects.open_below(progression)
    lessons = own
    for original in progression.with_original()[:-1]:
        # What has not been translated is offered as it is.
        lessons |= LessonPage.objects.open_below(original).exclude(translation_key__in=own.order_by().values("translation_key"))
    rows = lessons.teaching(competency).in_teaching_order().values_list("pk", "path", "url_path")
    page = Paginator(rows, LESSONS_AT_ONCE).get_page(number)
    page.object_list = tuple(replace(tile, **_marked(tile, competency)) for tile in lesson_tiles_anywhere(list(page.object_list)))
    return page


def _marked(tile: LessonTile, competency: Competency) -> dict[str, str]:
    """The texts of a tile that are in another language than the page of this competency."""
    language = competency.locale.language_code
    if tile.language in {"", language}:
        return {}
    texts = {name: getattr(tile, name) for name in ("title", "essential_question", "ai_level_name", "unit_title")}
    return {name: ForeignText(text, tile.language) for name, text in texts.items() if text}


def lesson_tiles_anywhere(rows: list[tuple[int, str, str]]) -> tuple[LessonTile, ...]:
    """Tiles of lessons of several units, for their (id, path, address path), in that order."""
    unit_paths = {pk: path[: -UnitPage.steplen] for pk, path, _url_path in rows}
    titles = dict(UnitPage.objects.live().filter(path__in=set(unit_paths.values())).values_list("path", "title"))
    versions = LessonVersion.objects.filter(lesson_id__in=unit_paths).newest_of_each().light()
    url_paths = {pk: url_path for pk, _path, url_path in rows}
    return lesson_tiles(versions, url_paths, {pk: titles.get(path, "") for pk, path in unit_paths.items()})


def _refs(related, language: str) -> tuple[CompetencyRef, ...]:
    keys = related.order_by().values("translation_key")
    rows = in_language(Competency.objects.in_place().filter(translation_key__in=keys), language)
    return tuple(competency_ref(row, row.band.name) for row in rows)
