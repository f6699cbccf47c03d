"""Who finished what, as a pseudonym, and what is on its way to the gradebook (AGS 2.0). No score is stored: there is only one."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lti.models.launches import Context, PlatformUser, ResourceLink

LEASE = timedelta(minutes=2)
"""Longer than everything that one delivery may ask of a platform."""


class Completion(models.Model):
    """A person said that they finished something in a course, or finished a module of it."""

    kept_until = "with its pseudonym"

    user = models.ForeignKey(PlatformUser, on_delete=models.CASCADE, related_name="completions")
    context = models.ForeignKey(Context, on_delete=models.CASCADE, related_name="completions")
    launch_key = models.UUIDField()
    completed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [models.UniqueConstraint(fields=["context", "launch_key", "user"], name="one_completion_per_person")]

    def __str__(self):
        return f"{self.user} finished {self.launch_key}"


class QueuedScoreQuerySet(models.QuerySet):
    """Reads and the lease."""

    def due(self):
        """What may be tried now, the oldest first."""
        now = timezone.now()
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, state=QueuedScore.State.WAITING, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def lease(self, pk: int) -> bool:
        """Takes one for this worker, for two minutes. False where another worker was faster: of twenty, one wins."""
        return bool(self.due().order_by().filter(pk=pk).update(leased_until=timezone.now() + LEASE, attempts=models.F("attempts") + 1))


class QueuedScore(models.Model):
    """One completion on its way into one column of the gradebook. The row is the queue: what is not final is tried again."""

    kept_until = "with its completion"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        ASKS = "asks", _("Waiting for the teacher")
        SENT = "sent", _("In the gradebook")
        KEPT = "kept", _("The teacher’s grade was kept")
        FAILED = "failed", _("Could not be sent")
        STOPPED = "stopped", _("Switched off by the teacher")

    completion = models.ForeignKey(Completion, on_delete=models.CASCADE, related_name="scores")
    link = models.ForeignKey(ResourceLink, on_delete=models.CASCADE, related_name="scores")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    """A short code of ours, never a word of the platform's."""
    timestamp = models.DateTimeField(null=True, blank=True)
    """When the score changed, in whole seconds: fixed before the first attempt, the same in every later one (section 3.4.9)."""
    line_item_url = models.CharField(max_length=2_000, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = QueuedScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score on its way")
        verbose_name_plural = _("scores on their way")
        constraints = [
            models.UniqueConstraint(fields=["completion", "link"], name="one_score_per_column"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "asks", "sent", "kept", "failed", "stopped"]), name="score_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="scores_that_are_due")]

    def __str__(self):
        return f"score {self.pk}: {self.state}"
