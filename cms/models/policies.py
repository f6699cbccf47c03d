"""Policies, regulations and letters to families: what editors write, and each published text for ever.

A clause is a block of the page; its block id is its key, which re-ordering, editing and translating keep. `PolicyClause` gives that key
a number when it is first published. Numbers are never used again, so "clause 3" and `#c3` mean the same text for ever (docs/adr).
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from cms.launchable import LastingPageQuerySet, LaunchableMixin
from cms.models.immutable import Immutable, ImmutableQuerySet
from cms.models.pages import BasePage
from cms.models.reviews import ReviewablePage, ReviewableQuerySet, review_dates_in_order
from cms.policies.forms import PolicyPageForm
from cms.policies.rules import policy_problems
from cms.policies.showing import PolicyView, index_view, policy_view
from cms.restrictions import restrictions_above
from cms.reviews.panels import ReviewPanel


class PolicyKind(models.TextChoices):
    POLICY = "policy", _("Policy")
    REGULATION = "regulation", _("Regulation")
    FAMILY_LETTER = "family_letter", _("Family letter")


class PolicyStatus(models.TextChoices):
    SAMPLE = "sample_not_adopted", _("Sample, not adopted")
    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("Adopted")


class ClauseBlock(blocks.StructBlock):
    """One numbered part of a policy. Its number comes with publishing and never changes."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=200)
    text = blocks.TextBlock(label=_("Text"), help_text=_("Markdown: an empty line starts a paragraph, “- ” a list."))

    class Meta:
        icon = "list-ol"
        label = _("Clause")
        preview_value = {"heading": "Purpose", "text": "Technology supports human judgment and does not replace it."}


class ClausesBlock(blocks.StreamBlock):
    """Clauses, in the order in which they are read."""

    clause = ClauseBlock()


class PolicyIndexPage(BasePage):
    """The list of policies, regulations and letters."""

    template = "cms/policy_index_page.html"
    parent_page_types = ["cms.HomePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of policies")
        verbose_name_plural = _("lists of policies")

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            "policies": index_view(self.locale.language_code, PolicyPage.objects.listed_in(self.locale.language_code)),
        }


class PolicyQuerySet(ReviewableQuerySet, LastingPageQuerySet):
    """Policies."""

    def listed_in(self, language: str):
        """Live policies that anybody may open, in that language and in the site's main one, in the order of the tree."""
        rows = self.live().filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
        return rows.exclude(models.Exists(restrictions_above("path"))).select_related("locale").order_by("path")

    def in_language(self, policy_key, language: str):
        """The live policy with this key: in that language where there is one, else in the site's main one; None without any."""
        rows = self.live().filter(translation_key=policy_key, locale__language_code__in={language, settings.LANGUAGE_CODE})
        preferred = models.Case(models.When(locale__language_code=language, then=0), default=1, output_field=models.IntegerField())
        return rows.order_by(preferred).first()


