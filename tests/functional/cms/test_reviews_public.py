"""What the public is told: when a lesson was last reviewed, and when it is due again. Live, in every version and for everybody."""

from django.utils.formats import date_format

import pytest

from cms.reviews import record_review
from cms.viewer import Audience, Viewer
from curriculum.models import LessonPage
from tests.factories.curriculum import publish_lesson
from tests.factories.reviews import again, in_days, set_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    return publish_lesson()


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def said(day) -> str:
    return date_format(day)


@pytest.fixture(params=["lesson", "family", "teacher"])
def look(request, client_https, lesson, rf):
    """One of the pages that show a lesson."""

    def as_teacher() -> str:
        asked = rf.get("/")
        asked.viewer = Viewer(audience=Audience.TEACHER)
        return text_of(again(lesson).serve(asked).render())

    pages = {
        "lesson": lambda: text_of(client_https.get(lesson.url)),
        "family": lambda: text_of(client_https.get(lesson.family_url)),
        "teacher": as_teacher,
    }
    return pages[request.param]


def test_a_new_lesson_says_when_it_was_published(lesson, look):
    page = look()
    assert f"Published {said(in_days(0))}" in page
    assert f"Next review {said(lesson.review_due_on)}" in page
    assert "Last reviewed" not in page


def test_a_review_is_seen_at_once_without_publishing(lesson, look):
    look()
    set_clock(lesson, due_in=-4, reviewed=-94)
    page = look()
    assert f"Last reviewed {said(in_days(-94))}" in page
    assert f"Review due since {said(in_days(-4))}" in page
    review = record_review(item=again(lesson), by=None)
    page = look()
    assert f"Last reviewed {said(in_days(0))}" in page
    assert f"Next review {said(review.review_due_on)}" in page


def test_without_a_clock_nothing_is_said(lesson, look):
    LessonPage.objects.update(review_due_on=None)
    assert "Next review" not in look()
