"""No teacher-only text and no answer reaches a student or a family: every lesson of the starter content, every audience.

What must not appear is taken from the YAML files and not from the program, so that a mistake in the table is found.
"""

from django.template.loader import render_to_string

import pytest

from cms.viewer import Audience, Viewer
from curriculum.audience import lesson_view
from curriculum.models import LessonPage
from curriculum.models.lessons import READ_ALOUD_TEMPLATE, STUDENT_TEMPLATE
from curriculum.places import PlaceView
from tests.factories.curriculum import publish_lesson
from tests.functional.curriculum.withheld import LESSONS, secrets, words


def read(view) -> str:
    """All a template could print of a view."""
    return words(repr(view).replace("\\n", " "))


def rendered(view, audience) -> str:
    context = {"lesson": view, "place": PlaceView(), "viewer": Viewer(audience=audience), "notices": ()}
    return words("\n".join(render_to_string(name, context) for name in (STUDENT_TEMPLATE, READ_ALOUD_TEMPLATE)))


@pytest.fixture(params=LESSONS)
def slug(request):
    return request.param


@pytest.mark.parametrize("audience", [Audience.STUDENT, Audience.FAMILY])
def test_nothing_withheld_is_in_the_view_or_its_page(slug, audience):
    view = lesson_view(LessonPage.objects.get(locale__language_code="en", slug=slug).versions.get(), audience)
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
    version = LessonPage.objects.get(locale__language_code="en", slug=slug).versions.get()
    note = words(LESSONS[slug]["family_connection"])
    assert note not in read(lesson_view(version, Audience.STUDENT))
    assert note in words(lesson_view(version, Audience.FAMILY).family_html)


def test_teachers_get_all_of_it(slug):
    view = lesson_view(LessonPage.objects.get(locale__language_code="en", slug=slug).versions.get(), Audience.TEACHER)
    page = words(
        render_to_string(
            "curriculum/lesson_page_teacher.html", {"lesson": view, "place": PlaceView(), "viewer": Viewer(audience=Audience.TEACHER)}
        )
    )
    for secret in secrets(LESSONS[slug]):
        # Tables and lists lose their marks as Markdown; their first words are enough to find them.
        assert words(secret)[:40].rsplit(" ", 1)[0] in page, secret


def test_the_public_page_tells_nothing(slug, client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug=slug)
    page = words(client.get(lesson.get_url()).content.decode())
    assert words(lesson.title) in page
    for secret in secrets(LESSONS[slug]):
        assert f" {words(secret)} " not in f" {page} ", secret


def test_the_cache_keeps_audiences_apart():
    version = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim").versions.get()
    assert lesson_view(version, Audience.TEACHER).teacher
    assert lesson_view(version, Audience.STUDENT).teacher is None
    assert lesson_view(version, Audience.TEACHER).teacher


def test_markup_in_a_lesson_is_cleaned():
    unit = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim").unit
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
