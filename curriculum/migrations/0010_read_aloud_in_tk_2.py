"""Where the starter content is loaded already: its youngest grade band is read aloud from the next publishing on."""

from django.db import migrations


def read_aloud(apps, schema_editor):
    apps.get_model("curriculum", "GradeBand").objects.filter(key="TK-2").update(layout="read_aloud")


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0009_grade_band_layout")]
    operations = [migrations.RunPython(read_aloud, migrations.RunPython.noop)]
