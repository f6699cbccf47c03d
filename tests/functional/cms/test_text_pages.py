"""Pages of text show what an editor wrote, cleaned when it is saved and again when it is shown."""

from django.test import Client

from wagtail.models import Page, Site

import pytest

from cms.models import HomePage, StandardPage

UNSAFE = '<p>Why we teach this.</p><script>alert(1)</script><p onclick="x()"><a href="javascript:x()">no</a> <a href="https://example.org/">yes</a></p>'


@pytest.fixture
def page(db):
    home = HomePage(title="A district", body=[("heading", "Welcome <all>"), ("text", UNSAFE)])
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.update(root_page=home)
    page = StandardPage(title="About", introduction="Short.", body=[("heading", "Why"), ("text", UNSAFE)])
    home.add_child(instance=page)
    return page


@pytest.mark.parametrize("path", ["/", "/about/"])
def test_the_body_is_shown_without_what_could_harm(page, path):
    text = Client().get(path, secure=True).content.decode()
    assert "<p>Why we teach this.</p>" in text
    assert 'href="https://example.org/"' in text
    for bad in ("alert(1)</script>", "onclick", "javascript:"):
        assert bad not in text


def test_it_is_already_clean_in_the_database(page):
    stored = str(StandardPage.objects.get().body.get_prep_value())
    for bad in ("<script", "onclick", "javascript:"):
        assert bad not in stored


def test_the_address_search_engines_should_know(page):
    assert '<link rel="canonical" href="https://testserver/about/">' in Client().get("/about/", secure=True).content.decode()
