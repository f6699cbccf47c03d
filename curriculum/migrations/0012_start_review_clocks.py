"""Lessons that are live already are due for their first review one interval from now, as if they were published today."""

from django.db import migrations
from django.utils import timezone

DEFAULT_MONTHS = 3


def start_clocks(apps, schema_editor):
    from cms.models.reviews import months_later  # noqa: PLC0415  (arithmetic only; migrations load before the models)

    district = apps.get_model("cms", "DistrictSettings").objects.first()
    due_on = months_later(timezone.localdate(), district.review_interval_months if district else DEFAULT_MONTHS)
    apps.get_model("curriculum", "LessonPage").objects.filter(live=True, review_due_on__isnull=True).update(review_due_on=due_on)


class Migration(migrations.Migration):
    dependencies = [("cms", "0006_reviews"), ("curriculum", "0011_lesson_review_clock")]

    operations = [migrations.RunPython(start_clocks, migrations.RunPython.noop)]
