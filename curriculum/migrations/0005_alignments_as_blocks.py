from django.db import migrations

import wagtail.fields

import curriculum.term_blocks


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0004_alignments_and_starter_records")]

    operations = [
        migrations.AlterField(
            model_name="competency",
            name="alignments",
            field=wagtail.fields.StreamField(
                [("alignment", 3)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.ChoiceBlock", [], {"choices": curriculum.term_blocks.framework_choices, "label": "Framework"}),
                    1: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {"choices": curriculum.term_blocks.domain_choices, "help_text": "One of that framework's own.", "label": "Domain"},
                    ),
                    2: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Only where you checked that it matches.", "label": "Code", "max_length": 40, "required": False},
                    ),
                    3: ("wagtail.blocks.StructBlock", [[("framework", 0), ("domain", 1), ("code", 2)]], {}),
                },
                default=list,
                verbose_name="alignments",
            ),
        ),
    ]
