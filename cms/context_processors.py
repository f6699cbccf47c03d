"""What every template may use: the viewer and the site's own navigation."""

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from cms.languages import site_language
from cms.viewer import viewer_for

NAVIGATION = [
    (_("Curriculum map"), "wagtail_serve", ["curriculum/"]),
    (_("For educators"), "wagtail_serve", ["educators/"]),
    (_("Policies"), "wagtail_serve", ["policies/"]),
    (_("Search"), "search", []),
    (_("AI tools"), "tools", []),
]


def viewer(request) -> dict:
    """`viewer` chooses the layout and the banners; `site_nav` lists the public site's sections, none inside a launch; `home_url` is its home.

    The two are worked out only where they are shown: a page that says something failed asks no database.
    """
    seen = viewer_for(request)
    sections = [] if seen.in_launch else SimpleLazyObject(lambda: list(_sections(request.path)))
    return {"viewer": seen, "site_nav": sections, "home_url": SimpleLazyObject(_home_url)}


def _home_url() -> str:
    with translation.override(site_language()):
        return reverse("wagtail_serve", args=[""])


def _sections(path: str):
    with translation.override(site_language()):
        for title, name, args in NAVIGATION:
            try:
                url = reverse(name, args=args)
            except NoReverseMatch:
                continue
            yield {"title": title, "url": url, "current": path.startswith(url)}
