import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the filling before it: PostgreSQL does not alter a table whose rows changed in the same transaction."""

    dependencies = [("lti", "0002_placing_and_decided_links")]

    operations = [
        migrations.AlterField(
            model_name="launch",
            name="deployment",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="launches", to="lti.deployment"),
        ),
    ]
