"""The loader fills everything, twice is once, and what a person did is never undone: for every kind of record."""

import pytest

from curriculum.models import (
    AIUseLevel,
    AIUseScale,
    Competency,
    FamilyNote,
    Framework,
    FurtherReading,
    GradeBand,
    GraduateTrait,
    LessonPage,
    LessonVersion,
    ProgressionPage,
    StarterRecord,
    Strand,
    Subject,
    UnitPage,
    VettedTool,
)
from curriculum.starter import launch_key
from tests.factories.curriculum import build_lesson
from tests.functional.curriculum.starter_folder import DROP, copy_of_content, load_quietly, picture, put

UNIT, PROGRESSION, SCALE, TOOLS = "units/g68-1-can-i-trust-this.yaml", "progression.yaml", "ai_use_scale.yaml", "vetted_tools.yaml"
NOTES = "es/family_connections.yaml"
TRACE = "g68-trace-the-claim"

# Kind and slug of a record, its row, a field of it that a person writes, and where the file says it.
TERMS = [
    ("framework", "DP", Framework, {"key": "DP"}, "note", (PROGRESSION, "frameworks.4.note")),
    ("scale", "scale", AIUseScale, {}, "purpose", (SCALE, "purpose")),
    ("level", "coach-me", AIUseLevel, {"key": "coach-me"}, "example", (SCALE, "levels.2.example")),
    ("band", "6-8", GradeBand, {"key": "6-8"}, "theme", (PROGRESSION, "bands.2.theme")),
    ("strand", "USE", Strand, {"key": "USE"}, "question", (PROGRESSION, "strands.1.question")),
    (
        *("trait", "effective-communicators", GraduateTrait, {"key": "effective-communicators"}, "reflection_question"),
        ("graduate_profile.yaml", "attributes.1.reflection_question"),
    ),
    ("competency", "HOW-35", Competency, {"code": "HOW-35"}, "i_can", (PROGRESSION, "competencies.1.i_can")),
    (
        *("reading", "daily-developing-ai-literacy-curriculum", FurtherReading, {"key__startswith": "daily"}, "note"),
        (PROGRESSION, "related_public_resources.1.note"),
    ),
    ("tool", "sample-example-reader", VettedTool, {"slug": "sample-example-reader"}, "agreement_note", (TOOLS, "tools.0.agreement_note")),
]
EACH_TERM = pytest.mark.parametrize(("kind", "slug", "model", "which", "field", "place"), TERMS, ids=[row[0] for row in TERMS])


@pytest.fixture
def folder(tmp_path):
    return copy_of_content(tmp_path)


@pytest.fixture
def lesson():
    return LessonPage.objects.get(locale__language_code="en", slug=TRACE)


def left_alone(lines: list[str]) -> list[str]:
    """What was left alone of the English; that its Spanish was, too, is tested with the Spanish."""
    return [line.strip() for line in lines if "left alone," in line and not line.strip().startswith("Spanish")]


def english(model, which: dict):
    """The rows that the files are about; their translations have the same keys."""
    return model.objects.filter(locale__language_code="en", **which)


def test_everything_is_there_and_published_once(lesson):
    counts = {
        model: english(model, {}).count() for model in (LessonPage, UnitPage, ProgressionPage, GradeBand, Competency, Framework, VettedTool)
    }
    assert list(counts.values()) == [27, 9, 1, 4, 24, 10, 6]
    assert list(LessonVersion.objects.filter(language="en").values_list("number", flat=True)) == [1] * 27
    assert lesson.translation_key == launch_key("lesson", TRACE)
    assert (lesson.live, lesson.get_url()) == (True, f"/curriculum/g68-can-i-trust-this/{TRACE}/")


def test_every_field_has_a_home():
    level = AIUseLevel.objects.get(locale__language_code="en", level=3)
    assert [(note.value["band"], note.value["text"][:11]) for note in level.band_notes] == [("3-5", "The teacher"), ("6-8", "Supervised,")]
    assert AIUseScale.objects.get().principles[0].startswith("Transparency")
    assert GradeBand.objects.get(locale__language_code="en", key="6-8").disclosure_template.startswith("Level ____.")
    assert GradeBand.objects.get(locale__language_code="en", key="TK-2").disclosure_template == ""
    trait = GraduateTrait.objects.get(locale__language_code="en", key="effective-communicators")
    assert [item.value["band"] for item in trait.looks_like] == ["TK-2", "3-5", "6-8", "9-12"]
    assert [strand.key for strand in trait.strands.all()] == ["USE", "CRE"]
    assert Framework.objects.get(key="DP").domains == ["Understand", "Evaluate", "Use"]
    assert [band.key for band in FurtherReading.objects.get(key__startswith="common").bands.all()] == ["6-8", "9-12"]
    tool = VettedTool.objects.get(slug="sample-example-draft-coach")
    assert (tool.is_fictional, tool.status, tool.max_ai_use_level.level) == (True, "approved_with_conditions", 3)
    assert ([band.key for band in tool.bands.all()], str(tool.review_due_on)) == (["6-8", "9-12"], "2026-12-22")
    assert tool.fairness.startswith("Over-corrects")
    assert set(FamilyNote.objects.values_list("language", flat=True)) == {"es"}
    assert FamilyNote.objects.get(lesson__slug="tk2-oops-pip", lesson__locale__language_code="en").title == "¡Ay, Pip!"


