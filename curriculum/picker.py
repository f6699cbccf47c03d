"""Lessons and units, as a teacher chooses from them in a course: grade band, unit, lesson.

Titles and places come from the catalog, which holds what anybody may find; minutes, levels and previews from the same
views that lesson pages are made of, for students.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from wagtail.models import Page

from cms.picker import Asked, Browsed, Bundle, Choice, Preview, Shelf, Words
from cms.viewer import Audience
from curriculum.audience import LessonView, lesson_views
from curriculum.models import CatalogEntry, CatalogTag, Facet, Kind, LessonVersion, UnitPage
from curriculum.places import address_of
from curriculum.search.engines import engine
from curriculum.search.names import names_of
from curriculum.search.words import question

UNITS_AT_ONCE, LESSONS_AT_ONCE = 12, 40
MOST_DIGITS = 9


@dataclass(frozen=True)
class LessonPeek:
    """What the picker shows of a lesson before it is chosen: the student's view, and where to read all of it."""

    lesson: LessonView
    url: str


@dataclass(frozen=True)
class UnitPeek:
    """The same for a unit."""

    title: str
    language: str
    essential_question: str
    summary: str
    band_key: str
    url: str


WORDS = Words(
    choose_one=gettext_lazy("This place takes one link. Choose a lesson, or a whole unit as one link."),
    choose_many=gettext_lazy("Choose lessons, or add a whole unit: one link for each lesson, in teaching order."),
    search=gettext_lazy("Search lessons"),
    search_example=gettext_lazy("Such as trust, privacy, sorting"),
    narrow=gettext_lazy("Filter by strand"),
    no_narrowing=gettext_lazy("All strands"),
    add_all=gettext_lazy("Add whole unit"),
    all_as_one=gettext_lazy("The whole unit as one link"),
    nothing_yet=gettext_lazy("Nothing is published yet. When the district publishes its first lesson, it appears here."),
    peek=gettext_lazy("Press the eye beside a lesson to see what it is about before you add it."),
    version=gettext_lazy("When a lesson changes"),
    completion=gettext_lazy("Tell the gradebook who finished a lesson"),
    choose_first=gettext_lazy("Choose at least one lesson first."),
    found=lambda count: ngettext("%(found)s lesson found", "%(found)s lessons found", count) % {"found": count},
)


