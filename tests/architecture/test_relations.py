"""Foreign keys follow the same direction as imports. ForeignKey("lti.Launch") is a string that no import contract sees."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps

import pytest

MAY_POINT_AT = {
    "cms": {"cms"},
    "curriculum": {"curriculum", "cms"},
    "pd_tracks": {"pd_tracks", "curriculum", "cms"},
    "lti": {"lti", "cms"},
}


def forbidden_relations(some_models) -> list[str]:
    """Relations, inheritance included, from one of our apps to one that it must not know."""
    found = []
    for model in some_models:
        source = model._meta.app_label
        if source not in MAY_POINT_AT:
            continue
        targets = [(parent.__name__, parent) for parent in model._meta.parents]
        for field in [*model._meta.get_fields(include_hidden=True), *model._meta.private_fields]:
            if field.is_relation and not field.auto_created and isinstance(field.related_model, type):
                targets.append((field.name, field.related_model))
            through = getattr(getattr(field, "remote_field", None), "through", None)
            if through is not None and not field.auto_created:
                targets.append((f"{field.name} (through)", through))
        for name, target in targets:
            label = target._meta.app_label
            if label in MAY_POINT_AT and label not in MAY_POINT_AT[source]:
                found.append(f"{model._meta.label}.{name} points at {target._meta.label}")
    return found


def test_relations_point_downwards():
    assert forbidden_relations(apps.get_models(include_auto_created=True)) == []


def test_every_app_of_ours_is_in_the_table():
    ours = {config.label for config in apps.get_app_configs() if str(config.path).startswith(str(settings.BASE_DIR))}
    ours = {label for label in ours if ".venv" not in apps.get_app_config(label).path}
    assert ours == set(MAY_POINT_AT)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("cms", "curriculum"),
        ("cms", "lti"),
        ("curriculum", "lti"),
        ("curriculum", "pd_tracks"),
        ("lti", "curriculum"),
        ("lti", "pd_tracks"),
        ("pd_tracks", "lti"),
    ],
)
@pytest.mark.parametrize("kind", [models.ForeignKey, models.OneToOneField, models.ManyToManyField])
def test_planted_relation_is_noticed(source, target, kind):
    options = {} if kind is models.ManyToManyField else {"on_delete": models.CASCADE}
    with isolate_apps("cms", "curriculum", "lti", "pd_tracks"):
        meta = {"__module__": __name__}
        wanted = type("Wanted", (models.Model,), {**meta, "Meta": type("Meta", (), {"app_label": target})})
        planted = type(
            "Planted",
            (models.Model,),
            {**meta, "wanted": kind(wanted, related_name="+", **options), "Meta": type("Meta", (), {"app_label": source})},
        )
    assert any("Planted.wanted points at" in line for line in forbidden_relations([planted]))


@isolate_apps("cms", "lti")
def test_planted_inheritance_is_noticed():
    class Wanted(models.Model):
        class Meta:
            app_label = "lti"

    class Planted(Wanted):
        class Meta:
            app_label = "cms"

    assert forbidden_relations([Planted])
