"""Where a page lies: its address in this request's script prefix, and the way to its neighbours. Live, never versioned."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from wagtail.models import Page, Site


@dataclass(frozen=True)
class LinkView:
    title: str
    url: str


@dataclass(frozen=True)
class PlaceView:
    """A lesson's place in its unit. All empty for a draft that has no place yet."""

    url: str = ""
    unit_title: str = ""
    unit_url: str = ""
    position: int = 0
    count: int = 0
    previous: LinkView | None = None
    next: LinkView | None = None


def address_of(url_path: str) -> str:
    """The address of a page by its `url_path`, without a query; keeps a launch's prefix. Empty outside any site."""
    for site in Site.get_site_root_paths():
        if url_path.startswith(site.root_path):
            with translation.override(site.language_code):
                return reverse("wagtail_serve", args=[url_path[len(site.root_path) :]])
    return ""


def language_of(url_path: str) -> str:
    """The language of the pages around this `url_path`, without a query. Empty outside any site."""
    return next((site.language_code for site in Site.get_site_root_paths() if url_path.startswith(site.root_path)), "")


def place_of(page: Page) -> PlaceView:
    """A lesson's unit and live neighbours, in one query however many there are."""
    parent_path = page.path[: -page.steplen]
    siblings = Q(path__startswith=parent_path, depth=page.depth, live=True, view_restrictions__isnull=True)
    rows = Page.objects.filter(Q(path=parent_path) | siblings | Q(pk=page.pk))
    rows = list(rows.order_by("path").distinct().values("pk", "path", "title", "url_path", "live"))
    unit = next((row for row in rows if row["path"] == parent_path), None)
    lessons = [row for row in rows if row["path"] != parent_path]
    here = next((at for at, row in enumerate(lessons) if row["pk"] == page.pk), None)
    if unit is None or here is None:
        return PlaceView()
    return PlaceView(
        url=address_of(page.url_path),
        unit_title=unit["title"],
        unit_url=address_of(unit["url_path"]) if unit["live"] else "",
        position=here + 1,
        count=len(lessons),
        previous=_link(lessons[here - 1]) if here else None,
        next=_link(lessons[here + 1]) if here + 1 < len(lessons) else None,
    )


def _link(row: dict) -> LinkView:
    return LinkView(row["title"], address_of(row["url_path"]))
