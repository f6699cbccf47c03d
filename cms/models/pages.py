"""The page types every installation has. Teaching material has its own in `curriculum` and `pd_tracks`."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from cms.blocks import BodyBlock
from cms.errors import NotReadyToPublish
from cms.home import home_sections
from cms.languages import language_prefixes
from cms.launchable import LastingPageQuerySet, refuse_deletion
from cms.public_url import public_url
from cms.publishing import publishing_problems, why_not_ready
from cms.schedules import take_back
from cms.translation_states import LanguagesPanel
from cms.translations import PUBLISHED, newer_original, translations_of

FIRST_LEVEL = 3
"""Depth of the pages directly below a home page."""
SCHEDULED = "wagtail.publish.scheduled"
"""The log action by which Wagtail's `publish_scheduled` says that it is asking."""


class BasePage(Page):
    """What all our pages share: an introduction, a picture for cards, and a canonical address without a launch in it."""

    says_when_it_is_behind = False
    """Whether a translation tells its readers that the original says something newer."""

    introduction = models.TextField(
        _("introduction"), blank=True, max_length=600, help_text=_("One or two sentences under the title, also used by search engines.")
    )
    image = models.ForeignKey("cms.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = PageManager.from_queryset(LastingPageQuerySet)()

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels = [*Page.promote_panels, FieldPanel("image")]
    settings_panels = [*Page.settings_panels, LanguagesPanel()]

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), **self.addresses()}

    def addresses(self) -> dict:
        """What the layouts say of a page's addresses, and search engines of the page. For templates that get neither `page` nor `self`."""
        translations = translations_of(self, self.said_at())
        return {
            "canonical_url": self.canonical_url,
            "translations": translations,
            "newer_original": newer_original(translations) if self.says_when_it_is_behind else None,
            "description": self.search_description or self.introduction,
        }

    @classmethod
    def said_at(cls) -> models.expressions.Combinable:
        """When a page last said something new, for the database to ask of pages."""
        return PUBLISHED

    def clean(self):
        super().clean()
        # The first part of an address; how deep a page lies is not known yet while it is being made.
        is_first = HomePage in self.clean_parent_page_models() and self.depth in {None, FIRST_LEVEL}
        if is_first and self.slug in language_prefixes():
            raise ValidationError({"slug": _("This is the address of a language. Choose another one.")})

    def publishing_rules(self) -> dict[str, str]:
        """Why this page cannot go live, beyond what its fields demand: field name to message. Empty where it can."""
        return {}

    def publish(self, revision, *args, log_action=True, **kwargs):
        """Raises NotReadyToPublish where the revision does not keep the rules of publishing.

        A schedule that does not is taken back instead (`cms.schedules`): raising would keep everybody else's pages from going live.
        """
        draft = revision.as_object()
        if not (problems := publishing_problems(draft)):
            return super().publish(revision, *args, log_action=log_action, **kwargs)
        if log_action != SCHEDULED:
            raise NotReadyToPublish(why_not_ready(draft, problems), page=self)
        take_back(revision, draft, problems)
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
    """The root of the site, one in each language."""

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    template = "cms/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "sections": home_sections(self)}


class StandardPage(BasePage):
    """A page of text."""

    body = StreamField(BodyBlock(), verbose_name=_("body"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    template = "cms/standard_page.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")
