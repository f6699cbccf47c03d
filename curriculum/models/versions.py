"""A lesson as it was published, for ever."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models.immutable import Immutable, ImmutableQuerySet


class LessonVersionQuerySet(ImmutableQuerySet):
    """Reads are named."""

    def newest_first(self):
        return self.order_by("-number")

    def light(self):
        """Without the document, which the cached view usually makes unnecessary; it loads itself when touched."""
        return self.defer("document")

    def newest_of_each(self):
        """Only the newest version of every lesson in this queryset."""
        newest = LessonVersion.objects.filter(lesson=models.OuterRef("lesson")).newest_first().values("number")[:1]
        return self.filter(number=models.Subquery(newest))

    def for_lesson(self, lesson_id: int, *, number: int | None = None) -> "LessonVersion | None":
        """The version with this number where it exists, else the newest; None before the first. One query."""
        versions = self.filter(lesson_id=lesson_id)
        if number is None:
            return versions.newest_first().first()
        pinned_first = models.Case(models.When(number=number, then=0), default=1, output_field=models.IntegerField())
        return versions.order_by(pinned_first, "-number").first()

    def newest_date_of(self, lesson: str) -> models.Subquery:
        """When the newest version of a query's lesson was published; `lesson` names the field with the lesson's number."""
        return models.Subquery(self.filter(lesson=models.OuterRef(lesson)).newest_first().values("published_at")[:1])

    def last_note(self, lesson_id: int) -> str:
        """What was last said about a change of this lesson; empty where nothing ever was."""
        noted = self.filter(lesson_id=lesson_id).exclude(change_note="").newest_first()
        return noted.values_list("change_note", flat=True).first() or ""


class LessonVersion(Immutable):
    """One published state of a lesson: a document split by audience. Rows are added and read, never changed.

    Only `curriculum.audience` decides what of the document somebody sees.
    """

    lesson = models.ForeignKey("curriculum.LessonPage", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=20)
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    document = models.JSONField()

    objects = LessonVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson version")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "number"],
                name="one_version_per_number",
                violation_error_message=_("This lesson already has a version with this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="version_numbers_start_at_1",
                violation_error_message=_("Versions are numbered from 1."),
            ),
        ]

    def __str__(self):
        return f"Version {self.number} of lesson {self.lesson_id}"
