"""The same page in other languages, as layouts offer it: a link for people, `hreflang` for search engines."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, F, Q
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import translation

from wagtail.models import Page, Site

from cms.public_url import public_url
from cms.restrictions import restrictions_above

PUBLISHED = F("last_published_at")


@dataclass(frozen=True)
class TranslationView:
    code: str
    name: str
    """In its own words: "Español"."""
    url: str
    """Keeps the launch it is shown in."""
    public_url: str
    is_this: bool
    said_at: datetime | None = None
    """When it last said something new."""


def translations_of(page: Page, said_at: Combinable = PUBLISHED) -> tuple[TranslationView, ...]:
    """A live page in every language in which anybody may open it, itself among them; empty where that is only one. One query.

    `said_at` is asked of each, as the database's expression for when it last said something new.
    """
    if not page.live:
        return ()
    is_open = ~Exists(restrictions_above("path")) | Q(pk=page.pk)
    rows = Page.objects.live().filter(is_open, translation_key=page.translation_key)
    rows = rows.annotate(said_at=said_at).values_list("locale_id", "locale__language_code", "url_path", "said_at")
    return _in_order({code: (page_address(url_path, code), locale_id == page.locale_id, at) for locale_id, code, url_path, at in rows})


def newer_original(translations: tuple[TranslationView, ...]) -> TranslationView | None:
    """The page in the site's main language, where the one being shown is a translation that is older than it."""
    shown = next((each for each in translations if each.is_this), None)
    original = next((each for each in translations if each.code == settings.LANGUAGE_CODE), None)
    if shown is None or original is None or shown is original or not shown.said_at or not original.said_at:
        return None
    return original if original.said_at > shown.said_at else None


def translations_of_view(name: str, *args, codes: tuple[str, ...], query: str = "") -> tuple[TranslationView, ...]:
    """The same for a page that is no Wagtail page: a route within `in_every_language`, in these languages, with this query string."""
    query = f"?{query}" if query else ""
    return _in_order({code: (address_in(code, name, *args) + query, code == translation.get_language(), None) for code in codes})


def _in_order(found: dict[str, tuple[str, bool]]) -> tuple[TranslationView, ...]:
    addressed = {code: found[code] for code, _name in settings.LANGUAGES if code in found and found[code][0]}
    if len(addressed) < 2:
        return ()
    return tuple(
        TranslationView(code, translation.get_language_info(code)["name_local"].capitalize(), url, public_url(url), is_this, said_at)
        for code, (url, is_this, said_at) in addressed.items()
    )


def page_address(url_path: str, code: str) -> str:
    """The address of a page by its `url_path`, in this language, without a query; keeps a launch's prefix. Empty outside any site."""
    root = next((root.root_path for root in Site.get_site_root_paths() if url_path.startswith(root.root_path)), None)
    return "" if root is None else address_in(code, "wagtail_serve", url_path[len(root) :])


def address_in(code: str, name: str, *args) -> str:
    """The address of a route within `in_every_language`, in this language."""
    with translation.override(code):
        return reverse(name, args=args)
