"""Pictures and documents. Each says itself who may have it; `cms.files` is the gate before both."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from taggit.managers import TaggableManager

from cms.viewer import Audience

RENDITIONS = "images/"
"""The folder Wagtail keeps renditions in; originals lie elsewhere and have no address."""


class FileAudience(models.TextChoices):
    """Who may open a file. The same words as `cms.viewer.Audience`."""

    STUDENT = Audience.STUDENT.value, _("Everybody")
    FAMILY = Audience.FAMILY.value, _("Families and teachers")
    TEACHER = Audience.TEACHER.value, _("Teachers only")


OPEN_TO = {
    Audience.STUDENT: (FileAudience.STUDENT,),
    Audience.FAMILY: (FileAudience.STUDENT, FileAudience.FAMILY),
    Audience.TEACHER: (FileAudience.STUDENT, FileAudience.FAMILY, FileAudience.TEACHER),
}


def file_audience() -> models.CharField:
    """Closed until somebody opens it: a file put into a teacher's note must not have an address that students can open."""
    return models.CharField(
        _("who may open it"),
        max_length=10,
        choices=FileAudience,
        default=FileAudience.TEACHER,
        help_text=_("Holds wherever the file is used, at once. “Everybody” includes the public web."),
    )


def known_audience(model_name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(audience__in=FileAudience.values),
        name=f"{model_name}_audience_is_known",
        violation_error_message=_("Choose who may open this file."),
    )


class Image(AbstractImage):
    """A picture. `description` (Wagtail's own field) is its text alternative; only a decoration has none."""

    kept_until = "deleted in the admin; a deleted account leaves it with nobody’s name"

    audience = file_audience()
    is_decorative = models.BooleanField(
        _("only decoration"), default=False, help_text=_("It shows nothing that anybody would miss. Then it needs no words.")
    )
    # Wagtail's own Image stays in the project's registry, so reverse names must differ from its.
    tags = TaggableManager(verbose_name=_("tags"), blank=True, related_name="cms_images")

    # The words come right after the picture.
    admin_form_fields = (
        *("title", "file", "description", "is_decorative"),
        *(name for name in WagtailImage.admin_form_fields if name not in {"title", "file", "description"}),
        "audience",
    )

    @property
    def default_alt_text(self) -> str:
        return "" if self.is_decorative else super().default_alt_text

    class Meta(AbstractImage.Meta):
        default_related_name = "cms_images"
        # Wagtail asks for it before somebody may choose a picture; only its own model has it by itself.
        permissions = [("choose_image", "Can choose image")]
        constraints = [known_audience("image")]

    def snapshot(self) -> dict:
        return {"id": self.pk}


class Rendition(AbstractRendition):
    """A picture at one size."""

    kept_until = "with its picture; names nobody"

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_size")]
        # The gate finds a picture by the name in its address.
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]

    @property
    def url(self) -> str:
        """Through the gate, never the storage's own address; inside a launch, with the launch's prefix."""
        return reverse("picture", args=[self.file.name.removeprefix(RENDITIONS)])


class Document(AbstractDocument):
    """A file people can download."""

    kept_until = "deleted in the admin; a deleted account leaves it with nobody’s name"

    audience = file_audience()
    tags = TaggableManager(verbose_name=_("tags"), blank=True, related_name="cms_documents")

    admin_form_fields = (*WagtailDocument.admin_form_fields, "audience")

    class Meta(AbstractDocument.Meta):
        default_related_name = "cms_documents"
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]
        constraints = [known_audience("document")]

    def snapshot(self) -> dict:
        return {"id": self.pk}
