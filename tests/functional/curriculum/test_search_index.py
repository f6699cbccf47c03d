"""The catalog and the database's full-text index over it: what students may read and nothing else, always as it is now."""

import sqlite3
from contextlib import closing
from io import StringIO
from types import SimpleNamespace

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from wagtail.models import Locale, Page, PageViewRestriction

import pytest

from curriculum.models import (
    CatalogEntry,
    CatalogTag,
    CatalogWord,
    Competency,
    GradeBand,
    GraduateTrait,
    LessonPage,
    Strand,
    Subject,
    UnitPage,
)
from curriculum.search import storage, writing
from curriculum.search.engines import engine
from curriculum.search.words import question
from tests.factories.curriculum import build_lesson, publish_change
from tests.functional.curriculum.indexes import indexed_stems, stems
from tests.functional.curriculum.withheld import FAMILY_NOTES, LESSONS, open_texts, secrets, words

IS_POSTGRESQL = connection.vendor == "postgresql"


def found(text: str, language: str = "en") -> list[str]:
    """Titles of what a search finds, in no order."""
    entries = engine().matching(CatalogEntry.objects.findable(language), question(text, language).terms, language)
    return list(entries.values_list("title", flat=True))


def tags(title: str) -> set[tuple[str, str]]:
    return set(CatalogTag.objects.filter(entry__title=title).values_list("facet", "key"))


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


def republish(page, **values) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    publish_change(page)


# ---- what the index knows -------------------------------------------------------------------------------------------


