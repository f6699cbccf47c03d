"""The groups in which educators are counted, as a district names them."""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class School(models.Model):
    """A school, a department, or the whole district: a label for courses for staff, so that who joins in them is counted together.
    Waymark knows no school of a person."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    educators = models.PositiveIntegerField(
        _("how many educators work there"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "A number is shown only where at least as many did not join as the smallest group that is counted. If in doubt, write fewer: "
            "too many could show too much. Without it we count who opened one of its courses lately."
        ),
    )

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["name"]

    def __str__(self):
        return self.name
