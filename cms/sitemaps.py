"""What search engines are told: every page that anybody may read, in all its languages, and what not to ask for.

An app adds pages that are no Wagtail pages by the Wagtail hook `public_pages`: a function that returns `ListedPage`s.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from wagtail import hooks
from wagtail.models import Page, Site

from cms.public_url import public_url

NOT_FOR_SEARCH_ENGINES = ["/admin/", "/django-admin/", "/documents/", "/lti/", "/s/", "/_util/"]


@dataclass(frozen=True)
class ListedPage:
    """A public page as the sitemap names it; all addresses are on PUBLIC_URL."""

    language: str
    addresses: dict[str, str]
    """By language, its own among them."""
    changed_at: datetime | None = None


class PublicSitemap(Sitemap):
    """Addresses on PUBLIC_URL, whatever host was asked. The protocol's limit is ours: one file holds 50,000."""

    limit = 50_000

    def items(self):
        found = [*_pages()]
        for ask in hooks.get_hooks("public_pages"):
            found += ask()
        return found

    def get_urls(self, page=1, site=None, protocol=None):
        return [_entry(listed) for listed in self.paginator.page(page).object_list]


def _entry(listed: ListedPage) -> dict:
    alternates = [{"lang_code": code, "location": address} for code, address in listed.addresses.items()]
    return {
        "location": listed.addresses[listed.language],
        "lastmod": listed.changed_at,
        "alternates": alternates if len(alternates) > 1 else [],
    }


def _pages() -> Iterator[ListedPage]:
    """Live pages of every language that have an address, without those behind a sign-in. Three queries, however many there are."""
    roots = tuple(root.root_path for root in Site.get_site_root_paths())
    rows = Page.objects.live().public().order_by("path").select_related("locale")
    rows = [
        row
        for row in rows.only("url_path", "translation_key", "last_published_at", "locale__language_code")
        if row.url_path.startswith(roots)
    ]
    addresses: dict = defaultdict(dict)
    for row in rows:
        addresses[row.translation_key][row.locale.language_code] = public_url(row)
    for row in rows:
        yield ListedPage(row.locale.language_code, addresses[row.translation_key], row.last_published_at)


@require_safe
@cache_control(max_age=3600, public=True)
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """Every public page."""
    return sitemap(request, {"all": PublicSitemap()})


@require_safe
@cache_control(max_age=3600, public=True)
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What crawlers may not ask for, and where the sitemap is."""
    refused = [f"Disallow: {path}" for path in NOT_FOR_SEARCH_ENGINES]
    lines = ["User-agent: *", *refused, "", f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
