"""Pages in the API: those that anybody may open on the site, each once, in the language asked for or the site's main one."""

from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from wagtail.models import Page, Site

from cms.api.errors import Withdrawn
from cms.launchable import LaunchableMixin
from cms.restrictions import DEEPEST, restrictions_above


def open_pages(pages: QuerySet) -> QuerySet:
    """Those on a site with nothing behind a sign-in or a password on the way to them; live or not."""
    on_a_site = Q(pk__in=[])
    for root in Site.get_site_root_paths():
        on_a_site |= Q(url_path__startswith=root.root_path)
    return pages.filter(on_a_site, depth__lte=DEEPEST).exclude(Exists(restrictions_above("path")))


def listed(pages: QuerySet, language: str) -> QuerySet:
    """Live and open, each once: in this language where there is one, else in the site's main one."""
    found = open_pages(pages.live())
    own = found.filter(locale__language_code=language)
    if language == settings.LANGUAGE_CODE:
        return own
    same = own.order_by().filter(translation_key=OuterRef("translation_key"))
    return found.filter(Q(locale__language_code=language) | (Q(locale__language_code=settings.LANGUAGE_CODE) & ~Exists(same)))


def find_page(model: type[Page], key: UUID, language: str) -> Page:
    """The live page with this key that anybody may open. Raises Withdrawn, or Http404.

    What is behind a sign-in and what never was take the same two statements, and cannot be told apart.
    """
    wanted = model.objects.filter(translation_key=key)
    if page := listed(wanted, language).select_related("locale").first():
        return page
    withdrawn = open_pages(wanted.filter(live=False, first_published_at__isnull=False)).first()
    if withdrawn is None:
        raise Http404
    raise Withdrawn(withdrawn.withdrawal_note or f"“{withdrawn.title}” was withdrawn.", _replacement(withdrawn))


def _replacement(page: LaunchableMixin) -> tuple[str, str] | None:
    """The key and title of what takes its place, where anybody may open that."""
    instead = open_pages(Page.objects.live().filter(pk=page.replaced_by_id)).first() if page.replaced_by_id else None
    return (str(instead.translation_key), instead.title) if instead else None
