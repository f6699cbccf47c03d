from django.db import migrations

from curriculum.search import storage


def prepare(apps, schema_editor):
    storage.prepare(schema_editor.connection)


def remove(apps, schema_editor):
    storage.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """The database's own full-text index over the catalog, different on SQLite and PostgreSQL."""

    dependencies = [
        ("curriculum", "0006_catalog"),
    ]

    operations = [
        migrations.RunPython(prepare, remove, elidable=False),
    ]
