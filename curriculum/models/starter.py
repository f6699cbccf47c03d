"""What the starter loader remembers of its own work, to tell it from a person's."""

from django.db import models


class StarterRecord(models.Model):
    """One record of the starter content as the loader last wrote it.

    `source_hash` is of the file's record; `written` of what it became: a hash for each field of a row, or the revision of a
    page. When one of them is another now, a person has edited it, and the loader leaves it alone for ever. A field that came
    later is not in `written`, and so changes nothing.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    source_hash = models.CharField(max_length=64)
    written = models.JSONField(default=dict)
    # No longer read; to be dropped in the release after this one.
    written_hash = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_starter_record_per_slug")]

    def __str__(self):
        return f"{self.kind} {self.slug}"
