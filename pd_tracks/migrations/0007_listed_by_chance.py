import uuid

from django.db import migrations, models


def by_chance(apps, schema_editor):
    """The default is asked once for all rows that are there; each gets a value of its own."""
    Enrolment = apps.get_model("pd_tracks", "Enrolment")
    for enrolment in Enrolment.objects.only("pk").iterator():
        Enrolment.objects.filter(pk=enrolment.pk).update(listed_as=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("pd_tracks", "0006_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="listed_as",
            field=models.UUIDField(db_index=True, default=uuid.uuid4),
        ),
        migrations.RunPython(by_chance, migrations.RunPython.noop),
    ]
