"""A small site (a home page, a text page, a page below it, and a draft) beside whatever else the database holds, and a single sign-on."""

from types import SimpleNamespace

from wagtail.models import Page, Site

import pytest

from cms.models import HomePage, PolicyPage, StandardPage
from curriculum.models import LessonPage, VettedTool
from tests.fake_provider import FakeProvider, come_back, configured, go_there


@pytest.fixture
def site(db):
    Site.objects.all().delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Home", slug="small-site"))
    about = home.add_child(instance=StandardPage(title="About", slug="about"))
    deep = about.add_child(instance=StandardPage(title="Deep", slug="deep"))
    draft = home.add_child(instance=StandardPage(title="Draft", slug="draft", live=False))
    Site.objects.create(hostname="testserver", port=443, root_page=home, is_default_site=True)
    return SimpleNamespace(home=home, about=about, deep=deep, draft=draft)


@pytest.fixture
def _nothing_due(db):
    """Whatever else the database holds has no review clock."""
    LessonPage.objects.update(review_due_on=None)
    PolicyPage.objects.update(review_due_on=None)
    VettedTool.objects.update(status="retired")


@pytest.fixture
def provider(db, wire, settings) -> FakeProvider:
    """The district's single sign-on, set up."""
    settings.OIDC = configured()
    return FakeProvider(wire)


@pytest.fixture
def sign_on(client, provider):
    """The whole way to it and back; what the browser gets in the end."""

    def go(subject="sub-1", browser=client, **data):
        return come_back(browser, provider.authorize(go_there(browser, **data), subject=subject))

    return go