def test_a_second_run_changes_nothing():
    before = picture()
    lines = load_quietly()
    assert picture() == before
    assert {"lesson: 27 unchanged", "unit: 9 unchanged", "competency: 24 unchanged", "tool: 6 unchanged"} <= set(lines)
    assert left_alone(lines) == []
    assert not [line for line in lines if "updated" in line or "created" in line]


@EACH_TERM
def test_what_changed_in_the_file_changes_here(folder, kind, slug, model, which, field, place):
    put(folder, *place, "From the file.")
    lines = load_quietly(folder)
    assert getattr(english(model, which).get(), field) == "From the file."
    assert any(line.startswith(f"{kind}: 1 updated") for line in lines)
    assert left_alone(lines) == []


@EACH_TERM
def test_what_a_person_wrote_stays(folder, kind, slug, model, which, field, place):
    english(model, which).update(**{field: "Ours."})
    put(folder, *place, "From the file.")
    lines = load_quietly(folder)
    assert getattr(english(model, which).get(), field) == "Ours."
    assert left_alone(lines) == [f"{kind} {slug}: left alone, a person changed it ({field})"]


@pytest.mark.parametrize(
    ("model", "which", "link"),
    [
        (GradeBand, {"key": "6-8"}, "ai_use_levels"),
        (Competency, {"code": "HOW-35"}, "builds_on"),
        (GraduateTrait, {"key__startswith": "e"}, "strands"),
    ],
)
def test_links_that_a_person_chose_stay(model, which, link):
    row = english(model, which).first()
    getattr(row, link).clear()
    lines = load_quietly()
    assert not getattr(row, link).exists()
    assert left_alone(lines)[0].endswith(f"left alone, a person changed it ({link})")


def test_blocks_that_a_person_wrote_stay():
    competency = Competency.objects.get(locale__language_code="en", code="HOW-35")
    competency.alignments = [("alignment", {"framework": "DP", "domain": "Use", "code": ""})]
    competency.save()
    assert left_alone(load_quietly()) == ["competency HOW-35: left alone, a person changed it (alignments)"]
    assert len(Competency.objects.get(locale__language_code="en", code="HOW-35").alignments) == 1


def test_a_key_that_a_person_changed_stays_and_is_still_found():
    Strand.objects.filter(locale__language_code="en", key="USE").update(key="USING")
    lines = load_quietly()
    assert left_alone(lines) == ["strand USE: left alone, a person changed it (key)"]
    assert not Strand.objects.filter(locale__language_code="en", key="USE").exists()


def test_what_a_person_removed_stays_away_and_the_rest_is_loaded(folder, lesson):
    Subject.objects.filter(name__in=[subject.name for subject in lesson.subjects.all()]).delete()
    Framework.objects.get(key="SAFE").delete()
    Competency.objects.get(locale__language_code="en", code="SOC-68").delete()
    put(folder, UNIT, "lessons.1.essential_question", "What counts?")
    lines = load_quietly(folder)
    assert "framework SAFE: left alone, a person removed it" in left_alone(lines)
    assert "competency SOC-68: left alone, a person removed it" in left_alone(lines)
    assert LessonPage.objects.get(pk=lesson.pk).essential_question == "What counts?"
    assert not LessonPage.objects.get(pk=lesson.pk).subjects.exists()


def test_what_a_person_made_under_the_same_key_stays():
    Framework.objects.get(key="SAFE").delete()
    StarterRecord.objects.get(kind="framework", slug="SAFE").delete()
    Framework.objects.create(key="SAFE", name="Ours", publisher="We", version="1", domains=["One"], locale=Strand.objects.first().locale)
    assert left_alone(load_quietly()) == ["framework SAFE: left alone, a person made one with the same key"]
    assert Framework.objects.get(key="SAFE").name == "Ours"


def test_what_does_not_fit_a_persons_change_is_left_alone(folder):
    GradeBand.objects.filter(locale__language_code="en", key="TK-2").update(order=9)
    put(folder, PROGRESSION, "competencies.1.i_can", "From the file.")
    lines = load_quietly(folder)
    refused = [line for line in left_alone(lines) if line.startswith("competency HOW-35")]
    assert refused == [
        "competency HOW-35: left alone, it does not fit what a person changed: Not of an earlier grade band than Grades 3-5: HOW-TK2."
    ]
    assert Competency.objects.get(locale__language_code="en", code="HOW-35").i_can != "From the file."


