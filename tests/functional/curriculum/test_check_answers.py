"""Answers to checks: one reply, only to what was chosen, from the version the viewer sees, and nothing stored."""

import re

from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from wagtail.models import Locale, PageViewRestriction

import pytest

from cms.viewer import Audience, Viewer
from curriculum.audience import lesson_view
from curriculum.models import LessonPage, UnitPage
from curriculum.starter import launch_key
from curriculum.views import check_answer
from tests.factories.curriculum import publish_change

KEY = launch_key("lesson", "g68-trace-the-claim")
URL = f"/lessons/{KEY}/checks/0/"
WRONG, RIGHT, OTHER = "Specific details can be invented.", "you cannot defend it.", "It may repeat the invention."
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(translation_key=KEY)


def test_the_address_is_the_templates():
    assert reverse("check_answer", kwargs={"launch_key": KEY, "index": 0}) == URL


def test_htmx_gets_the_check_alone_with_one_reply(client):
    page = client.post(URL, {"choice": "1"}, **HTMX).content.decode()
    assert "<html" not in page
    assert RIGHT in page
    assert WRONG not in page
    assert OTHER not in page


def test_without_script_the_whole_page_comes_back_with_that_check_answered(client):
    page = client.post(URL, {"choice": "0"}).content.decode()
    assert "<html" in page
    assert WRONG in page
    assert RIGHT not in page
    assert page.count("checked") == 1


@pytest.mark.parametrize(
    "posted",
    [{}, {"choice": ""}, {"choice": "3"}, {"choice": "-1"}, {"choice": "x"}, {"choice": "²"}, {"choice": "9" * 5000}, {"choice": "\x00"}],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_that_can_be_chosen_is_said_at_the_check(client, posted, headers):
    response = client.post(URL, posted, **headers)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose one of the answers first." in page
    assert not [reply for reply in (WRONG, RIGHT, OTHER) if reply in page]


@pytest.mark.parametrize("index", [2, 3, 99, 10**30])
def test_no_such_check_is_not_found(client, index):
    assert client.post(f"/lessons/{KEY}/checks/{index}/", {"choice": "0"}).status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_only_posts_are_answered(client, method):
    assert getattr(client, method)(URL).status_code == 405


def test_an_unknown_key_is_not_found_and_a_unit_has_no_checks(client):
    assert client.post("/lessons/6f1d3a52-2c0e-5b57-9d7a-6d6c1f0e7a11/checks/0/").status_code == 404
    key = UnitPage.objects.first().launch_key
    assert client.post(f"/lessons/{key}/checks/0/", {"choice": "0"}).status_code == 404


def test_a_withdrawn_lesson_is_gone(client, lesson):
    lesson.unpublish()
    assert client.post(URL, {"choice": "0"}).status_code == 410


def test_a_lesson_behind_a_sign_in_answers_nobody(client, lesson):
    PageViewRestriction.objects.create(page=lesson.unit, restriction_type="login")
    response = client.post(URL, {"choice": "1"}, **HTMX)
    assert response.status_code == 403
    assert RIGHT not in response.content.decode()


def test_answering_needs_no_token_and_sets_no_cookie():
    client = Client(enforce_csrf_checks=True)
    page = client.get("/curriculum/g68-can-i-trust-this/g68-trace-the-claim/")
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert client.post(URL, {"choice": "1"}).status_code == 200
    assert not client.cookies


def answer(viewer, query="", choice="1"):
    request = RequestFactory().post(URL + query, {"choice": choice})
    request.viewer, request.htmx = viewer, False
    return check_answer(request, launch_key=KEY, index=0).render().content.decode()


def test_the_reply_comes_from_the_version_the_viewer_sees(lesson):
    choices = [{"text": "New", "correct": True, "feedback": "NEW reply"}, {"text": "Old", "correct": False, "feedback": "Other"}]
    lesson.checks = [("multiple_choice", {"prompt": "New?", "choices": choices})]
    publish_change(lesson)
    assert "NEW reply" in answer(Viewer(), choice="0")
    assert WRONG in answer(Viewer(pins=((str(KEY), 1),)), choice="0")


def test_a_teacher_answers_as_a_student_and_stays_there():
    page = answer(Viewer(audience=Audience.TEACHER, in_launch=True), "?as=student")
    assert "Back to the teacher view" in page
    assert "Sample answer" not in page


def test_nothing_is_stored(client, django_assert_max_num_queries):
    client.post(URL, {"choice": "1"})
    with django_assert_max_num_queries(12) as queries:
        response = client.post(URL, {"choice": "1"})
    assert not [query["sql"] for query in queries.captured_queries if not query["sql"].startswith("SELECT")]
    assert "sessionid" not in response.cookies
    assert "no-store" in response["Cache-Control"]
    assert cache.get("anything") is None


# Languages --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def spanish(lesson) -> LessonPage:
    """The lesson in Spanish too, under the same launch key."""
    locale, _made = Locale.objects.get_or_create(language_code="es")
    fields = {"slug": "es", "locale": locale}
    page = lesson.copy(update_attrs=fields, reset_translation_key=False, keep_live=False, copy_revisions=False)
    choices = [{"text": "Uno", "correct": True, "feedback": "RESPUESTA"}, {"text": "Dos", "correct": False, "feedback": "Otra"}]
    page.checks = [("multiple_choice", {"prompt": "¿Cuál?", "choices": choices})]
    publish_change(page)
    return LessonPage.objects.get(pk=page.pk)


def shown(page, **context) -> dict:
    """What the form on a page posts besides the choice."""
    lesson = lesson_view(page.versions.get(), Audience.STUDENT)
    html = render_to_string("curriculum/_check.html", {"lesson": lesson, "check": lesson.checks[0], "viewer": Viewer(), **context})
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def test_the_answer_is_in_the_language_of_the_page(client, lesson, spanish):
    assert "RESPUESTA" in client.post(URL, {"choice": "0", **shown(spanish)}, **HTMX).content.decode()
    assert WRONG in client.post(URL, {"choice": "0", **shown(lesson)}, **HTMX).content.decode()


def test_the_next_try_stays_in_that_language(client, spanish):
    page = client.post(URL, {"choice": "1", **shown(spanish)}).content.decode()
    assert '<input type="hidden" name="language" value="es"' in page


def test_another_language_never_answers_for_a_withdrawn_one(client, lesson, spanish):
    posted = shown(spanish)
    spanish.unpublish()
    assert client.post(URL, {"choice": "0", **posted}).status_code == 410
    assert client.post(URL, {"choice": "0", **shown(lesson)}).status_code == 200


@pytest.mark.parametrize("language", ["fr", "x" * 5000, "\x00", "<b>"])
def test_a_language_there_is_not_finds_nothing(client, language):
    assert client.post(URL, {"choice": "0", "language": language}).status_code == 404
