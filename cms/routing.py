"""Finds a page by its whole path, in one query. Wagtail asks level by level: ten statements for a lesson (ADR 0007)."""

from django.http import HttpRequest

from wagtail.models import Page, Site, get_page_models

from cms.launchable import LaunchableMixin


def find_page(request: HttpRequest, path: str, language: str) -> Page | None:
    """The page of this request's site with that path below the home page of that language, as its own type.

    A withdrawn launchable page is found too: it answers with its tombstone. Drafts never published are not.
    """
    site = Site.find_for_request(request)
    roots = Site.get_site_root_paths() if site else ()
    root = next((root for root in roots if root.site_id == site.pk and root.language_code == language), None)
    if root is None:
        return None
    page = Page.objects.filter(url_path=root.root_path + path).select_related("content_type", "locale", *_child_accessors()).first()
    page = _specific(page) if page else None
    if page and (page.live or (isinstance(page, LaunchableMixin) and page.first_published_at)):
        return page
    return None


def _child_accessors() -> list[str]:
    """Names by which Page reaches every page model whose own table links straight to it."""
    return [model._meta.model_name for model in get_page_models() if Page in model._meta.parents]


def _specific(page: Page) -> Page:
    """The page as its own type, from the row already fetched; falls back to Wagtail's query for deeper inheritance."""
    specific = getattr(page, page.content_type.model, None)
    if specific is None:
        return page.specific
    specific.locale = page.locale
    return specific
