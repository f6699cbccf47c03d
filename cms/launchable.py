"""Port 1 of the floor: content that a platform's link can open, and how it is found again for ever.

A link carries the content's `launch_key`: the page's `translation_key`, a UUID that survives a course copy, a new slug
and a move, and is shared by translations. What was once published is never deleted, only withdrawn; its links then meet a
tombstone that says why and where to go instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, Site, get_page_models
from wagtail.query import PageQuerySet

from cms.errors import PublishedPagesStay
from cms.viewer import viewer_for


@dataclass(frozen=True)
class VersionNote:
    """One published version of something launchable, and what its author said about it."""

    number: int
    published_at: datetime
    note: str


class LaunchableMixin(models.Model):
    """A page type that platforms may link to. Mix in before `BasePage`."""

    is_for_courses = True
    """Whether platforms may link to it. What is not for courses is published and withdrawn the same way, and never deleted."""
    withdrawn_words = gettext_lazy("This lesson was withdrawn")

    withdrawal_note = models.TextField(
        gettext_lazy("why it was withdrawn"),
        blank=True,
        help_text=gettext_lazy("Shown to everybody who follows an old link, after you unpublish. One or two plain sentences."),
    )
    replaced_by = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=gettext_lazy("use this instead"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=gettext_lazy("Offered to everybody who follows an old link, after you unpublish."),
    )

    withdrawal_panels = [
        MultiFieldPanel(
            [FieldPanel("withdrawal_note"), FieldPanel("replaced_by")],
            heading=gettext_lazy("When you withdraw this page"),
            classname="collapsed",
        )
    ]

    link_panels = [
        FieldPanel(
            "translation_key",
            read_only=True,
            heading=gettext_lazy("Key for links from courses"),
            help_text=gettext_lazy(
                "For a platform that has no picker: add an external tool by hand there, with this after “launch_key=” as its custom parameter. "
                "The key never changes."
            ),
        )
    ]

    class Meta:
        abstract = True

    @property
    def launch_key(self) -> str:
        """The permanent key that links carry."""
        return str(self.translation_key)

    def published_versions(self, *, after: int = 0) -> list[VersionNote]:
        """Its published versions with a number above `after`, newest first; none for what has no versions. One query."""
        return []

    @classmethod
    def newest_numbers(cls, page_ids: Iterable[int]) -> dict[int, int]:
        """The number of the newest version of each of these pages that has versions. At most one query."""
        return {}

    def take_reason_from(self, draft: "LaunchableMixin") -> None:
        """Save a draft's reason for withdrawing and its replacement as this page's own, and nothing else of it."""
        self.withdrawal_note, self.replaced_by = draft.withdrawal_note, draft.replaced_by
        self.save(clean=False, update_fields=["withdrawal_note", "replaced_by"])

    def clean(self):
        super().clean()
        if self.replaced_by_id and self.replaced_by_id == self.pk:
            raise ValidationError({"replaced_by": _("A page cannot be replaced by itself.")})

    def serve(self, request, *args, **kwargs):
        if not self.live and not getattr(request, "is_preview", False):
            return tombstone(request, self)
        return super().serve(request, *args, **kwargs)


@dataclass(frozen=True)
class Launchable:
    """The answer to a launch key: a live page, and whether it is the language asked for."""

    page: Page
    in_language: bool


def _launchable_types() -> list[ContentType]:
    """Content types of every page model that mixes in LaunchableMixin; from Django's cache after the first call."""
    return _types_of(model for model in get_page_models() if issubclass(model, LaunchableMixin))


def _course_types() -> list[ContentType]:
    """Of these, the ones that platforms may link to."""
    return _types_of(model for model in get_page_models() if issubclass(model, LaunchableMixin) and model.is_for_courses)


def _types_of(models_: Iterable[type[Page]]) -> list[ContentType]:
    return list(ContentType.objects.get_for_models(*models_).values())


def published_within(*pages: Page) -> models.QuerySet[Page]:
    """Launchable pages among these and everything below them that are or were published, in tree order."""
    inside = models.Q(pk__in=[])
    for page in pages:
        inside |= models.Q(path__startswith=page.path)
    published = models.Q(live=True) | models.Q(first_published_at__isnull=False)
    return Page.objects.filter(inside, published, content_type__in=_launchable_types()).order_by("path")


def why_it_stays(*pages: Page) -> str:
    """Why these pages cannot be deleted, for the person who tried; empty where they can."""
    published = published_within(*pages).first()
    if published is None:
        return ""
    text = _("“%(title)s” has been published, so courses may link to it. Unpublish it instead: old links will say why and where to go.")
    return text % {"title": published.title}


def refuse_deletion(*pages: Page) -> None:
    """Raises PublishedPagesStay where deleting these pages would delete something published."""
    if reason := why_it_stays(*pages):
        raise PublishedPagesStay(reason)


