"""What a browser gets: pages, their number of queries, previews, and who sees which template."""

from django.test import RequestFactory
from django.urls import reverse

from wagtail.models import Page, PageViewRestriction

import pytest
from pytest_django.asserts import assertTemplateUsed

from cms.viewer import Audience, Viewer
from curriculum.models import LessonPage, ProgressionPage, UnitPage
from curriculum.models.lessons import STUDENT_TEMPLATE, TEACHER_TEMPLATE
from tests.factories.curriculum import publish_change

LESSON = "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/"
UNIT = "/curriculum/g68-can-i-trust-this/"


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


def as_viewer(lesson, viewer, query=""):
    """The page's answer to a request seen by this viewer, as after the middleware of a launch."""
    request = RequestFactory().get(LESSON + query)
    request.viewer = viewer
    return lesson.serve(request).render()


def test_every_page_opens(client):
    for page in [*LessonPage.objects.all(), *UnitPage.objects.all(), *ProgressionPage.objects.all()]:
        assert client.get(page.get_url()).status_code == 200, page


# Measured with a warm cache: site, the page, two for restrictions, version, neighbours, translations. Cold: two more for the roots, one for the document.
@pytest.mark.parametrize(("url", "warm", "cold"), [(LESSON, 7, 10)])
def test_number_of_queries(client, django_assert_num_queries, django_assert_max_num_queries, url, warm, cold):
    with django_assert_max_num_queries(cold):
        client.get(url)
    with django_assert_num_queries(warm):
        client.get(url)


def test_a_longer_unit_takes_no_more_queries(client, django_assert_num_queries, lesson):
    for number in range(3):
        lesson.copy(update_attrs={"slug": f"copy-{number}", "title": f"Copy {number}"})
    for url, expected in ((LESSON, 7), (UNIT, 12)):
        client.get(url)
        with django_assert_num_queries(expected):
            assert client.get(url).status_code == 200


def test_the_lesson_knows_its_place(client):
    place = client.get(LESSON).context["place"]
    assert (place.position, place.count, place.unit_title, place.unit_url) == (2, 3, "Can I Trust This?", UNIT)
    assert (place.previous.title, place.next.title) == ("The Threshold Dilemma", "Pause, Trace, Decide")
    assert client.get(place.next.url).status_code == 200


def test_withdrawn_and_restricted_neighbours_are_left_out(client, lesson):
    LessonPage.objects.get(locale__language_code="en", slug="g68-threshold-dilemma").unpublish()
    PageViewRestriction.objects.create(
        page=LessonPage.objects.get(locale__language_code="en", slug="g68-pause-trace-decide"), restriction_type="login"
    )
    place = client.get(LESSON).context["place"]
    assert (place.position, place.count, place.previous, place.next) == (1, 1, None, None)
    assert [tile.title for tile in client.get(UNIT).context["unit"].lessons] == ["Trace the Claim"]


def test_templates_never_get_the_page(client):
    context = client.get(LESSON).context
    assert not [name for layer in context for mapping in layer.dicts for name in mapping if name in {"page", "self", "object"}]


def test_the_canonical_address_is_the_public_one(client, lesson):
    assert f'<link rel="canonical" href="https://testserver{LESSON}">' in client.get(LESSON).content.decode()


def test_nobody_becomes_a_teacher_by_asking(client):
    response = client.get(LESSON + "?as=teacher")
    assert response.context["lesson"].audience is Audience.STUDENT
    assertTemplateUsed(response, STUDENT_TEMPLATE)


@pytest.mark.parametrize(
    ("audience", "query", "template", "seen"),
    [
        (Audience.TEACHER, "", TEACHER_TEMPLATE, Audience.TEACHER),
        (Audience.TEACHER, "?as=student", STUDENT_TEMPLATE, Audience.STUDENT),
        (Audience.FAMILY, "", STUDENT_TEMPLATE, Audience.FAMILY),
        (Audience.STUDENT, "", STUDENT_TEMPLATE, Audience.STUDENT),
    ],
)
def test_each_audience_has_its_page(lesson, audience, query, template, seen):
    response = as_viewer(lesson, Viewer(audience=audience), query)
    assert response.template_name == template
    assert response.context_data["lesson"].audience is seen


def test_a_teacher_who_looks_as_a_student_can_go_back(lesson):
    page = as_viewer(lesson, Viewer(audience=Audience.TEACHER), "?as=student").content.decode()
    assert "Back to the teacher view" in page
    assert "?as=student" in page


def test_a_pin_keeps_the_old_version(lesson):
    lesson.essential_question = "A new question?"
    publish_change(lesson)
    pinned = Viewer(pins=((lesson.launch_key, 1),))
    assert "A new question?" not in as_viewer(lesson, pinned).content.decode()
    assert "A new question?" in as_viewer(lesson, Viewer()).content.decode()


def test_a_draft_is_not_shown(client, lesson):
    lesson.essential_question = "Only a draft?"
    lesson.save_revision()
    assert "Only a draft?" not in client.get(LESSON).content.decode()


def test_a_withdrawn_lesson_says_so(client, lesson):
    lesson.unpublish()
    LessonPage.objects.filter(pk=lesson.pk).update(withdrawal_note="It was wrong.")
    response = client.get(LESSON)
    assert response.status_code == 410
    assert "It was wrong." in response.content.decode()


@pytest.mark.parametrize("mode", ["student", "teacher", "family"])
def test_the_editors_preview_passes_the_gate(lesson, mode):
    lesson.teacher_prep, lesson.family_connection, lesson.title = "SECRET", "FAMILY words", "A draft"
    page = lesson.make_preview_request(preview_mode=mode).content.decode()
    assert "A draft" in page
    assert ("SECRET" in page) is (mode == "teacher")
    assert ("FAMILY words" in page) is (mode != "student")
    assert lesson.versions.count() == 1


def test_an_unknown_preview_mode_shows_the_student_page(lesson):
    lesson.teacher_prep = "SECRET"
    assert "SECRET" not in lesson.make_preview_request(preview_mode="student").content.decode()
    assert lesson.get_preview_template(None, "nonsense") == STUDENT_TEMPLATE


@pytest.mark.parametrize("expired", [False, True])
def test_a_reason_written_in_a_draft_is_on_the_tombstone(client, lesson, expired):
    unit = lesson.unit
    draft = LessonPage.objects.get(pk=lesson.pk)
    draft.withdrawal_note, draft.replaced_by, draft.essential_question = "It was wrong.", unit.page_ptr, "Only a draft?"
    draft.save_revision()
    Page.objects.get(pk=lesson.pk).unpublish(set_expired=expired)
    page = client.get(LESSON).content.decode()
    assert "It was wrong." in page
    assert unit.title in page
    assert LessonPage.objects.get(pk=lesson.pk).essential_question == lesson.essential_question


def test_a_unit_and_all_below_it_keep_their_reasons(client, lesson, admin_user):
    for page in (lesson, lesson.unit):
        page.withdrawal_note = f"{page.title} was wrong."
        page.save_revision()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client.force_login(admin_user)
    client.post(f"{bulk}?id={lesson.unit.pk}", {"include_descendants": "on"})
    assert f"{lesson.title} was wrong." in client.get(LESSON).content.decode()
