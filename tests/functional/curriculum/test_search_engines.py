"""What search engines are told: every public page once in each language, nothing else, and never a launch."""

import re
from xml.etree import ElementTree

from wagtail.models import PageViewRestriction

import pytest

from curriculum.models import LessonPage
from tests.functional.curriculum.withheld import LESSONS, SPANISH, UNITS

NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


def listed(client, **headers) -> dict[str, dict[str, str]]:
    """Address to its addresses by language."""
    answer = client.get("/sitemap.xml", secure=True, headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml"
    tree = ElementTree.fromstring(answer.content)  # noqa: S314  (our own answer)
    return {
        url.find("loc", NAMES).text: {link.get("hreflang"): link.get("href") for link in url.findall("xhtml:link", NAMES)}
        for url in tree.findall("url", NAMES)
    }


def test_every_listed_page_answers_and_says_of_itself_what_the_list_says(client):
    pages = listed(client)
    for address, languages in pages.items():
        path = address.removeprefix("https://testserver")
        page = client.get(path, secure=True).content.decode()
        assert f'<link rel="canonical" href="{address}">' in page, address
        assert dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', page)) == languages, address
        assert "noindex" not in page
        assert not languages or languages["es" if path.startswith("/es/") else "en"] == address


def test_it_lists_everything_that_is_public(client):
    pages = {address.removeprefix("https://testserver") for address in listed(client)}
    assert {"/", "/es/", "/curriculum/", "/es/curriculum/", "/lessons/competencies/EVL-68/", "/es/lessons/competencies/HOW-TK2/"} <= pages
    for unit in UNITS:
        assert f"/curriculum/{unit['slug']}/" in pages
        assert {f"/curriculum/{unit['slug']}/{lesson['slug']}/" for lesson in unit["lessons"]} <= pages
    spanish = [slug for unit in SPANISH for slug in unit["lessons"]]
    assert sum(page.startswith("/es/curriculum/") and page.count("/") == 5 for page in pages) == len(spanish) < len(LESSONS)
    assert "/es/lessons/competencies/EVL-68/" not in pages


@pytest.mark.parametrize("host", ["testserver", "localhost"])
def test_addresses_are_the_installations_own_whatever_was_asked(client, host):
    assert all(address.startswith("https://testserver/") for address in listed(client, host=host))


def test_drafts_withdrawn_and_restricted_pages_are_not_listed(client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    lesson.unpublish()
    PageViewRestriction.objects.create(
        page=LessonPage.objects.get(locale__language_code="en", slug="g68-pause-trace-decide"), restriction_type="login"
    )
    lesson.copy(update_attrs={"slug": "a-draft"}, keep_live=False)
    text = " ".join(listed(client))
    assert "g68-threshold-dilemma" in text
    for slug in ("g68-trace-the-claim", "g68-pause-trace-decide", "a-draft"):
        assert slug not in text


def test_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    listed(client)
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    for number in range(10):
        lesson.copy(update_attrs={"slug": f"copy-{number}", "title": f"Copy {number}"})
    with django_assert_max_num_queries(7):
        assert sum("copy-" in address for address in listed(client)) == 10


def test_robots(client):
    lines = client.get("/robots.txt", secure=True).content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /s/", "Disallow: /lti/", "Disallow: /admin/"} <= set(lines)
    assert "Sitemap: https://testserver/sitemap.xml" in lines
    assert not any(line in {"Disallow: /", "Disallow: /lessons/"} for line in lines)


@pytest.mark.parametrize("url", ["/", "/curriculum/", "/curriculum/g68-can-i-trust-this/", "/es/curriculum/tk2-smart-helpers/"])
def test_pages_describe_themselves(client, url):
    page = client.get(url, secure=True).content.decode()
    assert len(re.findall(r'<meta name="description" content="[^"<>]{40,320}">', page)) == 1
    assert len(re.findall(r"<h1", page)) == 1


def test_a_lesson_describes_itself_by_its_question(client):
    page = client.get("/curriculum/g68-can-i-trust-this/g68-trace-the-claim/", secure=True).content.decode()
    question = LESSONS["g68-trace-the-claim"]["essential_question"]
    assert question in re.search(r'<meta name="description" content="([^"]+)">', page)[1].replace("&#x27;", "'")
