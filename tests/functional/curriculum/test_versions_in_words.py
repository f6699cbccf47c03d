"""What changed between two versions, in words: for teachers and editors, and for nobody else."""

import re

from django.urls import reverse

from wagtail.models import PageViewRestriction

import pytest

from cms.groups import AUTHORS, COACHES, LEADS, REVIEWERS
from cms.viewer import Audience
from curriculum.differences import differences
from curriculum.models import LessonPage
from tests.factories.curriculum import publish_change
from tests.factories.people import member_of
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR

SECRET = "Ask the quiet ones first"


@pytest.fixture
def lesson() -> LessonPage:
    """Published twice: other minutes, a teacher's note, another question, another right answer, one discussion question less."""
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    steps = lesson.steps.get_prep_value()
    steps[0]["value"]["minutes"], steps[1]["value"]["minutes"] = steps[0]["value"]["minutes"] + 1, steps[1]["value"]["minutes"] - 1
    steps[1]["value"]["teacher_note"] = SECRET
    questions = lesson.discussion_questions.get_prep_value()
    checks = lesson.checks.get_prep_value()
    choices = next(check for check in checks if check["type"] == "multiple_choice")["value"]["choices"]
    for choice in choices[:2]:
        choice["value"]["correct"] = not choice["value"]["correct"]
    lesson.steps, lesson.discussion_questions, lesson.checks = steps, questions[1:], checks
    lesson.essential_question = lesson.essential_question.replace("we", "all of us", 1) + " Why?"
    publish_change(lesson)
    return LessonPage.objects.get(pk=lesson.pk)


def said(lesson, audience=Audience.TEACHER) -> dict[str, str]:
    first, second = lesson.versions.order_by("number")
    return {one.where: "".join(f"[{piece.kind}:{piece.text}]" for piece in one.pieces) for one in differences(first, second, audience)}


def test_each_change_is_named_as_the_editor_names_it(lesson):
    found = said(lesson)
    first, second = (block.value["phase"] for block in lesson.steps[:2])
    assert re.fullmatch(r"\[removed:\d+\]\[added:\d+\]", found[f"Step 1 “{first}”: Minutes"])
    assert f"Step 2 “{second}”: Teacher only: note" in found
    assert found["Big question"].endswith("Why?]")
    assert any(where.startswith("Discussion question") for where in found)
    assert not any(where.startswith(("Objective", "Vocabulary", "Title")) for where in found)


def test_a_student_and_a_family_are_told_of_nothing_they_may_not_see(lesson):
    assert SECRET in str(said(lesson))
    for audience in (Audience.STUDENT, Audience.FAMILY):
        assert SECRET not in str(said(lesson, audience))
        assert said(lesson, audience)


def test_the_same_versions_differ_in_nothing(lesson):
    first = lesson.versions.first()
    assert differences(first, first, Audience.TEACHER) == []


def test_a_block_that_the_editor_no_longer_knows_is_still_compared(lesson):
    first, second = (version.document for version in lesson.versions.order_by("number"))
    second["teacher"]["puppets"] = [{"at": 0, "type": "puppet", "value": {"title": "Pip"}}]
    assert "Puppets 1 “Pip”" in [one.where for one in differences(first, second, Audience.TEACHER)]


def address(lesson, query: str = "") -> str:
    return reverse("versions", args=[lesson.launch_key]) + query


def test_an_editor_reads_the_notes_and_the_words(admin_client, lesson, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        page = admin_client.get(address(lesson, "?from=1&to=2"), secure=True).content.decode()
    assert lesson.versions.newest_first().first().change_note in page
    assert "From version 1 to version 2" in page
    assert "<ins>" in page
    assert SECRET in page


@pytest.mark.parametrize(
    "query", ["?from=1&to=9", "?from=x&to=2", "?from=-1&to=2", "?from=" + "9" * 400 + "&to=1", "?from=٣&to=1", "?to=2"]
)
def test_numbers_that_are_no_versions_show_the_list_alone(admin_client, lesson, query):
    response = admin_client.get(address(lesson, query), secure=True)
    assert response.status_code == 200
    assert "From version" not in response.content.decode()


def test_the_public_does_not(client, lesson):
    assert client.get(address(lesson, "?from=1&to=2"), secure=True).status_code == 404
    assert client.get("/lessons/00000000-0000-4000-8000-000000000000/versions/", secure=True).status_code == 404


@pytest.mark.parametrize(("group", "may"), [(LEADS, True), (AUTHORS, False), (REVIEWERS, False), (COACHES, False)])
def test_people_of_the_admin_who_may_not_edit_it_do_not(client, lesson, group, may):
    client.force_login(member_of(group))
    assert (client.get(address(lesson), secure=True).status_code == 200) is may


@pytest.mark.parametrize(("role", "status"), [(INSTRUCTOR, 200), (LEARNER, 404), (MENTOR, 404)])
def test_inside_a_launch(client, platform, lesson, role, status):
    place = platform.launch(client, roles=[role], custom={"launch_key": lesson.launch_key})["Location"].removeprefix("https://testserver")
    prefix = re.match(r"/s/[\w-]{43}", place)[0]
    page = client.get(place, secure=True, headers={"sec-fetch-dest": "iframe"}).content.decode()
    linked = f'href="{prefix}{address(lesson)}"' in page
    response = client.get(f"{prefix}{address(lesson)}?from=1&to=2", secure=True, headers={"sec-fetch-dest": "iframe"})
    assert (response.status_code, linked) == (status, role == INSTRUCTOR)
    assert (SECRET in response.content.decode()) is (role == INSTRUCTOR)


def test_a_closed_lesson_keeps_its_history_to_itself(client, platform, lesson):
    """Also from a teacher whose launch is of another lesson."""
    other = LessonPage.objects.get(locale__language_code="en", slug="g68-threshold-dilemma")
    place = platform.launch(client, roles=[INSTRUCTOR], custom={"launch_key": other.launch_key})["Location"].removeprefix(
        "https://testserver"
    )
    prefix = re.match(r"/s/[\w-]{43}", place)[0]
    url = f"{prefix}{address(lesson)}?from=1&to=2"
    assert SECRET in client.get(url, secure=True, headers={"sec-fetch-dest": "iframe"}).content.decode()
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(url, secure=True, headers={"sec-fetch-dest": "iframe"}).status_code == 404