class Lessons:
    """The source of the first tab."""

    key = "lessons"
    title = gettext_lazy("Lessons")
    words = WORDS
    is_for_staff = False

    def browse(self, asked: Asked) -> Browsed:
        counts = _counts()
        languages = tuple(code for code, _name in settings.LANGUAGES if code in counts)
        language = asked.language if asked.language in languages else (languages or (settings.LANGUAGE_CODE,))[0]
        names = names_of(language)
        in_band, terms = counts.get(language, {}), question(asked.words, language).terms
        strand = asked.narrow if asked.narrow in names[Facet.STRAND] else ""
        wanted = _pks((*asked.picks, asked.peek))
        known = {row["page_id"]: row for row in _rows(_entries().filter(page_id__in=wanted))} if wanted else {}
        is_search = bool(terms or strand)
        searched = _searched(language, terms, strand, _number(asked.page)) if is_search else None
        opened = searched or _opened(language, asked.shelf if asked.shelf in in_band else "", _number(asked.page))
        bundles = _bundles(opened.units, opened.lessons)
        shelves = tuple(
            Shelf(
                key=key,
                title=name,
                note=ngettext("%(count)s lesson", "%(count)s lessons", in_band[key]) % {"count": in_band[key]},
                is_open=is_search or key == asked.shelf,
                bundles=tuple(bundles.get(key, ())),
            )
            for key, name in names[Facet.BAND].items()
            if (key in bundles if is_search else key in in_band)
        )
        return Browsed(
            language=language,
            languages=tuple((code, get_language_info(code)["name_local"]) for code in languages),
            narrowings=tuple(names[Facet.STRAND].items()),
            shelves=shelves,
            picked=tuple(_choice(known[pk]) for pk in _pks(asked.picks) if pk in known),
            preview=_preview(known.get(next(iter(_pks((asked.peek,))), 0))),
            found=opened.total if is_search else None,
            previous_page=opened.page - 1 or None,
            next_page=opened.page + 1 if opened.has_more else None,
        )

    def choices(self, ids: tuple[str, ...]) -> tuple[Choice, ...]:
        pks = _pks(ids)
        rows = {row["page_id"]: row for row in _rows(_entries().filter(page_id__in=pks))}
        views = _views([row for row in rows.values() if row["kind"] == Kind.LESSON])
        summaries = dict(UnitPage.objects.filter(pk__in=rows).values_list("pk", "introduction"))
        return tuple(_choice(rows[pk], views.get(pk), summaries.get(pk, "")) for pk in pks if pk in rows)

    def inside(self, id: str) -> tuple[str, ...]:
        unit = _entries().filter(kind=Kind.UNIT, page_id__in=_pks((id,))).values("language", "page__path").first()
        if unit is None:
            return ()
        lessons = CatalogEntry.objects.findable(unit["language"]).filter(kind=Kind.LESSON, page__path__startswith=unit["page__path"])
        return tuple(str(pk) for pk in lessons.in_teaching_order().values_list("page_id", flat=True))

    def shelf_of(self, launch_key: UUID) -> str:
        tags = CatalogTag.objects.filter(facet=Facet.BAND, entry__page__translation_key=launch_key)
        return tags.values_list("key", flat=True).first() or ""

    def outline(self, language: str, launch_key: UUID | None = None) -> tuple[Shelf, ...]:
        every = CatalogEntry.objects.findable("").filter(page__isnull=False)
        units = _rows(every.filter(kind=Kind.UNIT, **{"page__translation_key": launch_key} if launch_key else {}).in_teaching_order())
        spoken = {row["language"] for row in units}
        language = language if language in spoken else settings.LANGUAGE_CODE
        units = [row for row in units if row["language"] == language]
        here = CatalogEntry.objects.findable(language).filter(kind=Kind.LESSON)
        # One unit by its place; all of them without a condition for each.
        lessons = _rows((here.filter(_below(units)) if launch_key else here).in_teaching_order()) if units else []
        bundles = _bundles(units, lessons, views={})
        shelves = names_of(language)[Facet.BAND].items()
        return tuple(Shelf(key, name, "", is_open=True, bundles=tuple(bundles[key])) for key, name in shelves if key in bundles)


@dataclass(frozen=True)
class _Opened:
    """Rows of one screen: units, and the lessons to show below them."""

    units: list[dict]
    lessons: list[dict]
    total: int
    page: int
    has_more: bool


def _counts() -> dict[str, dict[str, int]]:
    """Lessons by language and grade band. One statement."""
    rows = _entries().filter(kind=Kind.LESSON, tags__facet=Facet.BAND).order_by()
    counts: dict[str, dict[str, int]] = {}
    for language, key, count in rows.values_list("language", "tags__key").annotate(Count("pk")):
        counts.setdefault(language, {})[key] = count
    return counts


def _opened(language: str, band: str, page: int) -> _Opened:
    """A page of a grade band's units with all their lessons. Two statements; none while no band is open."""
    if not band:
        return _Opened([], [], 0, 1, False)
    here = CatalogEntry.objects.findable(language).filter(_tagged(Facet.BAND, band))
    start = (page - 1) * UNITS_AT_ONCE
    units = _rows(here.filter(kind=Kind.UNIT).in_teaching_order()[start : start + UNITS_AT_ONCE + 1])
    shown = units[:UNITS_AT_ONCE]
    lessons = _rows(here.filter(_below(shown), kind=Kind.LESSON).in_teaching_order()) if shown else []
    return _Opened(shown, lessons, len(lessons), page, len(units) > UNITS_AT_ONCE)


def _searched(language: str, terms: tuple[str, ...], strand: str, page: int) -> _Opened:
    """A page of the lessons that have these words, themselves or in their unit's page, in teaching order. Three statements."""
    readable = CatalogEntry.objects.findable(language)
    lessons = readable.filter(kind=Kind.LESSON)
    if terms:
        matching = engine().matching(readable, terms, language)
        units = list(matching.filter(kind=Kind.UNIT).values("page__path")[:UNITS_AT_ONCE])
        lessons = lessons.filter(Q(pk__in=matching.values("pk")) | _below(units))
    if strand:
        lessons = lessons.filter(_tagged(Facet.STRAND, strand))
    start = (page - 1) * LESSONS_AT_ONCE
    ordered = lessons.in_teaching_order().annotate(total=Window(Count("pk")))
    found = _rows(ordered[start : start + LESSONS_AT_ONCE + 1], "total")
    shown = found[:LESSONS_AT_ONCE]
    paths = {row["page__path"][: -Page.steplen] for row in shown}
    units = _rows(readable.filter(kind=Kind.UNIT, page__path__in=paths)) if paths else []
    return _Opened(units, shown, found[0]["total"] if found else 0, page, len(found) > LESSONS_AT_ONCE)


