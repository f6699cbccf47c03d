"""The constraints that many models here share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


def once_per_language(model_name: str, field: str = "key") -> list[models.UniqueConstraint]:
    """The two rules every row here keeps: one translation and one use of a key per language."""
    return [
        models.UniqueConstraint(fields=["translation_key", "locale"], name=f"one_{model_name}_per_translation"),
        models.UniqueConstraint(
            fields=[field, "locale"],
            name=f"one_{model_name}_per_{field}",
            violation_error_message=_("This key is already in use."),
        ),
    ]


def one_of(model_name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The database, too, knows no other value."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}),
        name=f"{model_name}_{field}_is_known",
        violation_error_message=_("Choose one of the list."),
    )
