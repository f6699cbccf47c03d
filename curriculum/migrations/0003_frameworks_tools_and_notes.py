import uuid

import django.db.models.deletion
from django.db import migrations, models

import wagtail.fields

import modelcluster.fields

import curriculum.fields
import curriculum.term_blocks


class Migration(migrations.Migration):
    dependencies = [
        ("curriculum", "0002_plural_names"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="aiuselevel",
            name="band_notes",
            field=wagtail.fields.StreamField(
                [("band_text", 2)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.ChoiceBlock", [], {"choices": curriculum.term_blocks.band_choices, "label": "Grade band"}),
                    1: ("wagtail.blocks.TextBlock", (), {"label": "Text", "rows": 2}),
                    2: ("wagtail.blocks.StructBlock", [[("band", 0), ("text", 1)]], {}),
                },
                default=list,
                help_text="Only where a grade band does it differently. Which bands allow a level is said at each grade band.",
                verbose_name="notes for single grade bands",
            ),
        ),
        migrations.AddField(
            model_name="gradeband",
            name="disclosure_template",
            field=models.TextField(
                blank=True,
                help_text="A sentence with blanks that students of this grade band fill in.",
                verbose_name="words for saying how AI was used",
            ),
        ),
        migrations.AddField(
            model_name="graduatetrait",
            name="looks_like",
            field=wagtail.fields.StreamField(
                [("band_text", 2)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.ChoiceBlock", [], {"choices": curriculum.term_blocks.band_choices, "label": "Grade band"}),
                    1: ("wagtail.blocks.TextBlock", (), {"label": "Text", "rows": 2}),
                    2: ("wagtail.blocks.StructBlock", [[("band", 0), ("text", 1)]], {}),
                },
                default=list,
                verbose_name="what it looks like",
            ),
        ),
        migrations.AddField(
            model_name="graduatetrait",
            name="strands",
            field=models.ManyToManyField(blank=True, related_name="graduate_traits", to="curriculum.strand", verbose_name="strands"),
        ),
        migrations.AddField(
            model_name="starterrecord",
            name="written",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="aiuselevel",
            name="key",
            field=models.SlugField(help_text="Such as coach-me. Never changes.", max_length=40, verbose_name="key"),
        ),
        migrations.AlterField(
            model_name="competency",
            name="evidence",
            field=curriculum.fields.TextListField(
                blank=True, default=list, help_text="What a teacher would see. One on each line.", verbose_name="evidence"
            ),
        ),
        migrations.AlterField(
            model_name="gradeband",
            name="grades",
            field=curriculum.fields.TextListField(blank=True, default=list, help_text="One on each line.", verbose_name="grades"),
        ),
        migrations.AlterField(
            model_name="gradeband",
            name="students_may",
            field=curriculum.fields.TextListField(blank=True, default=list, help_text="One on each line.", verbose_name="students may"),
        ),
        migrations.AlterField(
            model_name="gradeband",
            name="students_may_not",
            field=curriculum.fields.TextListField(blank=True, default=list, help_text="One on each line.", verbose_name="students may not"),
        ),
        migrations.AlterField(
            model_name="starterrecord",
            name="written_hash",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
        migrations.CreateModel(
            name="AIUseScale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("purpose", models.TextField(verbose_name="what the levels are for")),
                (
                    "principles",
                    curriculum.fields.TextListField(blank=True, default=list, help_text="One on each line.", verbose_name="principles"),
                ),
                (
                    "accommodation_note",
                    models.TextField(help_text="What is available at every level.", verbose_name="supports and accommodations"),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "AI-use scale",
                "verbose_name_plural": "AI-use scale",
                "constraints": [
                    models.UniqueConstraint(fields=("translation_key", "locale"), name="one_ai_use_scale_per_translation"),
                    models.UniqueConstraint(
                        fields=("locale",),
                        name="one_ai_use_scale_per_language",
                        violation_error_message="This language already has its scale; change that one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("ar", "Arabic"),
                            ("hy", "Armenian"),
                            ("zh-Hans", "Chinese, simplified"),
                            ("zh-Hant", "Chinese, traditional"),
                            ("en", "English"),
                            ("fa", "Farsi"),
                            ("fr", "French"),
                            ("ht", "Haitian Creole"),
                            ("hi", "Hindi"),
                            ("hmn", "Hmong"),
                            ("ja", "Japanese"),
                            ("km", "Khmer"),
                            ("ko", "Korean"),
                            ("pt", "Portuguese"),
                            ("pa", "Punjabi"),
                            ("ru", "Russian"),
                            ("so", "Somali"),
                            ("es", "Spanish"),
                            ("tl", "Tagalog"),
                            ("uk", "Ukrainian"),
                            ("vi", "Vietnamese"),
                        ],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title of the lesson")),
                ("note", models.TextField(help_text="Families and teachers see this; students do not. Markdown.", verbose_name="note")),
                (
                    "lesson",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="family_notes", to="curriculum.lessonpage"
                    ),
                ),
            ],
            options={
                "verbose_name": "note for families",
                "verbose_name_plural": "notes for families",
                "ordering": ["language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lesson", "language"),
                        name="one_family_note_per_language",
                        violation_error_message="This lesson already has a note in this language.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "language__in",
                                [
                                    "ar",
                                    "hy",
                                    "zh-Hans",
                                    "zh-Hant",
                                    "en",
                                    "fa",
                                    "fr",
                                    "ht",
                                    "hi",
                                    "hmn",
                                    "ja",
                                    "km",
                                    "ko",
                                    "pt",
                                    "pa",
                                    "ru",
                                    "so",
                                    "es",
                                    "tl",
                                    "uk",
                                    "vi",
                                ],
                            )
                        ),
                        name="family_note_language_is_known",
                        violation_error_message="Choose one of the list.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Framework",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "key",
                    models.CharField(help_text="Such as AILIT. Alignments use it, so it never changes.", max_length=20, verbose_name="key"),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("publisher", models.CharField(max_length=200, verbose_name="publisher")),
                (
                    "version",
                    models.CharField(
                        help_text="The edition that the alignments were checked against.", max_length=120, verbose_name="version"
                    ),
                ),
                (
                    "domains",
                    curriculum.fields.TextListField(
                        blank=True, default=list, help_text="One on each line, named as the framework names them.", verbose_name="domains"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "framework",
                "verbose_name_plural": "frameworks",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("translation_key", "locale"), name="one_framework_per_translation"),
                    models.UniqueConstraint(
                        fields=("key", "locale"), name="one_framework_per_key", violation_error_message="This key is already in use."
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FurtherReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("key", models.SlugField(max_length=120, verbose_name="key")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("publisher", models.CharField(max_length=200, verbose_name="publisher")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("bands", models.ManyToManyField(related_name="further_reading", to="curriculum.gradeband", verbose_name="grade bands")),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "further reading",
                "verbose_name_plural": "further reading",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("translation_key", "locale"), name="one_further_reading_per_translation"),
                    models.UniqueConstraint(
                        fields=("key", "locale"), name="one_further_reading_per_key", violation_error_message="This key is already in use."
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VettedTool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("slug", models.SlugField(help_text="Never changes.", max_length=120, verbose_name="key")),
                (
                    "is_fictional",
                    models.BooleanField(
                        default=False, help_text="Samples show how the list works. Replace them.", verbose_name="a made-up sample"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("approved_with_conditions", "Approved with conditions"),
                            ("under_review", "Under review"),
                            ("not_approved", "Not approved"),
                            ("retired", "Retired"),
                        ],
                        default="under_review",
                        max_length=30,
                        verbose_name="status",
                    ),
                ),
                (
                    "operated_by",
                    models.CharField(
                        choices=[
                            ("teacher_only", "The teacher only"),
                            ("students_supervised", "Students, supervised"),
                            ("students_independent", "Students, on their own"),
                            ("staff_only", "Staff only, never with students"),
                        ],
                        default="teacher_only",
                        max_length=30,
                        verbose_name="who operates it",
                    ),
                ),
                (
                    "purposes",
                    curriculum.fields.TextListField(blank=True, default=list, help_text="One on each line.", verbose_name="what it is for"),
                ),
                (
                    "conditions",
                    curriculum.fields.TextListField(blank=True, default=list, help_text="One on each line.", verbose_name="conditions"),
                ),
                (
                    "agreement_status",
                    models.CharField(
                        choices=[
                            ("signed", "Signed"),
                            ("in_negotiation", "In negotiation"),
                            ("none", "None"),
                            ("not_needed", "Not needed"),
                        ],
                        default="none",
                        max_length=30,
                        verbose_name="agreement",
                    ),
                ),
                ("agreement_note", models.TextField(blank=True, verbose_name="about the agreement")),
                (
                    "data_collected",
                    curriculum.fields.TextListField(
                        blank=True, default=list, help_text="One on each line.", verbose_name="data it collects"
                    ),
                ),
                (
                    "data_not_collected",
                    curriculum.fields.TextListField(
                        blank=True, default=list, help_text="One on each line.", verbose_name="data it does not collect"
                    ),
                ),
                ("age_limit", models.CharField(blank=True, max_length=200, verbose_name="age limit")),
                ("is_account_required", models.BooleanField(default=False, verbose_name="needs an account")),
                ("reviewed_on", models.DateField(verbose_name="reviewed on")),
                (
                    "review_due_on",
                    models.DateField(
                        help_text="After this day the tool is shown as overdue. Three months are usual.", verbose_name="next review"
                    ),
                ),
                ("reviewer_role", models.CharField(help_text="A role, never a person's name.", max_length=200, verbose_name="reviewed by")),
                (
                    "safety",
                    models.TextField(
                        help_text="What could harm a learner? Which filters and adult controls are there, and is there a human to contact?",
                        verbose_name="safety",
                    ),
                ),
                (
                    "accountability",
                    models.TextField(
                        help_text="Who answers for the tool here and at the provider? How are incidents reported and fixed?",
                        verbose_name="accountability",
                    ),
                ),
                (
                    "fairness",
                    models.TextField(
                        help_text="For whom does it work less well, and can users understand and contest results?", verbose_name="fairness"
                    ),
                ),
                (
                    "efficacy",
                    models.TextField(help_text="What shows that it helps this purpose, for learners like ours?", verbose_name="efficacy"),
                ),
                (
                    "bands",
                    models.ManyToManyField(blank=True, related_name="vetted_tools", to="curriculum.gradeband", verbose_name="grade bands"),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "max_ai_use_level",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for a tool that students' work never uses.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vetted_tools",
                        to="curriculum.aiuselevel",
                        verbose_name="highest AI-use level",
                    ),
                ),
            ],
            options={
                "verbose_name": "vetted tool",
                "verbose_name_plural": "vetted tools",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("translation_key", "locale"), name="one_vetted_tool_per_translation"),
                    models.UniqueConstraint(
                        fields=("slug", "locale"), name="one_vetted_tool_per_slug", violation_error_message="This key is already in use."
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["approved", "approved_with_conditions", "under_review", "not_approved", "retired"])
                        ),
                        name="vetted_tool_status_is_known",
                        violation_error_message="Choose one of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreement_status__in", ["signed", "in_negotiation", "none", "not_needed"])),
                        name="vetted_tool_agreement_status_is_known",
                        violation_error_message="Choose one of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("operated_by__in", ["teacher_only", "students_supervised", "students_independent", "staff_only"])
                        ),
                        name="vetted_tool_operated_by_is_known",
                        violation_error_message="Choose one of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review_due_on__gt", models.F("reviewed_on"))),
                        name="vetted_tool_next_review_is_later",
                        violation_error_message="The next review comes after the last one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_account_required", True),
                            ("operated_by__in", ["students_independent", "students_supervised"]),
                            _negated=True,
                        ),
                        name="vetted_tool_no_student_account",
                        violation_error_message="No student may need an account with an AI tool.",
                    ),
                ],
            },
        ),
    ]
