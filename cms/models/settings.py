"""What a district decides once for the whole installation."""

from django.core.validators import MinValueValidator
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="site")
class DistrictSettings(BaseGenericSetting):
    """One row. Later releases read the floors and intervals; the name and contacts are shown to families and administrators."""

    district_name = models.CharField(_("district name"), max_length=120, blank=True)
    contact_email = models.EmailField(
        _("contact for teachers and families"), blank=True, help_text=_("Shown on pages that say something went wrong.")
    )
    licence = models.CharField(_("licence of your content"), max_length=60, default="CC BY 4.0")
    group_floor = models.PositiveSmallIntegerField(
        _("smallest group that is counted"),
        default=10,
        validators=[MinValueValidator(5)],
        help_text=_("Counts about fewer people than this are never shown. At least 5."),
    )
    longest_lesson_minutes = models.PositiveSmallIntegerField(
        _("minutes of a sitting"),
        default=60,
        validators=[MinValueValidator(10)],
        help_text=_("Lessons that take longer are listed in the report on gaps and health. Nothing is refused."),
    )
    review_interval_months = models.PositiveSmallIntegerField(_("months between reviews"), default=3, validators=[MinValueValidator(1)])
    launch_retention_days = models.PositiveSmallIntegerField(
        _("days to keep launch records"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("How long after a launch its record is kept. Content is not affected."),
    )
    learning_retention_days = models.PositiveSmallIntegerField(
        _("days to keep educators’ learning"),
        default=730,
        validators=[MinValueValidator(30)],
        help_text=_(
            "How long what a teacher did in a track is kept after their yes ended or they left, where they did not delete it. At least 30."
        ),
    )
    second_factor_groups = models.ManyToManyField(
        "auth.Group",
        verbose_name=_("groups that must use a second factor"),
        blank=True,
        related_name="+",
        help_text=_("People in these groups set up an app on their phone when they next sign in, and reach nothing else before that."),
    )
    second_factor_for_superusers = models.BooleanField(
        _("superusers must use a second factor"), default=False, help_text=_("Superusers may do everything, so this is a good idea.")
    )

    panels = [
        MultiFieldPanel([FieldPanel("district_name"), FieldPanel("contact_email"), FieldPanel("licence")], heading=_("About the district")),
        MultiFieldPanel(
            [
                FieldPanel("group_floor"),
                FieldPanel("review_interval_months"),
                FieldPanel("launch_retention_days"),
                FieldPanel("learning_retention_days"),
            ],
            heading=_("Privacy and reviews"),
        ),
        MultiFieldPanel([FieldPanel("longest_lesson_minutes")], heading=_("Lessons")),
        MultiFieldPanel(
            [FieldPanel("second_factor_groups", widget=CheckboxSelectMultiple), FieldPanel("second_factor_for_superusers")],
            heading=_("Signing in"),
        ),
    ]

    class Meta:
        verbose_name = _("district settings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group_floor__gte=5),
                name="group_floor_is_at_least_five",
                violation_error_message=_("The smallest group cannot be below 5."),
            )
        ]