class LastingPageQuerySet(PageQuerySet):
    """Pages of ours: none is deleted with something published in it."""

    def delete(self, *args, **kwargs):
        # Before the tree is touched: treebeard counts children down before Django asks whether rows may go.
        refuse_deletion(*self.only("path", "depth"))
        return super().delete(*args, **kwargs)

    delete.alters_data = True
    delete.queryset_only = True


def launchable_pages() -> models.QuerySet[Page]:
    """Every live page a platform may link to, in tree order; each in all its languages."""
    return Page.objects.live().filter(content_type__in=_course_types()).order_by("path")


def find_launchable(launch_key: UUID, language: str = "") -> Launchable | None:
    """The live page for a launch key: in `language` where there is one, else in the site's main language.

    One query. Pages outside every site have no address and do not count. None means nothing live has this key: the caller
    shows the tombstone.
    """
    # A link needs an address, not the page's every column; `page.specific` fetches the rest where a caller wants it.
    needed = ("title", "url_path", "path", "depth", "live", "translation_key", "content_type", "locale__language_code")
    live = launchable_pages().filter(translation_key=launch_key).select_related("locale").only(*needed)
    roots = tuple(site.root_path for site in Site.get_site_root_paths())
    pages = [page for page in live if page.url_path.startswith(roots)]
    if not pages:
        return None
    language = (language or "").lower()
    for wanted in (language, language.split("-")[0]):
        for page in pages:
            if wanted and page.locale.language_code == wanted:
                return Launchable(page, in_language=True)
    return Launchable(min(pages, key=lambda page: page.locale_id), in_language=not language)


def published_versions(launch_key: UUID, *, after: int = 0) -> list[VersionNote]:
    """Those of the page that `find_launchable` finds in the site's main language; none where nothing live has this key. Three queries."""
    found = find_launchable(launch_key)
    return found.page.specific.published_versions(after=after) if found else []


def is_published_version(launch_key: UUID, number: int) -> bool:
    """Whether a link may stay on this version."""
    return any(version.number == number for version in published_versions(launch_key, after=number - 1))


@dataclass(frozen=True)
class LinkTarget:
    """What a launch key leads to today."""

    title: str
    is_live: bool
    newest_version: int | None = None
    replacement_key: UUID | None = None
    replacement_title: str = ""
    """Where it was withdrawn and something live takes its place."""


def link_targets(launch_keys: Iterable[UUID]) -> dict[UUID, LinkTarget]:
    """What these keys lead to, in the site's main language; keys that were never published here are left out.

    A number of queries that grows with the kinds of pages among them and not with the keys.
    """
    published = models.Q(live=True) | models.Q(first_published_at__isnull=False)
    rows = Page.objects.filter(published, translation_key__in=set(launch_keys), content_type__in=_course_types())
    rows = rows.order_by("live", "-locale_id").specific()
    pages = {page.translation_key: page for page in rows}  # the last of each stays: live, and in the main language
    kinds: dict[type, list[int]] = {}
    for page in pages.values():
        kinds.setdefault(type(page), []).append(page.pk)
    newest = {pk: number for kind, pks in kinds.items() for pk, number in kind.newest_numbers(pks).items()}
    wanted = [page.replaced_by_id for page in pages.values() if not page.live and page.replaced_by_id]
    instead = {page.pk: page for page in launchable_pages().filter(pk__in=wanted)} if wanted else {}
    return {
        key: LinkTarget(
            title=page.title,
            is_live=page.live,
            newest_version=newest.get(page.pk),
            replacement_key=other.translation_key if (other := instead.get(page.replaced_by_id)) and not page.live else None,
            replacement_title=other.title if other and not page.live else "",
        )
        for key, page in pages.items()
    }


def find_withdrawn(launch_key: UUID) -> Page | None:
    """The withdrawn page for a launch key, with its own fields, or None where the key was never published here."""
    page = Page.objects.filter(
        translation_key=launch_key, content_type__in=_launchable_types(), live=False, first_published_at__isnull=False
    ).first()
    return page.specific if page else None


def may_open(request: HttpRequest, page: Page) -> bool:
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def tombstone(request: HttpRequest, page: LaunchableMixin | None) -> HttpResponse:
    """What an old link meets: 410, the reason, and the replacement where there is a live one.

    Nothing of a page that this request could not have opened, and no replacement that it cannot open.
    """
    if page and not may_open(request, page):
        page = None
    replacement = page.replaced_by if page and page.replaced_by_id and page.replaced_by.live else None
    replacement = replacement if replacement and may_open(request, replacement) else None
    return TemplateResponse(
        request,
        "cms/tombstone.html",
        {
            "title": page.title if page else _("This lesson is not here"),
            "was_here": page is not None,
            "withdrawn_words": page.withdrawn_words if page else "",
            "note": page.withdrawal_note if page else _("The link in your course points to something this site does not have."),
            "replacement": {"title": replacement.title, "url": replacement.get_url(request)} if replacement else None,
            "in_launch": viewer_for(request).in_launch,
        },
        status=410,
    )
