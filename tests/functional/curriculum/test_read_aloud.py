"""Lessons of a band whose rules say so are read aloud: everywhere a student sees them, and never in an old version."""

import re

from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

import pytest
from pytest_django.asserts import assertTemplateUsed

from cms.viewer import Audience
from curriculum.audience import lesson_view
from curriculum.models import GradeBand, LessonPage, LessonVersion
from curriculum.models.lessons import READ_ALOUD_TEMPLATE, STUDENT_TEMPLATE, TEACHER_TEMPLATE, template_for
from curriculum.previews import FAMILY_TEMPLATE
from curriculum.versions import compile_lesson
from tests.factories.curriculum import publish_change
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR
from tests.functional.curriculum.withheld import LESSONS, runs_of_page, withheld_from_families, withheld_from_students, words

EARLY = [slug for slug, lesson in LESSONS.items() if lesson["band"] == "TK-2"]


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(slug="tk2-oops-pip", locale__language_code="en")


@pytest.mark.parametrize("slug", LESSONS)
def test_only_the_youngest_band_is_read_aloud(client, slug):
    page = LessonPage.objects.get(slug=slug, locale__language_code="en")
    response = client.get(page.get_url())
    assertTemplateUsed(response, READ_ALOUD_TEMPLATE if slug in EARLY else STUDENT_TEMPLATE)


@pytest.mark.parametrize("slug", EARLY)
def test_all_that_students_read_is_on_the_page_and_nothing_withheld(client, slug):
    body = client.get(LessonPage.objects.get(slug=slug, locale__language_code="en").get_url()).content.decode()
    read = words(re.sub(r"<nav.*?</nav>", " ", body, flags=re.DOTALL))
    for step in LESSONS[slug]["steps"]:
        for sentence in re.split(r"[.!?:,]", step["student"]):
            assert words(sentence) in read
    assert not withheld_from_students() & runs_of_page(body)


def test_every_part_for_students_is_there(client, lesson):
    record = LESSONS["tk2-oops-pip"]
    read = words(client.get(lesson.get_url()).content.decode())
    texts = [
        *record["objectives"],
        *record["materials"],
        *record["discussion_questions"],
        record["essential_question"],
        record["extension"],
    ]
    texts += [check["prompt"] for check in record["check"]] + [term["definition"] for term in record["vocabulary"]]
    assert [text for text in texts if words(text) not in read] == []


@pytest.mark.parametrize(
    ("role", "query", "template"),
    [
        (LEARNER, "", READ_ALOUD_TEMPLATE),
        (MENTOR, "", READ_ALOUD_TEMPLATE),
        (INSTRUCTOR, "", TEACHER_TEMPLATE),
        (INSTRUCTOR, "?as=student", READ_ALOUD_TEMPLATE),
    ],
)
def test_a_launch_keeps_it(platform, lesson, role, query, template):
    client = Client()
    address = platform.launch(client, roles=[role], custom={"launch_key": str(lesson.translation_key)})["Location"]
    client.get(address + query, secure=True)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address + query, secure=True)
    assertTemplateUsed(response, template)
    assert len(queries) <= 8
    if role == MENTOR:
        assert not withheld_from_families() & runs_of_page(response.content.decode())
        assert "mixed up socks and mittens" in response.content.decode()


@pytest.mark.parametrize("mode", Audience)
def test_previews_show_it(lesson, mode):
    template = {Audience.TEACHER: TEACHER_TEMPLATE, Audience.FAMILY: FAMILY_TEMPLATE}.get(mode, READ_ALOUD_TEMPLATE)
    assert lesson.get_preview_template(None, mode.value) == template
    response = lesson.make_preview_request(RequestFactory().get("/"), mode.value)
    assert response.status_code == 200


def test_a_version_keeps_the_layout_it_was_published_with(client, lesson):
    first = lesson.versions.get()
    GradeBand.objects.filter(key="TK-2").update(layout="page")
    assertTemplateUsed(client.get(lesson.get_url()), READ_ALOUD_TEMPLATE)
    publish_change(LessonPage.objects.get(pk=lesson.pk))
    assertTemplateUsed(client.get(lesson.get_url()), STUDENT_TEMPLATE)
    pinned = LessonVersion.objects.of_page(lesson.pk, number=first.number)
    assert template_for(lesson_view(pinned, Audience.STUDENT)) == READ_ALOUD_TEMPLATE


def test_a_version_from_before_the_layouts_is_a_page_to_read(lesson):
    document = compile_lesson(lesson)
    del document["public"]["band"]["layout"]
    view = lesson_view(document, Audience.STUDENT)
    assert template_for(view) == STUDENT_TEMPLATE
    assert view.reading_pages == ()


def answer_address(client, lesson) -> str:
    return re.search(r'action="([^"#]*/checks/0/)', client.get(lesson.get_url()).content.decode())[1]


def test_an_answer_without_script_keeps_the_layout(client, lesson):
    response = client.post(answer_address(client, lesson), {"choice": "1", "language": "en"})
    assertTemplateUsed(response, READ_ALOUD_TEMPLATE)
    body = response.content.decode()
    assert "A machine does not feel angry." in body
    assert "Pip needed more kinds of examples." not in body
    assert body.count('id="check-0-result"') == 1


def test_an_answer_by_htmx_is_the_same_check_alone(client, lesson):
    response = client.post(answer_address(client, lesson), {"choice": "0", "language": "en"}, headers={"HX-Request": "true"})
    body = response.content.decode()
    assert "Pip needed more kinds of examples." in body
    assert body.count('class="answer ') == 3
    assert "<html" not in body


def test_nothing_chosen_is_said_kindly(client, lesson):
    for headers in ({}, {"HX-Request": "true"}):
        response = client.post(answer_address(client, lesson), {"language": "en"}, headers=headers)
        assert response.status_code == 422
        assert "Choose one of the answers first." in response.content.decode()


def test_headings_descend_one_by_one_and_every_page_has_its_place(client, lesson):
    body = client.get(lesson.get_url()).content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", body)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    count = len(re.findall(r'data-turn="', body))
    for number in range(1, count + 1):
        assert f"Page {number} of {count}" in body
    assert f'href="#page-{count}"' in body
    assert f'href="#page-{count + 1}"' not in body
    assert 'href="#page-0"' not in body
