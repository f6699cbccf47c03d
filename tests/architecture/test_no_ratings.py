"""Nothing about educators can be rated, because there is nowhere to put a rating (design, principle 6)."""

import re

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

RATING = re.compile(
    r"(^|_)(rat(e|ed|ing)|scor(e|ed|ing)|rank(ed|ing)?|evaluat(e|ed|ion)|grad(e|ed|ing)|points?|stars?|level|percent|correct)(s)?(_|$)"
)


def ratings(some_models) -> list[str]:
    return [f"{model._meta.label}.{field.name}" for model in some_models for field in model._meta.get_fields() if RATING.search(field.name)]


def test_no_field_rates_anybody():
    assert ratings(apps.get_app_config("pd_tracks").get_models(include_auto_created=True)) == []


@isolate_apps("pd_tracks")
def test_planted_ratings_are_noticed():
    class Planted(models.Model):
        coach_rating = models.IntegerField()
        score = models.IntegerField()
        graded_at = models.DateTimeField()
        upgrade = models.TextField()

        class Meta:
            app_label = "pd_tracks"

    assert ratings([Planted]) == ["pd_tracks.Planted.coach_rating", "pd_tracks.Planted.score", "pd_tracks.Planted.graded_at"]
