"""What all pages share that are compiled on publish: versions, written once, and the page that finds the right one of them."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.launch_parts import LaunchedContent, launch_parts
from cms.launchable import VersionNote
from cms.models.immutable import Immutable, ImmutableQuerySet
from cms.viewer import Viewer
from curriculum.places import language_of


class PageVersionQuerySet(ImmutableQuerySet):
    """Reads are named."""

    def newest_first(self):
        return self.order_by("-number")

    def light(self):
        """Without the document, which the cached view usually makes unnecessary; it loads itself when touched."""
        return self.defer("document")

    def newest_of_each(self):
        """Only the newest version of every page in this queryset."""
        same = {self.model.of: models.OuterRef(self.model.of)}
        return self.filter(number=models.Subquery(self.model.objects.filter(**same).newest_first().values("number")[:1]))

    def of_page(self, page_id: int, *, number: int | None = None):
        """The version with this number where it exists, else the newest; None before the first. One query."""
        versions = self.filter(**{self.model.of: page_id})
        if number is None:
            return versions.newest_first().first()
        pinned_first = models.Case(models.When(number=number, then=0), default=1, output_field=models.IntegerField())
        return versions.order_by(pinned_first, "-number").first()

    def newest_date_of(self, page: str) -> models.Subquery:
        """When the newest version of a query's page was published; `page` names the field with the page's number."""
        versions = self.filter(**{self.model.of: models.OuterRef(page)})
        return models.Subquery(versions.newest_first().values("published_at")[:1])

    def last_note(self, page_id: int) -> str:
        """What was last said about a change of this page; empty where nothing ever was."""
        noted = self.filter(**{self.model.of: page_id}).exclude(change_note="").newest_first()
        return noted.values_list("change_note", flat=True).first() or ""


class PageVersion(Immutable):
    """One published state of a page: a document split by audience. Rows are added and read, never changed.

    Only the gate of the page's kind decides what of the document somebody sees.
    """

    of: ClassVar[str]
    """The name of the field with the page."""

    number = models.PositiveIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=20)
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    document = models.JSONField()

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        abstract = True


class CompiledPage(models.Model):
    """A page whose readers see a version of it. Mix in before `LaunchableMixin`; its versions are its `versions`."""

    change_note = models.CharField(
        _("what changed"), max_length=300, blank=True, help_text=_("For teachers who already use this lesson. Kept with the next version.")
    )

    says_when_it_is_behind = True
    can_be_finished = True
    told_by_own_switch = False

    class Meta:
        abstract = True

    def compiled(self) -> dict:
        """The document of this page as it stands in memory, for its gate."""
        raise NotImplementedError

    @classmethod
    def version_model(cls) -> type[PageVersion]:
        return cls._meta.get_field("versions").related_model

    @classmethod
    def said_at(cls):
        return cls.version_model().objects.newest_date_of("pk")

    def published_versions(self, *, after: int = 0) -> list[VersionNote]:
        rows = self.versions.filter(number__gt=after).newest_first()
        return [VersionNote(*row) for row in rows.values_list("number", "published_at", "change_note")]

    @classmethod
    def newest_numbers(cls, page_ids: Iterable[int]) -> dict[int, int]:
        model = cls.version_model()
        newest = model.objects.filter(**{f"{model.of}__in": list(page_ids)}).order_by().values_list(f"{model.of}_id")
        return dict(newest.annotate(models.Max("number")))

    def version_for(self, viewer: Viewer) -> PageVersion | dict:
        """What this viewer reads: the version its link stays on, else the newest. One query.

        A live page without any version (put there by code that did not publish) is compiled in memory, through the same gate.
        """
        version = self.version_model().objects.light().of_page(self.pk, number=self.version_kept_by(viewer))
        return version or self.compiled()

    def version_kept_by(self, viewer: Viewer) -> int | None:
        """The number of the version that this viewer's link stays on. Numbers are those of the original: a translation has its own,
        which say nothing about it, and is always shown as it is now."""
        is_original = language_of(self.url_path) in {"", settings.LANGUAGE_CODE}
        return viewer.pinned_version(self.launch_key) if is_original else None

    def _versions_after(self, number: int) -> list[VersionNote]:
        """Handed over, and asked only where a link stays behind."""
        return self.published_versions(after=number)

    def parts_of_launch(self, request, *, title: str, language: str, number: int, viewer: Viewer, history_url: str = "") -> dict:
        """What the launch that opened this page has to say on it."""
        content = LaunchedContent(
            self.translation_key,
            title,
            language,
            number,
            self._versions_after,
            viewer,
            history_url,
            can_be_finished=self.can_be_finished,
            told_by_own_switch=self.told_by_own_switch,
        )
        return launch_parts(request, content)
