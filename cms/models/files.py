"""Pictures and documents, ours from the first migration on so that they can carry an audience."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from taggit.managers import TaggableManager


class Image(AbstractImage):
    """A picture. `description` (Wagtail's own field) is its text alternative."""

    # Wagtail's own Image stays in the project's registry, so reverse names must differ from its.
    tags = TaggableManager(verbose_name=_("tags"), blank=True, related_name="cms_images")

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        default_related_name = "cms_images"


class Rendition(AbstractRendition):
    """A picture at one size."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_size")]


class Document(AbstractDocument):
    """A file people can download."""

    tags = TaggableManager(verbose_name=_("tags"), blank=True, related_name="cms_documents")

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        default_related_name = "cms_documents"
        verbose_name = _("document")
        verbose_name_plural = _("documents")
