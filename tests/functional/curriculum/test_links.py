"""Links of lessons into our own site: what counts as one, and when the report says that it leads nowhere."""

from django.core.management import call_command
from django.urls import reverse

from wagtail.contrib.redirects.models import Redirect

import pytest

from cms.models import Document
from curriculum.links import target_of
from curriculum.models import LessonLink, LessonPage, UnitPage
from tests.factories.curriculum import publish_change
from tests.factories.files import make_document, make_image

LESSON = "g68-trace-the-claim"


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug=LESSON)


@pytest.fixture
def other() -> UnitPage:
    return UnitPage.objects.filter(locale__language_code="en").exclude(slug="g68-can-i-trust-this").last()


def address(page) -> str:
    return page.get_url_parts()[2]


def say(lesson, text: str) -> None:
    lesson.extension = text
    publish_change(lesson)


def reported(admin_client) -> dict[str, str]:
    """Slug of each lesson with a broken link, and what is said of it."""
    listed = admin_client.get(reverse("lesson_report"), {"problem": "link"}).context["object_list"]
    return {row.slug: " ".join(finding.words for finding in row.found) for row in listed}


def test_the_starter_content_has_no_broken_link(admin_client):
    assert reported(admin_client) == {}


@pytest.mark.parametrize(
    "href",
    [
        *(
            "/curriculum/no-such-unit/",
            "/no-such-page",
            "/es/no/",
            "/curriculum/a%00b/",
            "curriculum/",
            "../",
            f"/s/{'a' * 43}/curriculum/",
        ),
        *("https://testserver/nowhere/", "/documents/999999/gone.pdf", f"/documents/{'9' * 40}/x.pdf", "/ü/", "http://[x"),
    ],
)
def test_what_leads_nowhere_is_named(admin_client, lesson, settings, href):
    settings.PUBLIC_URL = "https://testserver"
    say(lesson, f"See [this]({href}).")
    found = reported(admin_client)
    if href == "http://[x":  # not even a link to Markdown
        assert found == {}
    else:
        assert set(found) == {LESSON}
        assert "These links lead nowhere any more: “" in found[LESSON]


@pytest.mark.parametrize(
    "href",
    [
        *("/", "/curriculum/", "/curriculum", "/es/curriculum/", "/curriculum/?band=6-8#map", "https://testserver/curriculum/", "#below"),
        *(
            "/lessons/search/?q=otter",
            "/lessons/tools/",
            "https://elsewhere.example/nowhere/",
            "//elsewhere.example/x",
            "mailto:a@b.example",
        ),
    ],
)
def test_what_leads_somewhere_or_elsewhere_is_not(admin_client, lesson, settings, href):
    settings.PUBLIC_URL = "https://testserver"
    say(lesson, f"See [this]({href}).")
    assert reported(admin_client) == {}


def test_an_odd_address_is_judged_without_an_error():
    assert target_of("http://[x") == {}


def test_a_teachers_note_counts_too(admin_client, lesson):
    lesson.teacher_prep = "Read [this first](/nowhere/)."
    publish_change(lesson)
    assert "/nowhere/" in reported(admin_client)[LESSON]


def test_a_page_that_is_withdrawn_breaks_the_link_that_day_and_its_return_mends_it(admin_client, lesson, other):
    say(lesson, f"See [this]({address(other)}).")
    assert reported(admin_client) == {}
    other.unpublish()
    assert set(reported(admin_client)) == {LESSON}
    other.save_revision().publish()
    assert reported(admin_client) == {}


def test_a_moved_page_with_a_redirect_is_no_broken_link(admin_client, lesson, other):
    say(lesson, f"See [this]({address(other)}).")
    before = address(other)
    other.slug = "another-name"
    other.save_revision().publish()
    Redirect.objects.all().delete()
    assert set(reported(admin_client)) == {LESSON}
    Redirect.add_redirect(before, other, is_permanent=True)
    assert reported(admin_client) == {}
    other.unpublish()
    assert set(reported(admin_client)) == {LESSON}


@pytest.mark.parametrize("kind", ["document", "image"])
def test_a_file_that_is_gone_is_named_by_its_title(admin_client, lesson, settings, tmp_path, kind):
    settings.MEDIA_ROOT = str(tmp_path)
    upload = make_document("otters.pdf", audience="student") if kind == "document" else make_image()
    block = "file" if kind == "document" else "picture"
    value = {"title": "Otters to print", kind: upload.pk, "note": "Otters in a river."}
    lesson.handouts = [*lesson.handouts.raw_data, {"type": block, "value": value}]
    publish_change(lesson)
    assert reported(admin_client) == {}
    upload.delete()
    assert "“Otters to print”" in reported(admin_client)[LESSON]


def test_a_document_that_is_linked_to(admin_client, lesson, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    sheet = make_document("sheet.pdf", audience="student")
    say(lesson, f"Print [this]({sheet.url}).")
    assert reported(admin_client) == {}
    Document.objects.all().delete()
    assert set(reported(admin_client)) == {LESSON}


def test_a_mended_link_is_forgotten_and_a_withdrawn_lesson_has_none(admin_client, lesson):
    say(lesson, "See [this](/nowhere/).")
    say(lesson, "See nothing.")
    assert reported(admin_client) == {}
    say(lesson, "See [this](/nowhere/).")
    lesson.unpublish()
    assert reported(admin_client) == {}
    call_command("rebuild_catalog", verbosity=0)
    assert not LessonLink.objects.filter(lesson=lesson).exists()


def test_all_of_it_can_be_made_again(admin_client, lesson, capsys):
    say(lesson, "See [this](/nowhere/) and [that](/nowhere/).")
    LessonLink.objects.all().delete()
    assert reported(admin_client) == {}
    call_command("rebuild_catalog")
    assert "1 links inside the site are known." in capsys.readouterr().out
    assert set(reported(admin_client)) == {LESSON}


def test_the_home_page_of_the_admin_counts_them(admin_client, lesson):
    say(lesson, "See [this](/nowhere/).")
    page = admin_client.get("/admin/").content.decode()
    assert "lesson has a link that leads nowhere" in page
