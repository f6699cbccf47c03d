"""A small site: a home page, a text page, a page below it, and a draft. Stands beside whatever else the database holds."""

from types import SimpleNamespace

from wagtail.models import Page, Site

import pytest

from cms.models import HomePage, PolicyPage, StandardPage
from curriculum.models import LessonPage, VettedTool


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
