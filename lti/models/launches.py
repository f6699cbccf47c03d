"""What a launch leaves behind. About a person: a pseudonym (registration and `sub`) and roles; no name, no e-mail, nothing else."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import School
from cms.viewer import Audience
from lti.models.platforms import Deployment, Registration

IDLE = {Audience.STUDENT: timedelta(minutes=60), Audience.FAMILY: timedelta(minutes=60), Audience.TEACHER: timedelta(hours=4)}
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=5)


class Context(models.Model):
    """A platform's context, usually a course (LTI Core 1.3, section 5.4.1). For students until an administrator marks it staff."""

    class ContextAudience(models.TextChoices):
        STUDENT = "student", _("Students")
        STAFF = "staff", _("Staff learning")

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="contexts")
    id_on_platform = models.CharField(_("ID in the platform"), max_length=255)
    title = models.CharField(_("title"), max_length=255, blank=True)
    label = models.CharField(_("label"), max_length=255, blank=True)
    audience = models.CharField(_("for"), max_length=10, choices=ContextAudience, default=ContextAudience.STUDENT)
    staff_asked_at = models.DateTimeField(_("asked to be for staff"), null=True, blank=True, editable=False)
    """When somebody who teaches there asked; None where nobody waits for an answer. Not who."""
    school = models.ForeignKey(
        School,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("counted with"),
        help_text=_("Who joins a track here is counted with this school, from now on. Without one, the course is counted by itself."),
    )
    line_items_url = models.CharField(max_length=2_000, blank=True)
    score_scopes = models.TextField(blank=True)
    """What the platform lets us do with its gradebook, as scopes with spaces between."""
    memberships_url = models.CharField(max_length=2_000, blank=True)
    origin_ids = models.JSONField(default=list, blank=True)
    """Ids of the contexts that the platform said this one was copied from, most recent first."""
    last_placed_key = models.UUIDField(null=True, blank=True)
    """What was placed here last, so that the next teacher who adds something begins there."""
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("platform context")
        verbose_name_plural = _("platform contexts")
        constraints = [
            models.UniqueConstraint(fields=["deployment", "id_on_platform"], name="one_context_per_id"),
            models.CheckConstraint(condition=models.Q(audience__in=["student", "staff"]), name="context_audience_is_known"),
        ]

    def __str__(self):
        return self.title or self.label or self.id_on_platform


class ResourceLinkQuerySet(models.QuerySet):
    """Reads are named."""

    def originals_of(
        self, *, deployment: Deployment, link_ids: tuple[str, ...], context_ids: tuple[str, ...], launch_key: uuid.UUID | None
    ):
        """Links that a new one may be a copy of: those its history names, else those of the same content in the contexts that its
        context was copied from. Never another deployment's: that may be another district."""
        of_here = self.filter(deployment=deployment)
        same = models.Q(context__id_on_platform__in=context_ids, launch_key=launch_key) if launch_key else models.Q(pk__in=[])
        return of_here.filter(models.Q(id_on_platform__in=link_ids) | same).select_related("context")


class ResourceLink(models.Model):
    """A link a teacher placed (section 5.4.2), what it opens, and the version it stays on.

    The platform says what the link was made for (`launch_key`); the rest is decided here, at the first launch and then by a teacher.
    """

    class PinSource(models.TextChoices):
        PLACED = "placed", _("chosen when the link was placed")
        COPIED = "copied", _("taken over from the link this one was copied from")
        TEACHER = "teacher", _("chosen by a teacher of this course")

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="resource_links")
    context = models.ForeignKey(Context, null=True, on_delete=models.CASCADE, related_name="resource_links")
    id_on_platform = models.CharField(max_length=255)
    title = models.CharField(max_length=255, blank=True)
    launch_key = models.UUIDField(null=True, blank=True)
    placed_version = models.PositiveIntegerField(null=True, blank=True)
    placed_completion = models.BooleanField(default=False)
    """What the platform's link says, unlike `pinned_version` and `returns_completion`, which hold what was decided since."""
    chosen_key = models.UUIDField(null=True, blank=True)
    """What a teacher chose to open instead, here and not in the platform: the repair of a link to something withdrawn."""
    pinned_version = models.PositiveIntegerField(null=True, blank=True)
    kept_past = models.PositiveIntegerField(null=True, blank=True)
    """The newest version that a teacher saw and did not take: no notice up to that one."""
    pin_source = models.CharField(max_length=10, choices=PinSource, default=PinSource.PLACED)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    line_item_url = models.CharField(max_length=2_000, blank=True)
    """The one column of the gradebook that the platform bound to this link, as it said last."""
    found_line_item_url = models.CharField(max_length=2_000, blank=True)
    """The column that this tool found or made, where the platform binds none."""
    line_item_leased_until = models.DateTimeField(null=True, blank=True)
    """Held while one worker looks for the column, so that two never make two."""
    sends_unread = models.BooleanField(default=False)
    """A teacher confirmed, once, that completions may be sent although the gradebook cannot be read first."""
    returns_completion = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ResourceLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource link")
        verbose_name_plural = _("resource links")
        constraints = [models.UniqueConstraint(fields=["deployment", "id_on_platform"], name="one_resource_link_per_id")]

    def __str__(self):
        return self.title or self.id_on_platform

    @property
    def opens(self) -> uuid.UUID | None:
        """The launch key of what this link opens today."""
        return self.chosen_key or self.launch_key