def index_texts() -> str:
    """Every plain text beside the indexes: the catalog's own, and what Wagtail keeps of what it indexes."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith(("curriculum_catalog", "wagtailsearch"))]
        texts = []
        for table in tables:
            if table.endswith(("_data", "_idx", "_docsize", "_config")):
                continue  # FTS5's own, read by `indexed_stems`
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            texts += [str(value) for row in cursor.fetchall() for value in row if isinstance(value, str)]
    return words(" \n ".join(texts))


def test_no_index_knows_a_word_that_only_teachers_or_families_read():
    withheld = [
        *(secret for lesson in LESSONS.values() for secret in secrets(lesson)),
        *(lesson["family_connection"] for lesson in LESSONS.values()),
    ]
    only_theirs = stems(withheld) - stems(open_texts(), "en", "es")
    assert len(only_theirs) > 200
    known = indexed_stems()
    assert len(known) > 1000
    assert sorted(only_theirs & known) == []
    assert not only_theirs & stems(CatalogWord.objects.values_list("word", flat=True) or ["nothing"])


@pytest.mark.parametrize("slug", LESSONS)
def test_no_text_beside_the_indexes_has_a_secret(slug):
    kept = f" {index_texts()} "
    assert f" {words(LESSONS[slug]['title'])} " in kept
    openly = " ".join(words(text) for text in open_texts())
    for secret in secrets(LESSONS[slug]):
        if words(secret) not in openly:
            assert f" {words(secret)} " not in kept, secret
    assert words(FAMILY_NOTES[slug]["note"])[:60] not in kept


def test_wagtails_own_index_holds_titles_alone():
    """The admin's list of pages searches it; nothing of a lesson's body is there to be guessed at."""
    names = {field.field_name for field in LessonPage.get_search_fields() if type(field).__name__ in {"SearchField", "AutocompleteField"}}
    assert names == {"title"}


def test_what_students_read_is_found():
    for lesson in LESSONS.values():
        assert lesson["title"] in found(lesson["title"])
        assert lesson["title"] in found(lesson["essential_question"])
        assert lesson["title"] in found(words(lesson["steps"][0]["student"])[:60].rsplit(" ", 1)[0])
        assert lesson["title"] in found(lesson["vocabulary"][0]["term"])


def test_every_lesson_unit_and_competency_is_there_once():
    assert CatalogEntry.objects.filter(kind="lesson", language="en").count() == 27
    assert CatalogEntry.objects.filter(kind="unit", language="en").count() == 9
    assert CatalogEntry.objects.filter(kind="competency", language="en").count() == 24
    assert CatalogEntry.objects.filter(language="es").count() == 14


def test_an_entry_is_of_one_thing(lesson):
    both = {"page_id": UnitPage.objects.first().pk, "competency": Competency.objects.first()}
    CatalogEntry.objects.filter(competency=both["competency"]).delete()
    CatalogEntry.objects.filter(page_id=both["page_id"]).delete()
    for of in ({}, both):
        with pytest.raises(IntegrityError), transaction.atomic():
            CatalogEntry.objects.create(kind="lesson", language="en", title="x", **of)


def test_endings_accents_and_capitals_do_not_matter():
    assert found("CLAIMS") == found("claim") != []
    assert found("clàim") == found("claim")
    assert found("evl 68") == found("EVL-68") != []


def test_spanish_is_found_with_and_without_accents(spanish_unit):
    assert [spanish_unit.title in found(text, "es") for text in ("máquina", "maquina", "MÁQUINAS", "maquin")] == [True] * 4
    assert not found("máquinas", "en")


# ---- as it is now ---------------------------------------------------------------------------------------------------


def test_a_draft_is_found_only_when_it_is_published(lesson):
    lesson.essential_question, lesson.change_note = "Is a zebrafish honest?", "A better question."
    revision = lesson.save_revision()
    assert not found("zebrafish")
    revision.publish()
    assert found("zebrafish") == [lesson.title]


def test_new_words_replace_the_old_ones(lesson):
    republish(lesson, essential_question="Is a zebrafish honest?")
    republish(lesson, essential_question="Is a quokka honest?")
    assert found("quokka") == [lesson.title]
    assert not found("zebrafish")
    assert "zebrafish" not in indexed_stems()


def test_a_lesson_that_was_never_published_is_not_found(lesson):
    draft = build_lesson(lesson.unit, title="Axolotl", slug="axolotl", ai_use_level=lesson.ai_use_level)
    lesson.unit.add_child(instance=draft)
    draft.save_revision()
    assert not found("axolotl")


def test_withdrawing_takes_it_out_and_publishing_brings_it_back(lesson):
    assert lesson.title in found("trace the claim")
    lesson.unpublish()
    assert lesson.title not in found("trace the claim")
    assert not CatalogEntry.objects.filter(page=lesson).exists()
    lesson.get_latest_revision().publish()
    assert lesson.title in found("trace the claim")


def test_a_page_that_is_not_live_is_hidden_even_where_nobody_told_the_catalog(lesson):
    Page.objects.filter(pk=lesson.pk).update(live=False)
    assert lesson.title not in found("trace the claim")


@pytest.mark.parametrize("above", ["lesson", "unit", "map", "home"])
def test_a_restriction_hides_at_once_and_its_end_shows_at_once(lesson, above):
    page = {"lesson": lesson, "unit": lesson.unit, "map": lesson.unit.get_parent(), "home": lesson.unit.get_parent().get_parent()}[above]
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert lesson.title not in found("trace the claim")
    restriction.delete()
    assert lesson.title in found("trace the claim")


def test_a_restriction_on_a_neighbour_hides_nothing_else(lesson):
    PageViewRestriction.objects.create(page=lesson.get_prev_sibling() or lesson.get_next_sibling(), restriction_type="login")
    assert lesson.title in found("trace the claim")


def test_deleting_a_draft_unit_or_a_competency_leaves_no_entry(lesson):
    competency = Competency.objects.create(
        code="NEW-1", strand=Strand.objects.first(), band=lesson.band, title="Capybara", i_can="I can.", locale=Locale.get_default()
    )
    assert found("capybara") == ["Capybara NEW-1"]
    competency.delete()
    assert not found("capybara")
    assert "capybara" not in indexed_stems()


def test_another_title_and_another_address(lesson):
    republish(lesson, title="Follow the Narwhal", slug="narwhal")
    assert found("narwhal") == ["Follow the Narwhal"]
    assert "Trace the Claim" not in found("trace claim")


def test_renaming_a_competency(lesson):
    competency = lesson.competencies.first()
    competency.title = "Ocelot spotting"
    competency.save()
    assert found("ocelot") == [f"Ocelot spotting {competency.code}"]


@pytest.mark.parametrize("model", [Strand, GradeBand])
def test_renaming_a_strand_or_a_band_is_found_with_its_competencies(lesson, model):
    competency = lesson.competencies.first()
    row = competency.strand if model is Strand else competency.band
    row.name = "Pangolin"
    row.save()
    assert f"{competency.title} {competency.code}" in found("pangolin")


@pytest.mark.parametrize("model", [Subject, GraduateTrait])
def test_renaming_a_subject_or_a_trait_is_found_with_its_units(lesson, model):
    row = (lesson.unit.subjects if model is Subject else lesson.unit.graduate_traits).first()
    row.name = "Pangolin"
    row.save()
    assert lesson.unit.title in found("pangolin")


def test_what_it_can_be_narrowed_by(lesson):
    expected = {
        *(("kind", "lesson"), ("band", "6-8"), ("level", str(lesson.ai_use_level.level))),
        *(("strand", competency.strand.key) for competency in lesson.competencies.all()),
        *(("subject", subject.key) for subject in lesson.subjects.all()),
        *(("trait", trait.key) for trait in lesson.unit.graduate_traits.all()),
    }
    assert tags(lesson.title) == expected
    inside = set().union(*(tags(child.title) for child in lesson.unit.get_children()))
    assert {tag for tag in inside if tag[0] in {"strand", "level"}} <= tags(lesson.unit.title)


def test_a_unit_passes_its_traits_on_and_takes_strands_from_its_lessons(lesson):
    unit = lesson.unit
    trait = GraduateTrait.objects.exclude(pk__in=unit.graduate_traits.all()).first() or GraduateTrait.objects.first()
    republish(unit, graduate_traits=[trait])
    assert {key for facet, key in tags(lesson.title) if facet == "trait"} == {trait.key}
    for other in unit.get_children().exclude(pk=lesson.pk).specific():
        other.unpublish()
    assert {tag for tag in tags(unit.title) if tag[0] == "strand"} == {tag for tag in tags(lesson.title) if tag[0] == "strand"}


def test_another_strand_of_a_competency_reaches_its_lessons(lesson):
    competency = lesson.competencies.first()
    strand = Strand.objects.exclude(pk=competency.strand_id).first()
    competency.strand = strand
    competency.save()
    assert ("strand", strand.key) in tags(lesson.title)


def test_a_moved_lesson_takes_its_new_units_traits(lesson):
    other = UnitPage.objects.filter(band=lesson.band).exclude(pk=lesson.unit.pk).get()
    other.graduate_traits.set([GraduateTrait.objects.create(key="new", name="New", locale=Locale.get_default())])
    other.save()
    lesson.move(other, pos="last-child")
    assert {key for facet, key in tags(lesson.title) if facet == "trait"} == {"new"}
    assert lesson.title in found("trace the claim")


@pytest.fixture
def spanish_unit() -> UnitPage:
    """A unit that has been translated."""
    unit = UnitPage.objects.get(slug="tk2-smart-helpers", locale__language_code="es")
    republish(unit, title="Las máquinas inteligentes")
    return unit


def test_each_language_finds_its_own(lesson, spanish_unit):
    assert spanish_unit.title in found("inteligente", "es")
    assert not found("inteligente", "en")
    assert lesson.title not in found("trace the claim", "es")


# ---- made again -----------------------------------------------------------------------------------------------------


def state():
    tagged = CatalogTag.objects.values_list("entry__title", "facet", "key")
    entries = CatalogEntry.objects.values_list(
        "kind", "language", "title", "page_id", "competency_id", "title_words", "lead_words", "text_words"
    )
    return sorted(map(str, entries)), sorted(tagged), sorted(CatalogWord.objects.values_list("word", "spelling"))


def test_making_it_again_changes_nothing():
    before = state()
    writing.rebuild()
    assert state() == before
    call_command("rebuild_catalog", stdout=StringIO())
    assert state() == before


def test_making_it_again_mends_whatever_happened(lesson):
    before = state()
    CatalogEntry.objects.filter(page=lesson).delete()
    CatalogTag.objects.filter(facet="strand").delete()
    CatalogEntry.objects.filter(kind="unit").update(title_words="nonsense", lead_words="", text_words="")
    out = StringIO()
    call_command("rebuild_catalog", stdout=out)
    assert state() == before
    assert lesson.title in found("trace the claim")
    assert not found("nonsense")
    assert "74 lessons, units and competencies" in out.getvalue()
    assert ("are forgiven" in out.getvalue()) == IS_POSTGRESQL


def test_rows_written_in_bulk_are_indexed_too():
    """The database keeps the index, so no way to write can forget it. Goes red where a migration lost the triggers on SQLite."""
    unit = UnitPage.objects.first()
    page = CatalogEntry.objects.get(page=unit)
    CatalogEntry.objects.filter(pk=page.pk).delete()
    row = CatalogEntry(kind="unit", language="en", title="Bulk", page_id=unit.pk, title_words="okapi", lead_words="", text_words="")
    CatalogEntry.objects.bulk_create([row])
    assert found("okapi") == ["Bulk"]
    CatalogEntry.objects.filter(page=unit).update(title_words="tapir")
    assert (found("okapi"), found("tapir")) == ([], ["Bulk"])


def test_the_index_can_be_taken_away_and_made_again(tmp_path):
    if IS_POSTGRESQL:
        connection.check_constraints()  # PostgreSQL alters no table that has some waiting
        storage.remove(connection)
        storage.prepare(connection)
        storage.prepare(connection)
        assert "Trace the Claim" in found("trace the claim")
        return
    # In a file of its own: SQLite cannot take back, with the rest of a transaction, that such a table was dropped.
    with sqlite3.connect(tmp_path / "own.sqlite3") as own:
        own.execute("CREATE TABLE curriculum_catalogentry (id INTEGER PRIMARY KEY, title_words, lead_words, text_words)")
        own.execute("INSERT INTO curriculum_catalogentry VALUES (7, 'trace', '', '')")
        twin = SimpleNamespace(vendor="sqlite", cursor=lambda: closing(own.cursor()))
        for step in (storage.prepare, storage.remove, storage.prepare, storage.prepare):
            step(twin)
        own.execute("INSERT INTO curriculum_catalogentry VALUES (8, 'traced', '', '')")
        rows = own.execute("SELECT rowid FROM curriculum_catalog_fts WHERE curriculum_catalog_fts MATCH 'trace' ORDER BY rowid")
        assert rows.fetchall() == [(7,), (8,)]


def test_without_the_right_to_add_an_extension_all_else_works(monkeypatch):
    """On SQLite there is none to add; on PostgreSQL a role may be refused. Neither stops a migration or the search."""
    monkeypatch.setattr(storage, "TRIGRAMS", ("CREATE EXTENSION no_such_extension_anywhere",))
    assert storage.allow_typos(connection) is False
    storage.prepare(connection)
    assert "Trace the Claim" in found("trace the claim")


# ---- mistyped words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"), [("pirvacy", "privacy"), ("algoritm", "algorithm"), ("traning data", "training data"), ("claim", "")]
)
def test_mistyped_words_are_recognised_where_the_database_can(typed, meant):
    words = engine().meant(CatalogEntry.objects.findable("en"), question(typed, "en").terms, "en")
    assert " ".join(words) == (meant if IS_POSTGRESQL else "")
    assert engine().forgives_typos() is IS_POSTGRESQL


def test_a_word_that_only_a_hidden_page_has_is_never_suggested(lesson):
    republish(lesson, essential_question="Is a zebrafish honest?")
    typed = question("zebrafsh", "en").terms
    readable = CatalogEntry.objects.findable("en")
    assert engine().meant(readable, typed, "en") == (("zebrafish",) if IS_POSTGRESQL else ())
    PageViewRestriction.objects.create(page=lesson, restriction_type="login")
    assert engine().meant(readable.all(), typed, "en") == ()