def test_a_domain_that_the_files_renamed_is_renamed_everywhere(folder):
    for file in ("progression.yaml", "tracks/1-lesson-design.yaml"):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace('"AI techniques and applications"', '"AI techniques"'), encoding="utf-8")
    assert left_alone(load_quietly(folder)) == []
    assert "AI techniques" in Framework.objects.get(key="UNESCO-S").domains
    assert "AI techniques" in [
        place.domain for place in Competency.objects.get(locale__language_code="en", code="HOW-35").alignment_views()
    ]


# ---- units and lessons ------------------------------------------------------------------------------------------------


def test_a_changed_file_publishes_the_next_version(folder, lesson):
    put(folder, UNIT, "lessons.1.essential_question", "What counts?")
    lines = load_quietly(folder)
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert (lesson.essential_question, lesson.versions.count()) == ("What counts?", 2)
    assert "lesson: 1 updated, 26 unchanged" in lines


def test_a_changed_family_note_publishes_the_next_version(folder, lesson):
    put(folder, NOTES, f"notes.{TRACE}.note", "Otra nota.")
    load_quietly(folder)
    assert list(lesson.family_notes.values_list("language", "note")) == [("es", "Otra nota.")]
    assert lesson.versions.count() == 2
    assert lesson.versions.newest_first().first().document["family"]["family_notes"][0]["value"]["note"] == "Otra nota."


@pytest.mark.parametrize("is_published", [True, False], ids=["published", "draft"])
@pytest.mark.parametrize("kind", ["lesson", "unit"])
def test_a_page_that_a_person_edited_is_left_alone(folder, lesson, admin_user, kind, is_published):
    page = lesson if kind == "lesson" else lesson.unit
    page.essential_question, page.change_note = "Ours?", "A better question."
    revision = page.save_revision(user=admin_user)
    if is_published:
        revision.publish()
    put(folder, UNIT, "lessons.1.essential_question", "The file's?")
    put(folder, UNIT, "essential_question", "The file's?")
    lines = load_quietly(folder)
    assert type(page).objects.get(pk=page.pk).get_latest_revision_as_object().essential_question == "Ours?"
    assert left_alone(lines) == [f"{kind} {page.slug}: left alone, a person edited it"]


def test_a_family_note_that_a_person_edited_is_left_alone(folder, lesson):
    lesson.family_notes = [FamilyNote(language="vi", title="Theo dấu", note="Ghi chú.")]
    lesson.save_revision()
    put(folder, NOTES, f"notes.{TRACE}.note", "Otra nota.")
    assert left_alone(load_quietly(folder)) == [f"lesson {TRACE}: left alone, a person edited it"]
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    assert [note.language for note in draft.family_notes.all()] == ["vi"]


def test_a_withdrawn_page_stays_withdrawn(folder, lesson):
    lesson.unpublish()
    put(folder, UNIT, "lessons.1.teacher_prep", "The file's notes")
    assert left_alone(load_quietly(folder)) == [f"lesson {TRACE}: left alone, a person withdrew it"]
    assert not LessonPage.objects.get(pk=lesson.pk).live


@pytest.fixture
def renamed(folder):
    """The folder, with a lesson that was not there before."""
    put(folder, UNIT, "lessons.1.slug", "g68-new")
    put(folder, NOTES, "notes.g68-new", {"title": "Una", "note": "Dos."})
    put(folder, NOTES, f"notes.{TRACE}", DROP)
    return folder


def test_a_new_lesson_comes_in_beside_the_old_one(renamed, lesson):
    assert "lesson: 1 created, 26 unchanged" in load_quietly(renamed)
    assert LessonPage.objects.filter(locale__language_code="en", slug__in=["g68-new", TRACE], live=True).count() == 2


def test_a_lesson_that_a_person_removed_stays_away(renamed):
    StarterRecord.objects.create(kind="lesson", slug="g68-new", source_hash="x", written={"revision": 1, "live": True})
    assert left_alone(load_quietly(renamed)) == ["lesson g68-new: left alone, a person removed it"]
    assert not LessonPage.objects.filter(locale__language_code="en", slug="g68-new").exists()


def test_a_page_that_took_the_address_stays(renamed, lesson):
    lesson.unit.add_child(instance=build_lesson(lesson.unit, slug="g68-new", title="Ours"))
    assert left_alone(load_quietly(renamed)) == ["lesson g68-new: left alone, a person made another page with its address"]
    assert LessonPage.objects.get(locale__language_code="en", slug="g68-new").title == "Ours"


def test_a_lesson_that_a_band_no_longer_allows_is_left_alone(folder, lesson):
    GradeBand.objects.get(locale__language_code="en", key="6-8").ai_use_levels.set(
        AIUseLevel.objects.filter(locale__language_code="en", level=1)
    )
    put(folder, UNIT, "lessons.1.teacher_prep", "The file's notes")
    lines = load_quietly(folder)
    (refused,) = [line for line in left_alone(lines) if line.startswith("lesson")]
    assert "does not fit what a person changed" in refused
    assert "does not allow AI-use level 2" in refused
    assert LessonPage.objects.get(pk=lesson.pk).versions.count() == 1