class PlatformUser(models.Model):
    """A pseudonym: `sub` means something only to the platform that issued it, and only together with it."""

    kept_until = "no launch is kept and nobody joined with it; erased for a person; with its platform"

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="users")
    sub = models.CharField(max_length=255)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    """Who this is in Waymark, from the day on which they joined something in a course for staff. Never set by a launch."""

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")
        constraints = [models.UniqueConstraint(fields=["registration", "sub"], name="one_pseudonym_per_sub")]

    def __str__(self):
        return str(self.key)


class Membership(models.Model):
    """A pseudonym's roles in a context, replaced at each launch: a demoted teacher is no longer one."""

    kept_until = "no launch of its pseudonym in its context is kept"

    context = models.ForeignKey(Context, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(PlatformUser, on_delete=models.CASCADE, related_name="memberships")
    roles = models.JSONField(default=list)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["context", "user"], name="one_membership_per_context")]

    def __str__(self):
        return f"{self.user} in {self.context}"


class SpentNonce(models.Model):
    """A nonce that opened something. The constraint is the lock: of twenty simultaneous replays one insert wins."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")
    nonce_hash = models.CharField(max_length=64)
    spent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("spent nonce")
        verbose_name_plural = _("spent nonces")
        constraints = [models.UniqueConstraint(fields=["registration", "nonce_hash"], name="a_nonce_is_spent_once")]

    def __str__(self):
        return self.nonce_hash[:8]


class LaunchQuerySet(models.QuerySet):
    def for_token_hash(self, token_hash: str):
        """The launch with everything one request needs, in one query."""
        return self.select_related("registration", "deployment", "context", "user", "resource_link").filter(token_hash=token_hash)

    def over(self, *, days: int):
        """Launches old enough to forget."""
        return self.filter(created_at__lt=timezone.now() - timedelta(days=days))


class Launch(models.Model):
    """One accepted launch: who may see what under `/s/<token>/`. The token itself is never stored."""

    kept_until = "the district’s days to keep launch records"

    token_hash = models.CharField(max_length=64, unique=True)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="launches")
    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="launches")
    context = models.ForeignKey(Context, null=True, on_delete=models.CASCADE, related_name="launches")
    resource_link = models.ForeignKey(ResourceLink, null=True, on_delete=models.CASCADE, related_name="launches")
    """None where the platform asked for something to place."""
    user = models.ForeignKey(PlatformUser, null=True, on_delete=models.CASCADE, related_name="launches")
    audience = models.CharField(max_length=10, choices=[(audience.value, audience.value) for audience in Audience])
    may_place_links = models.BooleanField(default=False)
    is_test_user = models.BooleanField(default=False)
    return_origin = models.CharField(max_length=255, blank=True)
    reviewed = models.ForeignKey(PlatformUser, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews")
    """Whose work this launch may look at (Submission Review 1.0); None for every other launch."""
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = LaunchQuerySet.as_manager()

    class Meta:
        verbose_name = _("launch")
        verbose_name_plural = _("launches")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience__in=[audience.value for audience in Audience]), name="launch_audience_is_known"
            )
        ]

    def __str__(self):
        return f"launch {self.pk}"

    def has_ended(self) -> bool:
        """True after the idle time of its audience, or 12 hours, or when the platform or its deployment was switched off."""
        now = timezone.now()
        idle = IDLE[Audience(self.audience)]
        is_over = now - self.seen_at > idle or now - self.created_at > LONGEST
        is_closed = not self.registration.is_active or self.deployment.status != Deployment.Status.APPROVED
        return is_over or is_closed

    def touch(self) -> None:
        """Notes that the launch is in use, at most every five minutes."""
        now = timezone.now()
        if now - self.seen_at > TOUCH_EVERY:
            type(self).objects.filter(pk=self.pk).update(seen_at=now)
            self.seen_at = now

    @property
    def frame_ancestors(self) -> list[str]:
        """Origins that may frame this launch: the registration's, and that of the signed return address."""
        return sorted({*self.registration.frame_ancestors, *filter(None, [self.return_origin])})


class PlacingQuerySet(models.QuerySet):
    """Reads are named."""

    def waited_for(self, waiting_hash: str):
        """What the frame with this secret waits for, chosen or not."""
        return self.select_related("launch__registration", "launch__deployment").filter(waiting_hash=waiting_hash)

    def not_taken(self, *, seconds: int):
        """Answers that no frame took in so many seconds."""
        return self.filter(waiting_hash__isnull=False, taken_at=None, answered_at__lt=timezone.now() - timedelta(seconds=seconds))


class Placing(models.Model):
    """A platform asked what to place (Deep Linking 2.0, section 4.4). Answered once, then without its address and data.

    Where a tab does the choosing, the frame in the platform's page that waits for it takes the answer, once.
    """

    kept_until = "answered and fetched, an hour after the choice at most; with its launch"

    launch = models.OneToOneField(Launch, on_delete=models.CASCADE, related_name="placing")
    settings = models.JSONField()
    answered_at = models.DateTimeField(null=True, blank=True)
    waiting_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    """Hash of the secret that the waiting frame holds; None where nobody waits."""
    answer = models.JSONField(default=dict, blank=True)
    """What was chosen, until the frame takes it: links to lessons, nothing about a person."""
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = PlacingQuerySet.as_manager()

    class Meta:
        verbose_name = _("placing")
        verbose_name_plural = _("placings")

    def __str__(self):
        return f"placing by {self.launch}"
