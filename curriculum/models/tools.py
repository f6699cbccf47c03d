"""The tools a district has looked at, what it found, and whether that verdict holds today: asked here and nowhere else."""

import datetime

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.models import TranslatableMixin

from cms.dates import district_today
from cms.models import Reviewable
from cms.models.reviews import ReviewableQuerySet, review_dates_in_order
from curriculum.fields import TextListField
from curriculum.forms import VettedToolForm
from curriculum.models.keys import once_per_language, one_of
from curriculum.models.scale import AIUseLevel
from curriculum.models.taxonomy import GradeBand
from curriculum.wording import in_both, worded


class ToolStatus(models.TextChoices):
    APPROVED = "approved", _("Approved")
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    UNDER_REVIEW = "under_review", _("Under review")
    NOT_APPROVED = "not_approved", _("Not approved")
    RETIRED = "retired", _("Retired")


class AgreementStatus(models.TextChoices):
    SIGNED = "signed", _("Signed")
    IN_NEGOTIATION = "in_negotiation", _("In negotiation")
    NONE = "none", _("None")
    NOT_NEEDED = "not_needed", _("Not needed")


class OperatedBy(models.TextChoices):
    TEACHER_ONLY = "teacher_only", _("The teacher only")
    STUDENTS_SUPERVISED = "students_supervised", _("Students, supervised")
    STUDENTS_INDEPENDENT = "students_independent", _("Students, on their own")
    STAFF_ONLY = "staff_only", _("Staff only, never with students")


STUDENTS_OPERATE = {OperatedBy.STUDENTS_SUPERVISED, OperatedBy.STUDENTS_INDEPENDENT}
APPROVED = {ToolStatus.APPROVED, ToolStatus.APPROVED_WITH_CONDITIONS}


class Standing(models.TextChoices):
    """What a tool's status and dates come to on a day."""

    CURRENT = "current", _("Approved")
    OVERDUE = "overdue", _("Review overdue")
    UNDER_REVIEW = "under_review", _("Under review")
    NOT_APPROVED = "not_approved", _("Not approved")
    RETIRED = "retired", _("No longer used")


class VettedToolQuerySet(ReviewableQuerySet):
    """Vetted tools. What is decided is decided in the site's main language; other languages only have words for it."""

    def decisions(self):
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)

    def current(self, today: datetime.date | None = None):
        """Those whose approval holds on that day, in any language."""
        decided = self.model._base_manager.filter(
            locale__language_code=settings.LANGUAGE_CODE, status__in=APPROVED, review_due_on__gte=today or district_today()
        )
        return self.filter(translation_key__in=decided.order_by().values("translation_key"))

    def as_decided(self, language: str) -> list["VettedTool"]:
        """Each tool once, in the words of this language, with its decision; none that was not decided upon. One query."""
        rows = list(in_both(self.select_related("max_ai_use_level"), language))
        decisions = {row.translation_key: row for row in rows if row.locale.language_code == settings.LANGUAGE_CODE}
        found = [row for row in worded(rows, language) if row.translation_key in decisions]
        for row in found:
            row.decision = decisions[row.translation_key]
        return found


