"""Fields of our own: a list of short texts that an editor writes one on each line."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminAutoHeightTextInput


class TextLinesField(forms.CharField):
    """One text on each line. Lines without words do not count; what was typed is shown again as it was typed."""

    widget = AdminAutoHeightTextInput

    def prepare_value(self, value):
        return "\n".join(_in_one_line(text) for text in value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        return _lines(super().clean(value))

    def has_changed(self, initial, data) -> bool:
        before = _lines(initial) if isinstance(initial, str) else initial or []
        return before != _lines(data or "")


class TextListField(models.JSONField):
    """A short list of plain texts, in an order that means something."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": list, "blank": True, "help_text": _("One on each line."), **kwargs})

    def formfield(self, **kwargs):
        # Around JSONField's own, whose form field wants JSON.
        return super(models.JSONField, self).formfield(**{"form_class": TextLinesField, **kwargs})

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValidationError(_("Write a list of texts."), code="not_texts")


def _lines(text: str) -> list[str]:
    return [line for line in (_in_one_line(line) for line in text.splitlines()) if line]


def _in_one_line(text: str) -> str:
    return " ".join(str(text).split())
