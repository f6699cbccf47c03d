"""The only writer of the catalog. Words come out of the views that pages are made of, never out of a page.

A lesson's pass the gate as a student's (`curriculum.audience`); a unit's and a competency's views are the same for everybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q

from wagtail.models import Page

from cms.viewer import PUBLIC, Audience
from curriculum.audience import LessonView, lesson_view
from curriculum.competencies import competency_view
from curriculum.listings import unit_view
from curriculum.models import CatalogEntry, CatalogTag, CatalogWord, Competency, LessonPage, UnitPage
from curriculum.models.catalog import Facet, Kind
from curriculum.search.engines import engine
from curriculum.search.words import joined

AT_ONCE = 50


@transaction.atomic
def enter_lesson(lesson: LessonPage) -> None:
    """What students read in the newest version of a lesson can be found from now on. A lesson that is not live cannot."""
    if not lesson.live:
        forget_page(lesson)
        return
    _write_lesson(lesson)
    retag_units([_unit_path(lesson.path)])


@transaction.atomic
def enter_unit(unit: UnitPage) -> None:
    """The same for a unit."""
    if not unit.live:
        forget_page(unit)
        return
    _write_unit(unit)
    retag_units([unit.path])


@transaction.atomic
def enter_competency(competency: Competency) -> None:
    """The same for a competency; lessons that teach it can be found by its strand."""
    _write_competency(competency)
    paths = LessonPage.objects.live().filter(competencies=competency).values_list("path", flat=True)
    retag_units({_unit_path(path) for path in paths})


@transaction.atomic
def forget_page(page: Page) -> None:
    """A page that is not live any more cannot be found, and its words are gone."""
    CatalogEntry.objects.filter(page_id=page.pk).delete()
    retag_units([_unit_path(page.path)])


@transaction.atomic
def rebuild() -> int:
    """The whole catalog made again from what is live now; returns how many entries there are. Safe at any time."""
    CatalogWord.objects.all().delete()
    gone = CatalogEntry.objects.filter(page__isnull=False).exclude(page__in=Page.objects.live())
    gone.delete()
    for competency in Competency.objects.select_related("strand", "band", "locale").iterator(AT_ONCE):
        _write_competency(competency)
    for lesson in LessonPage.objects.live().iterator(AT_ONCE):
        _write_lesson(lesson)
    paths = []
    for unit in UnitPage.objects.live().iterator(AT_ONCE):
        _write_unit(unit)
        paths.append(unit.path)
    for at in range(0, len(paths), AT_ONCE):
        retag_units(paths[at : at + AT_ONCE])
    return CatalogEntry.objects.count()


# Words ----------------------------------------------------------------------------------------------------------------


def _write_lesson(lesson: LessonPage) -> None:
    view = lesson_view(lesson.version_for(PUBLIC), Audience.STUDENT)
    codes = [competency.code for competency in view.competencies]
    lead = [view.essential_question, *view.objectives, *codes, *(competency.title for competency in view.competencies)]
    _write(Kind.LESSON, view.language, view.title, lead, lesson_texts(view), page_id=lesson.pk)


def lesson_texts(view: LessonView) -> list[str]:
    """Every text of a lesson's view, for the audience it was made for; a list, so that a field added later is left out."""
    return [
        view.band_name,
        view.ai_use.name,
        *view.subjects,
        *view.graduate_traits,
        *(competency.i_can for competency in view.competencies),
        *view.materials,
        *(text for term in view.vocabulary for text in (term.term, term.definition)),
        *(text for step in view.steps for text in (step.phase, step.student_html)),
        # Not the titles of files and pictures: those can be closed at any time, and then nothing of them may be found.
        *(text for one in view.handouts if not one.file and not one.picture for text in (one.title, one.body_html)),
        *view.discussion_questions,
        *(text for check in view.checks for text in (check.prompt, *(choice.text for choice in check.choices))),
        view.extension_html,
        view.unplugged_html,
    ]


def _write_unit(unit: UnitPage) -> None:
    view = unit_view(unit, ())
    lead = [view.essential_question, view.summary]
    texts = [view.band_name, *view.subjects, *view.graduate_traits, view.student_voice]
    _write(Kind.UNIT, unit.locale.language_code, view.title, lead, texts, page_id=unit.pk)


