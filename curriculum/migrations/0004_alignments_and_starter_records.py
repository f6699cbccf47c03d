"""Alignments become blocks, and what the starter loader remembers becomes one hash for each field.

What nobody edited since the loader wrote it stays the loader's, so that its next run can fill the new fields; the rest stays
a person's. Runs while alignments are still plain JSON.
"""

import hashlib
import json
import re
import uuid

from django.db import migrations

# What each kind of term was hashed by, apart from its links.
FIELDS = {
    "level": "level key name student_words description use_when student_must_disclose human_contribution example",
    "band": "key name grades order theme focus description students_may students_may_not",
    "strand": "key name order question description",
    "trait": "key name how_ai_learning_serves reflection_question",
    "subject": "key name",
    "competency": "code strand_id band_id title i_can description evidence alignments",
}
MODELS = {
    "level": "AIUseLevel",
    "band": "GradeBand",
    "strand": "Strand",
    "trait": "GraduateTrait",
    "subject": "Subject",
    "competency": "Competency",
}
LINKS = {"band": ["ai_use_levels"], "competency": ["builds_on"]}
EDITED = {"edited": True}


def forwards(apps, schema_editor):
    for record in apps.get_model("curriculum", "StarterRecord").objects.all():
        record.written = _written(apps, record)
        record.save(update_fields=["written"])
    for competency in apps.get_model("curriculum", "Competency").objects.exclude(alignments=[]):
        competency.alignments = [
            {"type": "alignment", "value": value, "id": str(uuid.uuid4())} for value in map(_alignment, competency.alignments)
        ]
        competency.save(update_fields=["alignments"])


def backwards(apps, schema_editor):
    for competency in apps.get_model("curriculum", "Competency").objects.exclude(alignments=[]):
        competency.alignments = [block["value"] for block in competency.alignments]
        competency.save(update_fields=["alignments"])


def _written(apps, record) -> dict:
    if record.kind not in MODELS:
        page = re.fullmatch(r"revision (\d+) live (True|False)", record.written_hash)
        return {"revision": int(page[1]), "live": page[2] == "True"} if page else EDITED
    model = apps.get_model("curriculum", MODELS[record.kind])
    key = "code" if record.kind == "competency" else "key"
    for row in model.objects.filter(**{key: record.slug}).order_by("pk"):
        values = {name: getattr(row, name) for name in FIELDS[record.kind].split()}
        values |= {name: sorted(getattr(row, name).values_list("pk", flat=True)) for name in LINKS.get(record.kind, [])}
        if record.written_hash == _hash({**values, "translation_key": row.translation_key, "locale_id": row.locale_id}):
            if "alignments" in values:
                values["alignments"] = [["alignment", _alignment(alignment)] for alignment in values["alignments"]]
            return {name.removesuffix("_id"): _hash(value)[:16] for name, value in values.items()}
    return EDITED


def _alignment(alignment: dict) -> dict:
    return {"framework": alignment["framework"], "domain": alignment["domain"], "code": alignment.get("code", "")}


def _hash(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("curriculum", "0003_frameworks_tools_and_notes")]

    operations = [migrations.RunPython(forwards, backwards)]
