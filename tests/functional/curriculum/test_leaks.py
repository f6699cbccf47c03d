"""No teacher-only text and no answer reaches a student or a family: every lesson of the starter content, every audience.

What must not appear is taken from the YAML files and not from the program, so that a mistake in the table is found.
"""

import html
import re

from django.template.loader import render_to_string

import pytest
import yaml

from cms.viewer import Audience, Viewer
from curriculum.audience import lesson_view
from curriculum.models import LessonPage
from curriculum.places import PlaceView
from curriculum.starter import CONTENT_FOLDER
from tests.factories.curriculum import publish_lesson

UNITS = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((CONTENT_FOLDER / "units").glob("*.yaml"))]
LESSONS = {lesson["slug"]: lesson for unit in UNITS for lesson in unit["lessons"]}


def words(text: str) -> str:
    """Text without markup, punctuation and spacing, to compare what people would read."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", str(text)))
    return " ".join(re.findall(r"\w+", text.lower()))


def secrets(lesson: dict) -> list[str]:
    checks = lesson["check"]
    found = [
        lesson["teacher_prep"],
        *(step["teacher_note"] for step in lesson["steps"] if "teacher_note" in step),
        *(handout["body"] for handout in lesson.get("handouts", []) if handout["audience"] == "teacher"),
        *(handout["title"] for handout in lesson.get("handouts", []) if handout["audience"] == "teacher"),
        *(text for texts in lesson["supports"].values() for text in texts),
        *(check.get("sample_answer", "") for check in checks),
        *(check.get("feedback", "") for check in checks),
        *(choice["feedback"] for check in checks for choice in check.get("choices", [])),
    ]
    return [text for text in found if text]


def read(view) -> str:
    """All a template could print of a view."""
    return words(repr(view).replace("\\n", " "))


def rendered(view, audience) -> str:
    context = {"lesson": view, "place": PlaceView(), "viewer": Viewer(audience=audience), "notices": ()}
    return words(render_to_string("curriculum/lesson_page.html", context))


@pytest.fixture(params=LESSONS)
def slug(request):
    return request.param


@pytest.mark.parametrize("audience", [Audience.STUDENT, Audience.FAMILY])
def test_nothing_withheld_is_in_the_view_or_its_page(slug, audience):
    view = lesson_view(LessonPage.objects.get(slug=slug).versions.get(), audience)
    assert view.teacher is None
    assert all(choice.is_correct is None for check in view.checks for choice in check.choices)
    texts = read(view), rendered(view, audience)
    # A reply may repeat the words of something everybody reads; only what is said nowhere else can leak.
    public = words(
        str({name: value for name, value in LESSONS[slug].items() if name in {"essential_question", "objectives", "discussion_questions"}})
    )
    for secret in secrets(LESSONS[slug]):
        if words(secret) not in public:
            assert not [text for text in texts if f" {words(secret)} " in f" {text} "], secret


def test_students_do_not_get_the_family_note_and_families_do(slug):
    version = LessonPage.objects.get(slug=slug).versions.get()
    note = words(LESSONS[slug]["family_connection"])
    assert note not in read(lesson_view(version, Audience.STUDENT))
    assert note in words(lesson_view(version, Audience.FAMILY).family_html)


def test_teachers_get_all_of_it(slug):
    view = lesson_view(LessonPage.objects.get(slug=slug).versions.get(), Audience.TEACHER)
    page = words(
        render_to_string(
            "curriculum/lesson_page_teacher.html", {"lesson": view, "place": PlaceView(), "viewer": Viewer(audience=Audience.TEACHER)}
        )
    )
    for secret in secrets(LESSONS[slug]):
        # Tables and lists lose their marks as Markdown; their first words are enough to find them.
        assert words(secret)[:40].rsplit(" ", 1)[0] in page, secret


def test_the_public_page_tells_nothing(slug, client):
    lesson = LessonPage.objects.get(slug=slug)
    page = words(client.get(lesson.get_url()).content.decode())
    assert words(lesson.title) in page
    for secret in secrets(LESSONS[slug]):
        assert f" {words(secret)} " not in f" {page} ", secret


def test_the_search_index_knows_no_secret(slug):
    lesson = LessonPage.objects.get(slug=slug)
    names = [field.field_name for field in LessonPage.get_search_fields()]
    assert not set(names) & {"steps", "checks", "handouts", "supports", "teacher_prep", "family_connection"}
    text = words(lesson.student_text())
    for secret in secrets(LESSONS[slug]):
        assert f" {words(secret)} " not in f" {text} ", secret


def test_the_cache_keeps_audiences_apart():
    version = LessonPage.objects.get(slug="g68-trace-the-claim").versions.get()
    assert lesson_view(version, Audience.TEACHER).teacher
    assert lesson_view(version, Audience.STUDENT).teacher is None
    assert lesson_view(version, Audience.TEACHER).teacher


def test_markup_in_a_lesson_is_cleaned():
    unit = LessonPage.objects.get(slug="g68-trace-the-claim").unit
    level = unit.band.ai_use_levels.first()
    step = {
        "phase": "<script>x</script>",
        "minutes": 10,
        "student": "<img src=x onerror=alert(1)> [x](javascript:alert(1)) **bold**",
        "teacher_note": "",
    }
    lesson = publish_lesson(unit, ai_use_level=level, steps=[("step", step)], slug="hostile")
    view = lesson_view(lesson.versions.get(), Audience.STUDENT)
    assert "<img" not in view.steps[0].student_html
    assert "href" not in view.steps[0].student_html
    assert "<strong>bold</strong>" in view.steps[0].student_html
    page = render_to_string("curriculum/lesson_page.html", {"lesson": view, "place": PlaceView(), "viewer": Viewer()})
    assert "<script>x" not in page