def _write_competency(competency: Competency) -> None:
    view = competency_view(competency, None)
    lead = [view.i_can, view.strand_name]
    texts = [view.band_name, view.description, *view.evidence]
    _write(Kind.COMPETENCY, view.language, f"{view.title} {view.code}", lead, texts, competency_id=competency.pk)
    keys = [(Facet.KIND, Kind.COMPETENCY), (Facet.BAND, view.band_key), (Facet.STRAND, competency.strand.key)]
    _set_tags({CatalogEntry.objects.get(competency=competency).pk: set(keys)})


def _write(kind: Kind, language: str, title: str, lead: Iterable[str], texts: Iterable[str], **of) -> None:
    lead, texts = list(lead), list(texts)
    values = {"kind": kind, "language": language, "title": title, "is_competency": kind is Kind.COMPETENCY}
    words = {"title_words": joined([title]), "lead_words": joined(lead), "text_words": joined(texts)}
    CatalogEntry.objects.update_or_create(**of, defaults=values | words)
    engine().learn(language, [title, *lead, *texts])


# Tags -----------------------------------------------------------------------------------------------------------------


def retag_units(unit_paths: Iterable[str]) -> None:
    """What these units and all that lies in them can be narrowed by, read from the live rows in a few queries for all of them.

    A lesson has its unit's traits; a unit has the strands and the levels of its lessons.
    """
    units = {unit["path"]: unit for unit in UnitPage.objects.filter(path__in=set(unit_paths)).values("pk", "path", "band__key")}
    inside = Q(pk__in=[])
    for path in units:
        inside |= Q(path__startswith=path, depth=len(path) // Page.steplen + 1)
    rows = LessonPage.objects.live().filter(inside).values("pk", "path", "band__key", "ai_use_level__level")
    lessons = {row["pk"]: row for row in rows}
    tags: dict[int, set] = defaultdict(set)
    for unit in units.values():
        tags[unit["pk"]] |= {(Facet.KIND, Kind.UNIT), (Facet.BAND, unit["band__key"])}
    for pk, lesson in lessons.items():
        tags[pk] |= {(Facet.KIND, Kind.LESSON), (Facet.BAND, lesson["band__key"]), (Facet.LEVEL, lesson["ai_use_level__level"])}
    for pk, key in _links(LessonPage.competencies, "lessonpage_id", lessons, "competency__strand__key"):
        tags[pk].add((Facet.STRAND, key))
    for pk, key in _links(LessonPage.subjects, "lessonpage_id", lessons, "subject__key"):
        tags[pk].add((Facet.SUBJECT, key))
    unit_pks = [unit["pk"] for unit in units.values()]
    for pk, key in _links(UnitPage.subjects, "unitpage_id", unit_pks, "subject__key"):
        tags[pk].add((Facet.SUBJECT, key))
    for pk, key in _links(UnitPage.graduate_traits, "unitpage_id", unit_pks, "graduatetrait__key"):
        tags[pk].add((Facet.TRAIT, key))
    for pk, lesson in lessons.items():
        unit_pk = units[_unit_path(lesson["path"])]["pk"]
        tags[pk] |= {tag for tag in tags[unit_pk] if tag[0] == Facet.TRAIT}
        tags[unit_pk] |= {tag for tag in tags[pk] if tag[0] in {Facet.STRAND, Facet.LEVEL}}
    entries = CatalogEntry.objects.filter(page_id__in=tags).values_list("page_id", "pk")
    _set_tags({entry: tags[page] for page, entry in entries})


def _set_tags(tags: dict[int, set]) -> None:
    """Exactly these (facet, key) pairs for each of these entries."""
    wanted = {(entry, str(facet), str(key)) for entry, pairs in tags.items() for facet, key in pairs if key}
    rows = CatalogTag.objects.filter(entry__in=tags)
    known = {(entry, facet, key): pk for pk, entry, facet, key in rows.values_list("pk", "entry_id", "facet", "key")}
    CatalogTag.objects.filter(pk__in=[pk for tag, pk in known.items() if tag not in wanted]).delete()
    new = [CatalogTag(entry_id=entry, facet=facet, key=key) for entry, facet, key in sorted(wanted - set(known))]
    CatalogTag.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)


def _links(field, source: str, pks: Iterable[int], key: str) -> Iterator[tuple[int, str]]:
    return field.through.objects.filter(**{f"{source}__in": list(pks)}).values_list(source, key)


def _unit_path(path: str) -> str:
    return path[: -Page.steplen]
