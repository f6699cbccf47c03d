"""What is held about people is written down, by the models themselves."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.test.utils import isolate_apps

from cms.data_inventory import _targets, inventory, models_about_people
from pd_tracks.models import AccessLog, Enrolment

PAGE = Path(settings.BASE_DIR) / "docs" / "privacy.md"


def test_the_page_has_the_table_of_the_models():
    assert inventory() in PAGE.read_text(encoding="utf-8"), "run `manage.py data_inventory` and put its table into docs/privacy.md"


def test_every_model_about_people_says_when_its_rows_go():
    assert [model._meta.label for model in models_about_people() if not getattr(model, "kept_until", "")] == []


def test_what_leads_to_a_person_only_through_another_row_counts():
    assert {AccessLog, Enrolment} <= set(models_about_people())
    assert len(models_about_people()) > 20


@isolate_apps("pd_tracks")
def test_a_planted_one_is_noticed():
    class Planted(models.Model):
        whose = models.ForeignKey(get_user_model(), on_delete=models.CASCADE)

        class Meta:
            app_label = "pd_tracks"

    assert get_user_model() in _targets(Planted)
    assert not hasattr(Planted, "kept_until")
