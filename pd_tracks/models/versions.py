"""A module as it was published, for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from curriculum.models.compiled import PageVersion


class ModuleVersion(PageVersion):
    """One published state of a module. Only `pd_tracks.audience` decides what of it somebody sees."""

    of = "module"

    module = models.ForeignKey("pd_tracks.ModulePage", on_delete=models.PROTECT, related_name="versions")

    class Meta:
        verbose_name = _("module version")
        constraints = [
            models.UniqueConstraint(
                fields=["module", "number"],
                name="one_module_version_per_number",
                violation_error_message=_("This module already has a version with this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="module_version_numbers_start_at_1",
                violation_error_message=_("Versions are numbered from 1."),
            ),
        ]

    def __str__(self):
        return f"Version {self.number} of module {self.module_id}"
