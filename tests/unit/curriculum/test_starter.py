"""The loader: everything or nothing, twice is once, and a person's work is never touched."""

import shutil

from django.core.management import CommandError, call_command

import pytest
import yaml

from curriculum.models import Competency, GradeBand, LessonPage, LessonVersion, ProgressionPage, StarterRecord, Subject, UnitPage
from curriculum.starter import CONTENT_FOLDER, launch_key, load
from curriculum.starter.reading import StarterContentError, read_content
from curriculum.starter.validation import check_content
from tests.factories.curriculum import starter_content

pytestmark = pytest.mark.django_db

UNIT = "units/g68-1-can-i-trust-this.yaml"


@pytest.fixture(scope="module", autouse=True)
def _content(django_db_setup, django_db_blocker):
    with starter_content(django_db_blocker):
        yield


@pytest.fixture
def folder(tmp_path):
    """A copy of the content with a helper that changes one file."""
    copy = tmp_path / "content"
    shutil.copytree(CONTENT_FOLDER, copy)
    return copy


def change(folder, file, edit) -> None:
    data = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    edit(data)
    (folder / file).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def trace(unit) -> dict:
    return next(lesson for lesson in unit["lessons"] if lesson["slug"] == "g68-trace-the-claim")


def counts() -> tuple:
    models = (LessonPage, UnitPage, ProgressionPage, GradeBand, Competency, Subject, LessonVersion, StarterRecord)
    return tuple(model.objects.count() for model in models)


def load_quietly(folder=CONTENT_FOLDER) -> list[str]:
    lines = []
    load(report=lines.append, folder=folder)
    return lines


BREAKAGES = [
    ("duration_minutes", "duration_minutes", lambda unit: trace(unit).update(duration_minutes=49)),
    ("ai_use_level", "ai_use_level", lambda unit: trace(unit).update(ai_use_level=5)),
    ("competencies", "there is no competency NOPE", lambda unit: trace(unit).update(competencies=["NOPE"])),
    ("two correct", "check[1].choices", lambda unit: trace(unit)["check"][0]["choices"][0].update(correct=True)),
    ("no correct", "check[1].choices", lambda unit: trace(unit)["check"][0]["choices"][1].update(correct=False)),
    ("check type", "check[3].type", lambda unit: trace(unit)["check"][2].update(type="essay")),
    ("audience", "handouts[1].audience", lambda unit: trace(unit)["handouts"][0].update(audience="everybody")),
    ("missing", "teacher_prep: is missing", lambda unit: trace(unit).pop("teacher_prep")),
    ("empty", "title: is empty", lambda unit: trace(unit).update(title=" ")),
    ("type", "steps[1].minutes: must be a whole number", lambda unit: trace(unit)["steps"][0].update(minutes="6")),
    ("bool", "choices[1].correct: must be true or false", lambda unit: trace(unit)["check"][0]["choices"][0].update(correct="no")),
    ("unknown", "teacher_secret: is not a known field", lambda unit: trace(unit).update(teacher_secret="x")),
    ("band", "band", lambda unit: trace(unit).update(band="3-5")),
    ("list", "objectives: must be a list", lambda unit: trace(unit).update(objectives="one")),
]


@pytest.mark.parametrize(("message", "edit"), [row[1:] for row in BREAKAGES], ids=[row[0] for row in BREAKAGES])
def test_a_broken_lesson_is_named_by_file_record_and_field(folder, message, edit):
    change(folder, UNIT, edit)
    with pytest.raises(StarterContentError) as refusal:
        check_content(read_content(folder))
    (problem,) = refusal.value.problems
    assert (problem.file, problem.record) == (UNIT, "g68-trace-the-claim")
    assert message in str(problem)


def _builds_on_later(data):
    next(row for row in data["competencies"] if row["code"] == "HOW-TK2")["builds_on"] = ["HOW-35"]


