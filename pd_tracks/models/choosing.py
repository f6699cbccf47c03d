"""The one coach who may see how far somebody is in a track, because they chose so."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.dates import district_today
from pd_tracks.models.closed_names import HasClosedName


def choice_in_force() -> Q:
    """Of choices that still show something today: not over, and whoever chose has neither left nor let their yes end."""
    return Q(until__gte=district_today(), enrolment__left_at=None, enrolment__agreed_until__gte=district_today())


class ChosenCoachQuerySet(models.QuerySet):
    """Reads are named."""

    def in_force(self):
        """Those that still show something today: not over, and whoever chose has not left."""
        return self.filter(choice_in_force())


class ChosenCoach(HasClosedName):
    """One coach may see what somebody marked in one track until a day. Taking it back deletes the row: nothing says that it was ever there."""

    kept_until = "taken back, its owner leaves, its day is over; with its enrolment or its coach’s account"

    enrolment = models.OneToOneField("pd_tracks.Enrolment", on_delete=models.CASCADE, related_name="chosen_coach")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()

    objects = ChosenCoachQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("chosen coach")
        verbose_name_plural = _("chosen coaches")

    def __str__(self):
        return f"chosen coach {self.pk}"

    @property
    def _owned_by(self) -> str:
        return f"name of chosen coach {self.key} of {self.enrolment.user_id}"