class PolicyPage(LaunchableMixin, ReviewablePage, BasePage):
    """A policy, regulation or letter. Its introduction is the summary in plain words. Published, it stays: it is withdrawn, never deleted."""

    says_when_it_is_behind = True

    kind = models.CharField(_("kind"), max_length=20, choices=PolicyKind, default=PolicyKind.POLICY)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=PolicyStatus,
        default=PolicyStatus.PROPOSED,
        help_text=_("A sample carries a banner on every page of it."),
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    sample_notice = models.CharField(
        _("words of the banner"), max_length=300, blank=True, help_text=_("Above a sample. Empty: our own words are shown.")
    )
    is_for_students = models.BooleanField(_("students"), default=False)
    is_for_families = models.BooleanField(_("families"), default=False)
    is_for_staff = models.BooleanField(_("staff"), default=False)
    is_for_board = models.BooleanField(_("the board"), default=False)
    owner_role = models.CharField(_("who answers for it"), max_length=200, blank=True, help_text=_("A role, never a person's name."))
    clauses = StreamField(ClausesBlock(), verbose_name=_("clauses"))
    heard_from = models.CharField(_("who said something"), max_length=120, blank=True, help_text=_("Such as: Students"))
    heard = models.CharField(_("what they said"), max_length=300, blank=True)
    change_note = models.CharField(
        _("what you changed"), max_length=300, blank=True, help_text=_("Public, kept with the next version. Needed when the text changes.")
    )

    objects = PageManager.from_queryset(PolicyQuerySet)()

    base_form_class = PolicyPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction", heading=_("In short")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("status"), FieldPanel("adopted_on")]),
                FieldRowPanel([FieldPanel(f"is_for_{name}") for name in ("students", "families", "staff", "board")], heading=_("For")),
                FieldPanel("owner_role"),
                FieldPanel("sample_notice"),
            ],
            heading=_("What it is"),
        ),
        FieldPanel("clauses"),
        MultiFieldPanel(
            [FieldPanel("heard_from"), FieldPanel("heard"), FieldPanel("change_note")],
            heading=_("What changed"),
            help_text=_("Everybody can read this: what people said, and what you changed."),
        ),
        ReviewPanel(),
    ]
    settings_panels = [*BasePage.settings_panels, *LaunchableMixin.withdrawal_panels]
    template = "cms/policy_page.html"
    parent_page_types = ["cms.PolicyIndexPage"]
    subpage_types = []
    is_for_courses = False
    withdrawn_words = _("This text was withdrawn")

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            review_dates_in_order("policy"),
            models.CheckConstraint(
                condition=models.Q(kind__in=PolicyKind.values),
                name="policy_kind_is_known",
                violation_error_message=_("Choose a kind from the list."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=PolicyStatus.values),
                name="policy_status_is_known",
                violation_error_message=_("Choose a status from the list."),
            ),
        ]

    @property
    def is_sample(self) -> bool:
        return self.status == PolicyStatus.SAMPLE

    @property
    def is_adopted(self) -> bool:
        return self.status == PolicyStatus.ADOPTED

    @property
    def audiences(self) -> list[str]:
        """For whom it is, in words."""
        fields = (self._meta.get_field(f"is_for_{name}") for name in ("students", "families", "staff", "board"))
        return [str(field.verbose_name) for field in fields if getattr(self, field.name)]

    @classmethod
    def said_at(cls):
        versions = PolicyVersion.objects.filter(policy=models.OuterRef("pk")).newest_first()
        return models.Subquery(versions.values("published_at")[:1])

    def publishing_rules(self) -> dict[str, str]:
        return policy_problems(self)

    def get_context(self, request, *args, **kwargs):
        return self.shown(request, policy_view(self))

    def get_preview_context(self, request, mode_name):
        return self.shown(request, policy_view(self, is_draft=True))

    def shown(self, request, policy: PolicyView, **extra) -> dict:
        """All a policy's template gets."""
        return {"request": request, **self.addresses(), "policy": policy, "description": self.search_description or policy.summary, **extra}


class PolicyClause(models.Model):
    """The permanent number of a clause, in all languages of its policy. Written only by `cms.policies.services`; never deleted."""

    policy_key = models.UUIDField(_("key of the policy"), help_text=_("Shared by its translations."))
    key = models.UUIDField(_("key of the clause"))
    number = models.PositiveSmallIntegerField(_("number"))
    changed_in = models.PositiveIntegerField(_("version that last changed it"))
    removed_in = models.PositiveIntegerField(_("version that took it out"), null=True, blank=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["policy_key", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy_key", "key"], name="one_number_per_clause", violation_error_message=_("This clause has a number already.")
            ),
            models.UniqueConstraint(
                fields=["policy_key", "number"],
                name="clause_number_is_used_once",
                violation_error_message=_("Another clause has or had this number."),
            ),
        ]

    def __str__(self):
        return f"Clause {self.number}"


class PolicyVersionQuerySet(ImmutableQuerySet):
    """Reads are named."""

    def newest_first(self):
        return self.order_by("-number")

    def of(self, policy: PolicyPage):
        return self.filter(policy_id=policy.pk).newest_first()

    def of_original(self, policy: PolicyPage):
        """Those of the page in the site's main language that this one translates."""
        original = models.Q(policy__translation_key=policy.translation_key, policy__locale__language_code=settings.LANGUAGE_CODE)
        return self.filter(original).newest_first()


class PolicyVersion(Immutable):
    """One published text of a policy. Rows are added and read, never changed."""

    policy = models.ForeignKey(PolicyPage, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    heard_from = models.CharField(_("who said something"), max_length=120, blank=True)
    heard = models.CharField(_("what they said"), max_length=300, blank=True)
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    document = models.JSONField()

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a policy")
        verbose_name_plural = _("versions of policies")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number"],
                name="one_policy_version_per_number",
                violation_error_message=_("This policy already has a version with this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="policy_version_numbers_start_at_1",
                violation_error_message=_("Versions are numbered from 1."),
            ),
        ]

    def __str__(self):
        return f"Version {self.number} of policy {self.policy_id}"
