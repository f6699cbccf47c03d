"""What a teacher writes for themselves, and the one coach who may read one of it. Texts and names are closed (`cms.private_text`)."""

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.dates import district_today
from cms.private_text import close, open_closed
from pd_tracks.models.closed_names import HasClosedName

MAX_TEXT, MAX_QUESTION, MAX_NAME = 20_000, 10_000, 80
"""In characters."""
SAME_LOOK = timedelta(minutes=10)


def question_key(module_key, question: str) -> uuid.UUID:
    """The same for the same question of the same module, in whichever version; however a browser breaks its lines."""
    return uuid.uuid5(uuid.UUID(str(module_key)), in_one_line(question))


def in_one_line(text: str) -> str:
    """The same words with single blanks between them."""
    return " ".join(text.split())


def first_revision() -> int:
    """By chance: a text that was deleted and written anew is not taken for the one that a window still shows."""
    return secrets.randbelow(2**30) + 1


class Reflection(models.Model):
    """What somebody wrote to one question of a module. Read by its author, and by one coach where it is shared."""

    kept_until = "its author deletes it; with its enrolment"

    enrolment = models.ForeignKey("pd_tracks.Enrolment", on_delete=models.CASCADE, related_name="reflections")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module_key = models.UUIDField()
    question = models.TextField()
    """As it stood when it was answered: modules change."""
    question_key = models.UUIDField()
    closed_text = models.TextField()
    revision = models.PositiveIntegerField(default=first_revision)
    """Another one with each save, so that a window which shows an older text notices."""
    last_window = models.CharField(max_length=36, blank=True)
    """A random name of the page that saved last: its next save is no surprise to it, even where our answer was lost on the way."""
    last_turn = models.PositiveIntegerField(default=0)
    """The how-manieth save of that page it was: an earlier one that arrives late is older than this text."""
    written_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        constraints = [models.UniqueConstraint(fields=["enrolment", "question_key"], name="one_reflection_per_question")]

    def __str__(self):
        return f"reflection {self.pk}"

    def text(self) -> str:
        """What was written. Raises CannotBeOpened. Nothing reads it by accident: not a list, a form or a log."""
        return open_closed(self.closed_text, owned_by=self._owned_by)

    def put(self, text: str) -> None:
        """Closes a new text into it, not yet saved."""
        self.closed_text = close(text, owned_by=self._owned_by)

    @property
    def _owned_by(self) -> str:
        return f"reflection {self.key} of {self.enrolment.user_id}"


def share_in_force() -> Q:
    """Of shares that still open something today: not over, and their author has not left."""
    today = district_today()
    return Q(until__gte=today, reflection__enrolment__left_at=None, reflection__enrolment__agreed_until__gte=today)


class ShareQuerySet(models.QuerySet):
    """Reads are named."""

    def in_force(self):
        """Those that still open something today: not over, and their author has not left."""
        return self.filter(share_in_force())


class Share(HasClosedName):
    """One coach may read one reflection until a day. Taking it back deletes the row: nothing says that it was ever shared."""

    kept_until = "taken back, its author leaves, its day is over; with its reflection or its coach’s account"

    reflection = models.OneToOneField(Reflection, on_delete=models.CASCADE, related_name="share")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()

    objects = ShareQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("shared reflection")
        verbose_name_plural = _("shared reflections")

    def __str__(self):
        return f"share {self.pk}"

    @property
    def _owned_by(self) -> str:
        return f"name on {self.reflection.key} of {self.reflection.enrolment.user_id}"


class AccessLogQuerySet(models.QuerySet):
    """The ways to write it."""

    def note(self, *, owner_id: int, reader, **thing) -> None:
        """That `reader` looked at a `reflection`, a `conversation` or an `enrolment`. Looking again within ten minutes, as after an answer, is the same look."""
        lately = timezone.now() - SAME_LOOK
        if not self.filter(reader=reader, at__gt=lately, **thing).exists():
            self.create(owner_id=owner_id, reader=reader, **thing)

    def note_all(self, *, reader, enrolments) -> None:
        """The same for how far several people are in a track, on one page: two statements, however many they are."""
        lately = timezone.now() - SAME_LOOK
        seen = set(self.filter(reader=reader, at__gt=lately, enrolment__in=enrolments).values_list("enrolment_id", flat=True))
        self.bulk_create([self.model(owner_id=each.user_id, reader=reader, enrolment=each) for each in enrolments if each.pk not in seen])


class AccessLog(models.Model):
    """Somebody other than its owner looked at something of theirs. Written in the transaction that reads it; shown to the owner alone."""

    kept_until = "with what was looked at; with its owner’s account"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_log")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, null=True, related_name="looks")
    conversation = models.ForeignKey("pd_tracks.Conversation", on_delete=models.CASCADE, null=True, related_name="looks")
    enrolment = models.ForeignKey("pd_tracks.Enrolment", on_delete=models.CASCADE, null=True, related_name="looks")
    """At how far its owner is in a track: stays when the coach is let go."""
    at = models.DateTimeField(default=timezone.now)

    objects = AccessLogQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("look at something of somebody’s")
        verbose_name_plural = _("looks at things of somebody’s")
        constraints = [
            models.CheckConstraint(
                condition=Q(reflection__isnull=False, conversation=None, enrolment=None)
                | Q(reflection=None, conversation__isnull=False, enrolment=None)
                | Q(reflection=None, conversation=None, enrolment__isnull=False),
                name="a_look_is_at_one_thing",
                violation_error_message=_("A look is at one thing."),
            )
        ]

    def __str__(self):
        return f"look {self.pk}"


class PersonalCode(models.Model):
    """A code that somebody set, asked for before their texts are shown in a course. Nobody can look it up or replace it."""

    kept_until = "taken away, or the last track is deleted; with the account"

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_code")
    hashed = models.CharField(max_length=200)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("personal code")
        verbose_name_plural = _("personal codes")

    def __str__(self):
        return f"personal code {self.pk}"