def _entries():
    """What anybody may find, in every language."""
    return CatalogEntry.objects.findable("").filter(page__isnull=False)


def _tagged(facet: Facet, key: str) -> Exists:
    return Exists(CatalogTag.objects.filter(entry=OuterRef("pk"), facet=facet, key=key))


def _below(units: list[dict]) -> Q:
    inside = Q(pk__in=[])
    for unit in units:
        inside |= Q(page__path__startswith=unit["page__path"])
    return inside


def _rows(entries, *extra: str) -> list[dict]:
    band = CatalogTag.objects.filter(entry=OuterRef("pk"), facet=Facet.BAND).values("key")[:1]
    columns = ("page_id", "kind", "language", "title", "page__path", "page__url_path", "launch_key", "band", *extra)
    return list(entries.annotate(band=Subquery(band), launch_key=F("page__translation_key")).values(*columns))


def _bundles(units: list[dict], lessons: list[dict], views: dict[int, LessonView] | None = None) -> dict[str, list[Bundle]]:
    """By grade band. A unit without lessons to show is left out. `views`: those of the lessons where they are known; fetched if None."""
    views = _views(lessons) if views is None else views
    below: dict[str, list[Choice]] = {}
    for row in lessons:
        below.setdefault(row["page__path"][: -Page.steplen], []).append(_choice(row, views.get(row["page_id"])))
    bundles: dict[str, list[Bundle]] = {}
    for unit in sorted(units, key=lambda row: row["page__path"]):
        if unit["page__path"] in below:
            bundles.setdefault(unit["band"], []).append(Bundle(_choice(unit), tuple(below[unit["page__path"]])))
    return bundles


def _views(lessons: list[dict]) -> dict[int, LessonView]:
    """Students' views of the newest versions, by lesson."""
    if not lessons:
        return {}
    versions = list(LessonVersion.objects.light().filter(lesson__in=[row["page_id"] for row in lessons]).newest_of_each())
    return {version.lesson_id: view for version, view in zip(versions, lesson_views(versions, Audience.STUDENT), strict=True)}


def _choice(row: dict, view: LessonView | None = None, summary: str = "") -> Choice:
    note = ""
    if view:
        facts = {"minutes": view.duration_minutes, "level": view.ai_use.level, "name": view.ai_use.name}
        note = _("%(minutes)s min, AI level %(level)s: %(name)s") % facts
    return Choice(
        id=str(row["page_id"]),
        launch_key=row["launch_key"],
        title=row["title"],
        note=note,
        text=str(view.essential_question) if view else summary,
        version=view.version_number if view else None,
        can_be_finished=row["kind"] == Kind.LESSON,
    )


def _preview(row: dict | None) -> Preview | None:
    """A look at a lesson or unit of the catalog, as students see it."""
    if row is None:
        return None
    pk, url = row["page_id"], address_of(row["page__url_path"])
    if row["kind"] == Kind.UNIT:
        unit = UnitPage.objects.filter(pk=pk).values("introduction", "essential_question").first() or {}
        section = UnitPeek(
            row["title"], row["language"], unit.get("essential_question", ""), unit.get("introduction", ""), row["band"] or "", url
        )
        return Preview(str(pk), "components/unit_peek.html", section)
    version = LessonVersion.objects.light().of_page(pk)
    if version is None:
        return None
    return Preview(str(pk), "components/lesson_peek.html", LessonPeek(lesson_views([version], Audience.STUDENT)[0], url))


def _pks(ids: tuple[str, ...]) -> tuple[int, ...]:
    """The ids that can be page numbers, each once, in their order."""
    return tuple(dict.fromkeys(int(each) for each in ids if each.isascii() and each.isdigit() and len(each) <= MOST_DIGITS))


def _number(text: str) -> int:
    """A page number; 1 for anything that is none."""
    return max((1, *_pks((text[:MOST_DIGITS],))))
