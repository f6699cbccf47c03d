"""What this installation holds about people, said by the models themselves: docs/privacy.md carries it, and a test compares the two.

A model of ours that points at a person, directly or through another one, says in `kept_until` when its rows go.
"""

from django.apps import apps
from django.db.models import Model

from wagtail.models import Page

from cms.models import User

OURS = ("cms", "curriculum", "pd_tracks", "lti")


def models_about_people() -> list[type[Model]]:
    """Accounts, pseudonyms, and whatever leads to one of them; not pages, whose history Wagtail keeps."""
    ours = [model for label in OURS for model in apps.get_app_config(label).get_models() if not issubclass(model, Page)]
    found = {User, apps.get_model("lti", "PlatformUser")}
    while more := {model for model in ours if model not in found and _targets(model) & found}:
        found |= more
    return sorted(found, key=lambda model: (OURS.index(model._meta.app_label), model.__name__))


def inventory() -> str:
    """One Markdown table: model, what it is, its columns, when its rows go."""
    lines = ["| model | is | columns | kept until |", "|---|---|---|---|"]
    for model in models_about_people():
        columns = ", ".join(f"`{field.name}`" for field in model._meta.concrete_fields if not field.primary_key)
        about = (model.__doc__ or "").strip().split("\n")[0]
        lines.append(f"| `{model._meta.label}` | {about} | {columns} | {model.kept_until} |")
    return "\n".join(lines) + "\n"


def _targets(model: type[Model]) -> set[type[Model]]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}
