"""The page types every installation has. Teaching material has its own in `curriculum` and `pd_tracks`."""

import logging

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, get_page_models
from wagtail.url_routing import RouteResult

from cms.blocks import BodyBlock
from cms.errors import NotReadyToPublish
from cms.launchable import LastingPageQuerySet, LaunchableMixin, refuse_deletion
from cms.public_url import public_url
from cms.publishing import publishing_problems, why_not_ready

logger = logging.getLogger(__name__)

SCHEDULED = "wagtail.publish.scheduled"
"""The log action by which Wagtail's `publish_scheduled` says that it is asking."""


class BasePage(Page):
    """What all our pages share: an introduction, a picture for cards, and a canonical address without a launch in it."""

    introduction = models.TextField(
        _("introduction"), blank=True, max_length=600, help_text=_("One or two sentences under the title, also used by search engines.")
    )
    image = models.ForeignKey("cms.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = PageManager.from_queryset(LastingPageQuerySet)()

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels = [*Page.promote_panels, FieldPanel("image")]

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "canonical_url": self.canonical_url}

    def publishing_rules(self) -> dict[str, str]:
        """Why this page cannot go live, beyond what its fields demand: field name to message. Empty where it can."""
        return {}

    def publish(self, revision, *args, log_action=True, **kwargs):
        """Raises NotReadyToPublish where the revision does not keep the rules of publishing.

        A schedule that does not is taken back instead: raising would keep everybody else's pages from going live.
        """
        draft = revision.as_object()
        if not (problems := publishing_problems(draft)):
            return super().publish(revision, *args, log_action=log_action, **kwargs)
        if log_action != SCHEDULED:
            raise NotReadyToPublish(why_not_ready(draft, problems))
        logger.error("page %s was not published as scheduled: %s", self.pk, ", ".join(problems))
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        return None

    def delete(self, *args, **kwargs):
        """Raises PublishedPagesStay where something published is in here."""
        refuse_deletion(self)
        return super().delete(*args, **kwargs)

    delete.alters_data = True

    @property
    def canonical_url(self) -> str:
        """The public address of this page, the same from everywhere."""
        return public_url(self)


class HomePage(BasePage):
    """The root of the site. Finds any page below it by its whole path in one query."""

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    template = "cms/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request, path_components):
        """Wagtail asks level by level; here the path is looked up whole, with every page type joined in.

        A withdrawn launchable page still routes: it answers with its tombstone. Drafts never published do not.
        """
        if not path_components:
            return super().route(request, path_components)
        url_path = self.url_path + "/".join(path_components) + "/"
        page = Page.objects.filter(url_path=url_path).select_related("content_type", *_child_accessors()).first()
        page = _specific(page) if page else None
        if page and (page.live or (isinstance(page, LaunchableMixin) and page.first_published_at)):
            return RouteResult(page)
        raise Http404


class StandardPage(BasePage):
    """A page of text."""

    body = StreamField(BodyBlock(), verbose_name=_("body"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    template = "cms/standard_page.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")


def _child_accessors() -> list[str]:
    """Names by which Page reaches every page model whose own table links straight to it."""
    return [model._meta.model_name for model in get_page_models() if Page in model._meta.parents]


def _specific(page: Page) -> Page:
    """The page as its own type, from the row already fetched; falls back to Wagtail's query for deeper inheritance."""
    return getattr(page, page.content_type.model, None) or page.specific
