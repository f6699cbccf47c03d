"""A teacher asks a coach for a conversation. No result, no notes about anybody: that it was held, and nothing of what was said."""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.dates import district_today
from cms.private_text import close, open_closed


class ConversationState(models.TextChoices):
    """How far a conversation is."""

    ASKED = "asked", _("waiting for an answer")
    AGREED = "agreed", _("a time is agreed")
    HELD = "held", _("held")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (ConversationState.ASKED, ConversationState.AGREED)


def for_a_coach() -> Q:
    """Of conversations that a coach still sees: not withdrawn, and not of somebody who left or whose yes has ended."""
    return ~Q(state=ConversationState.WITHDRAWN) & Q(enrolment__left_at=None, enrolment__agreed_until__gte=district_today())


class ConversationQuerySet(models.QuerySet):
    """Reads are named."""

    def for_a_coach(self):
        """What a coach still sees: not what was withdrawn, and nothing of somebody who left or whose yes has ended."""
        return self.filter(for_a_coach())


class Conversation(models.Model):
    """A request, its answer, and whether it was held. What was written is closed (`cms.private_text`)."""

    kept_until = "with its enrolment"

    enrolment = models.ForeignKey("pd_tracks.Enrolment", on_delete=models.CASCADE, related_name="conversations")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # A coach's account may go; what a teacher asked stays theirs.
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    module_key = models.UUIDField(null=True)
    """The module it is about; None: the track."""
    state = models.CharField(max_length=12, choices=ConversationState.choices, default=ConversationState.ASKED)
    closed_request = models.TextField()
    closed_answer = models.TextField(blank=True)
    begins_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    asked_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "coach"], condition=Q(state__in=["asked", "agreed"]), name="one_open_conversation_per_coach_and_track"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ConversationState.values),
                name="conversation_state_is_known",
                violation_error_message=_("A conversation is asked for, agreed, held, declined or withdrawn."),
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(begins_at__isnull=False),
                name="an_agreed_conversation_has_a_time",
                violation_error_message=_("An agreed conversation has a time."),
            ),
        ]

    def __str__(self):
        return f"conversation {self.pk}"

    def request(self) -> dict[str, str]:
        """`name`, `topic`, `times` and `note`, as asked. Raises CannotBeOpened."""
        return json.loads(open_closed(self.closed_request, owned_by=self._owned_by("request")))

    def answer(self) -> str:
        """The coach's words; "" while there are none. Raises CannotBeOpened."""
        return open_closed(self.closed_answer, owned_by=self._owned_by("answer")) if self.closed_answer else ""

    def put_request(self, *, name: str, topic: str, times: str, note: str) -> None:
        """Closes a request into it, not yet saved."""
        said = {"name": name, "topic": topic, "times": times, "note": note}
        self.closed_request = close(json.dumps(said), owned_by=self._owned_by("request"))

    def put_answer(self, words: str) -> None:
        """Closes an answer into it, not yet saved."""
        self.closed_answer = close(words, owned_by=self._owned_by("answer")) if words else ""

    def _owned_by(self, what: str) -> str:
        return f"{what} {self.key} of {self.enrolment.user_id}"
