"""Pages are found by their whole path in one query."""

from django.http import Http404
from django.test import RequestFactory

from wagtail.models import Page

import pytest

from cms.models import HomePage, StandardPage


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


@pytest.mark.parametrize("components", [["about"], ["about", "deep"]])
def test_route_takes_one_query_and_gives_the_page_itself(site, django_assert_num_queries, components):
    request = RequestFactory().get("/")
    home = HomePage.objects.get(pk=site.home.pk)
    home.route(request, ["about"])  # content types are remembered after the first time
    with django_assert_num_queries(1):
        result = home.route(request, components)
        assert type(result[0]) is StandardPage
        assert result[0].slug == components[-1]
        assert result[0].introduction == ""


def test_page_that_moved_is_found_at_its_new_path_only(site):
    site.deep.move(site.home, pos="last-child")
    home = HomePage.objects.get(pk=site.home.pk)
    request = RequestFactory().get("/")
    assert home.route(request, ["deep"])[0].pk == site.deep.pk
    with pytest.raises(Http404):
        home.route(request, ["about", "deep"])


def test_page_with_a_privacy_rule_is_not_shown(site, client_https):
    """The lookup must not step around Wagtail's own view restrictions."""
    Page.objects.get(pk=site.about.pk).view_restrictions.create(restriction_type="login")
    for path in ("/about/", "/about/deep/"):
        answer = client_https.get(path)
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"] or "login" in answer["Location"]
