"""Pages are found by their whole path in one query."""

from django.test import RequestFactory

from wagtail.models import Page

import pytest

from cms.models import StandardPage
from cms.routing import find_page


@pytest.mark.parametrize("path", ["/", "/about/", "/about/deep/"])
def test_live_pages_answer(site, client_https, path):
    assert client_https.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/draft/", "/nothing/", "/about/nothing/", "/deep/", "/small-site/", "/about/deep/deep/"])
def test_everything_else_is_not_found(site, client_https, path):
    assert client_https.get(path).status_code == 404


def test_closing_slash_is_added(site, client_https):
    answer = client_https.get("/about")
    assert answer.status_code == 301
    assert answer["Location"] == "/about/"


@pytest.mark.parametrize("path", ["about/", "about/deep/"])
def test_a_page_is_found_in_one_query_and_is_the_page_itself(site, django_assert_num_queries, path):
    request = RequestFactory().get("/")
    find_page(request, "about/", "en")  # the site, its roots and content types are remembered after the first time
    with django_assert_num_queries(1):
        page = find_page(request, path, "en")
        assert type(page) is StandardPage
        assert page.slug == path.strip("/").rpartition("/")[2]
        assert page.introduction == ""


def test_page_that_moved_is_found_at_its_new_path_only(site):
    site.deep.move(site.home, pos="last-child")
    request = RequestFactory().get("/")
    assert find_page(request, "deep/", "en").pk == site.deep.pk
    assert find_page(request, "about/deep/", "en") is None


def test_page_with_a_privacy_rule_is_not_shown(site, client_https):
    """The lookup must not step around Wagtail's own view restrictions."""
    Page.objects.get(pk=site.about.pk).view_restrictions.create(restriction_type="login")
    for path in ("/about/", "/about/deep/"):
        answer = client_https.get(path)
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"] or "login" in answer["Location"]
