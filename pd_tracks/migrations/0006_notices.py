import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import cms.dates


class Migration(migrations.Migration):
    dependencies = [
        ("pd_tracks", "0005_counts_and_chosen_coaches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("coach", "what waits for a coach"), ("reminder", "a reminder of one's own learning")], max_length=12
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[("never", "No reminders"), ("two_weeks", "Every two weeks"), ("monthly", "Once a month")], max_length=12
                    ),
                ),
                ("next_on", models.DateField(db_index=True, null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "choice about e-mail",
                "verbose_name_plural": "choices about e-mail",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind"), name="one_choice_per_person_and_notice"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("every", "never"), ("kind", "coach"), ("next_on", None)),
                            models.Q(("every__in", ("two_weeks", "monthly")), ("kind", "reminder"), ("next_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_notice_is_off_or_has_a_day",
                        violation_error_message="A coach’s e-mail is switched off, or reminders have an interval and a day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SentNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("coach", "what waits for a coach"), ("reminder", "a reminder of one's own learning")], max_length=12
                    ),
                ),
                ("sent_on", models.DateField(default=cms.dates.district_today)),
                ("counted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_sent", models.BooleanField(default=False)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "e-mail that was sent",
                "verbose_name_plural": "e-mails that were sent",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "kind", "sent_on"), name="one_notice_a_day", violation_error_message="This e-mail was sent today."
                    )
                ],
            },
        ),
    ]