@pytest.mark.parametrize(
    ("file", "edit", "expected"),
    [
        ("progression.yaml", _builds_on_later, "progression.yaml: HOW-TK2: builds_on: HOW-35 is not of an earlier band"),
        ("progression.yaml", lambda data: data.pop("strands"), "progression.yaml: strands: must be a list"),
        ("ai_use_scale.yaml", lambda data: data["levels"].pop(), "levels: must be 1 to 5"),
        ("es/family_connections.yaml", lambda data: data["notes"].update(nowhere={}), "nowhere: notes: there is no such lesson"),
        (UNIT, lambda data: data.update(graduate_profile=["nobody"]), "graduate_profile: there is no attribute nobody"),
        (UNIT, lambda data: trace(data).update(slug="g68-threshold-dilemma"), "g68-threshold-dilemma: slug: is used by 2"),
    ],
)
def test_broken_content_changes_nothing(folder, file, edit, expected):
    before = counts()
    change(folder, file, edit)
    with pytest.raises(CommandError) as refusal:
        call_command("load_starter_content", folder=folder, verbosity=0)
    assert expected in str(refusal.value)
    assert counts() == before


def test_an_untaught_competency_is_named(folder):
    change(folder, "progression.yaml", lambda data: data["competencies"].append({**data["competencies"][0], "code": "HOW-NEW"}))
    with pytest.raises(StarterContentError, match="HOW-NEW: code: is taught by no lesson"):
        check_content(read_content(folder))


def test_files_that_are_no_yaml_are_named(folder):
    (folder / UNIT).write_text("title: [", encoding="utf-8")
    with pytest.raises(StarterContentError, match=UNIT):
        read_content(folder)


def test_everything_is_there_and_published_once():
    assert counts()[:5] == (27, 9, 1, 4, 24)
    assert LessonVersion.objects.count() == 27
    assert set(LessonVersion.objects.values_list("number", flat=True)) == {1}
    lesson = LessonPage.objects.get(translation_key=launch_key("lesson", "g68-trace-the-claim"))
    assert lesson.live
    assert lesson.get_url() == "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/"


def test_a_second_run_changes_nothing():
    revisions = list(LessonPage.objects.values_list("pk", "latest_revision_id"))
    before = counts()
    lines = load_quietly()
    assert counts() == before
    assert list(LessonPage.objects.values_list("pk", "latest_revision_id")) == revisions
    assert "lesson: 27 unchanged" in lines
    assert not [line for line in lines if "left alone" in line]


def test_what_the_file_changed_is_updated(folder):
    change(folder, UNIT, lambda unit: trace(unit).update(essential_question="What counts?"))
    lines = load_quietly(folder)
    lesson = LessonPage.objects.get(slug="g68-trace-the-claim")
    assert lesson.essential_question == "What counts?"
    assert lesson.versions.count() == 2
    assert "lesson: 1 updated, 26 unchanged" in lines


@pytest.mark.parametrize("is_published", [True, False])
def test_a_page_that_a_person_edited_is_left_alone(folder, admin_user, is_published):
    lesson = LessonPage.objects.get(slug="g68-trace-the-claim")
    lesson.teacher_prep = "My own notes"
    revision = lesson.save_revision(user=admin_user)
    if is_published:
        revision.publish()
    change(folder, UNIT, lambda unit: trace(unit).update(teacher_prep="The file's notes"))
    lines = load_quietly(folder)
    assert LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().teacher_prep == "My own notes"
    assert any("g68-trace-the-claim: left alone" in line for line in lines)


def test_a_withdrawn_page_stays_withdrawn(folder):
    LessonPage.objects.get(slug="g68-trace-the-claim").unpublish()
    change(folder, UNIT, lambda unit: trace(unit).update(teacher_prep="The file's notes"))
    load_quietly(folder)
    assert not LessonPage.objects.get(slug="g68-trace-the-claim").live


def test_a_term_that_a_person_edited_is_left_alone(folder):
    GradeBand.objects.filter(key="6-8").update(theme="Ours")
    change(folder, "progression.yaml", lambda data: data["bands"][2].update(theme="The file's"))
    lines = load_quietly(folder)
    assert GradeBand.objects.get(key="6-8").theme == "Ours"
    assert any("band 6-8: left alone" in line for line in lines)