class VettedTool(Reviewable, TranslatableMixin):
    """One tool and the district's verdict on it, which holds until its next review."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("key"), max_length=120, help_text=_("Never changes."))
    is_fictional = models.BooleanField(_("a made-up sample"), default=False, help_text=_("Samples show how the list works. Replace them."))
    status = models.CharField(_("status"), max_length=30, choices=ToolStatus, default=ToolStatus.UNDER_REVIEW)
    bands = models.ManyToManyField(GradeBand, verbose_name=_("grade bands"), related_name="vetted_tools", blank=True)
    operated_by = models.CharField(_("who operates it"), max_length=30, choices=OperatedBy, default=OperatedBy.TEACHER_ONLY)
    purposes = TextListField(_("what it is for"), blank=False)
    max_ai_use_level = models.ForeignKey(
        AIUseLevel,
        verbose_name=_("highest AI-use level"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="vetted_tools",
        help_text=_("Empty for a tool that students' work never uses."),
    )
    status_since = models.DateField(_("status since"), null=True, blank=True, editable=False)
    """When an editor last changed the status; empty for a status it was entered with."""
    conditions = TextListField(_("conditions"))
    agreement_status = models.CharField(_("agreement"), max_length=30, choices=AgreementStatus, default=AgreementStatus.NONE)
    agreement_note = models.TextField(_("about the agreement"), blank=True)
    data_collected = TextListField(_("data it collects"))
    data_not_collected = TextListField(_("data it does not collect"))
    age_limit = models.CharField(_("age limit"), max_length=200, blank=True)
    is_account_required = models.BooleanField(_("needs an account"), default=False)
    reviewed_on = models.DateField(_("reviewed on"))
    review_due_on = models.DateField(_("next review"), help_text=_("After this day the tool is shown as overdue. Three months are usual."))
    reviewer_role = models.CharField(_("reviewed by"), max_length=200, help_text=_("A role, never a person's name."))
    safety = models.TextField(
        _("safety"), help_text=_("What could harm a learner? Which filters and adult controls are there, and is there a human to contact?")
    )
    accountability = models.TextField(
        _("accountability"), help_text=_("Who answers for the tool here and at the provider? How are incidents reported and fixed?")
    )
    fairness = models.TextField(
        _("fairness"), help_text=_("For whom does it work less well, and can users understand and contest results?")
    )
    efficacy = models.TextField(_("efficacy"), help_text=_("What shows that it helps this purpose, for learners like ours?"))

    # A tool that is no longer used has no clock.
    needs_review = ~models.Q(status=ToolStatus.RETIRED)

    objects = VettedToolQuerySet.as_manager()
    base_form_class = VettedToolForm

    class Meta:
        verbose_name = _("vetted tool")
        verbose_name_plural = _("vetted tools")
        ordering = ["name"]
        constraints = [
            *once_per_language("vetted_tool", "slug"),
            one_of("vetted_tool", "status", ToolStatus),
            one_of("vetted_tool", "agreement_status", AgreementStatus),
            one_of("vetted_tool", "operated_by", OperatedBy),
            review_dates_in_order("vetted_tool"),
            models.CheckConstraint(
                condition=~models.Q(operated_by__in=sorted(STUDENTS_OPERATE), is_account_required=True),
                name="vetted_tool_no_student_account",
                violation_error_message=_("No student may need an account with an AI tool."),
            ),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def review_facts(cls):
        return {"title": models.F("name"), "language": models.F("locale__language_code")}

    def snapshot(self) -> dict:
        """What a version keeps: which tool. Never the verdict on it, which is looked up each time."""
        return {"key": str(self.translation_key), "name": self.name}

    @cached_property
    def decision(self) -> "VettedTool | None":
        """The row that decides: this one, or the one in the site's main language that it is a translation of."""
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return self
        return type(self).objects.decisions().filter(translation_key=self.translation_key).first()

    def standing(self, today: datetime.date | None = None) -> Standing:
        """What the decision comes to on that day. A tool that nobody decided upon is under review."""
        decided = self.decision
        if decided is None:
            return Standing.UNDER_REVIEW
        if decided.status not in APPROVED:
            return Standing(decided.status)
        return Standing.OVERDUE if decided.review_due_on < (today or district_today()) else Standing.CURRENT

    def is_current(self, today: datetime.date | None = None) -> bool:
        """Whether its approval holds on that day."""
        return self.standing(today) is Standing.CURRENT

    def since(self, today: datetime.date | None = None) -> datetime.date | None:
        """The first day of its standing, where it has one."""
        decided = self.decision
        if decided is None:
            return None
        if self.standing(today) is Standing.OVERDUE:
            return decided.review_due_on + datetime.timedelta(days=1)
        return decided.status_since or decided.reviewed_on

    def why_not_now(self) -> str:
        """Why the approval does not hold today, and since when, in a sentence; empty where it does."""
        standing, since = self.standing(), self.since()
        if standing is Standing.CURRENT:
            return ""
        if since is None:
            return gettext("It is still under review.")
        texts = {
            Standing.OVERDUE: gettext("Its review is overdue since %(day)s."),
            Standing.UNDER_REVIEW: gettext("It has been under review since %(day)s."),
            Standing.NOT_APPROVED: gettext("It has not been approved since %(day)s."),
            Standing.RETIRED: gettext("The district has not used it since %(day)s."),
        }
        return texts[standing] % {"day": date_format(since, "DATE_FORMAT")}

    def is_overdue_sample(self) -> bool:
        """Whether only its day has passed, and it is made up: the starter content shows samples whenever it is loaded."""
        return self.decision is not None and self.decision.is_fictional and self.standing() is Standing.OVERDUE

    def is_for_band(self, key: str) -> bool:
        decided = self.decision
        return bool(decided) and any(band.key == key for band in decided.bands.all())

    def covers_level(self, level: int) -> bool:
        """Whether work at this AI-use level may use it."""
        highest = self.decision.max_ai_use_level if self.decision else None
        return bool(highest) and level <= highest.level

    @property
    def is_for_staff_alone(self) -> bool:
        return self.decision is None or self.decision.operated_by == OperatedBy.STAFF_ONLY
