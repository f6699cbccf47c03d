"""The forms of every upload: one by one, several at once and from a chooser. A file that is refused costs nothing that was typed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from PIL.Image import DecompressionBombError

from cms.file_kinds import is_what_it_says


class PictureField(WagtailImageField):
    """Wagtail's, but a picture that cannot be measured is refused like any other: Wagtail lets the library's own error through."""

    def check_image_pixel_size(self, f):
        try:
            super().check_image_pixel_size(f)
        except (DecompressionBombError, OSError) as error:
            text = _("This picture is broken, or far too large to open. Save it again, smaller, and choose it again.")
            raise ValidationError(text, code="not_measurable") from error


class ImageForm(BaseImageForm):
    """A picture says what it shows, or that it shows nothing that matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(label=field.label, required=field.required, widget=field.widget)
        if "description" in self.fields:
            self.fields["description"].label = _("What it shows")
            self.fields["description"].help_text = _(
                "In words, for everybody who cannot see it. For example: “A robot beside a striped sock”."
            )

    def clean(self):
        cleaned = super().clean()
        is_asked = {"description", "is_decorative"} <= self.fields.keys() and "description" not in self.errors
        if is_asked and not cleaned.get("is_decorative") and not (cleaned.get("description") or "").strip():
            self.add_error(
                "description", ValidationError(_("Say what the picture shows, or tick that it is only decoration."), code="no_alternative")
            )
        return cleaned


class DocumentForm(BaseDocumentForm):
    """A document is what its name says."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        extension = file.name.rpartition(".")[2].lower()
        if not is_what_it_says(extension, file.file):
            text = _(
                "This is not a .%(extension)s file inside, or it holds programs. Save it again in the program it was made with, and choose it again."
            )
            raise ValidationError(text, params={"extension": extension}, code="other_kind")
        return file
