"""What the starter loader remembers of its own work, to tell it from a person's."""

from django.db import models


class StarterRecord(models.Model):
    """One record of the starter content as the loader last wrote it.

    `source_hash` is of the file's record; `written_hash` of the row or revision it became. When the row no longer matches
    `written_hash`, a person has edited it, and the loader leaves it alone for ever.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    source_hash = models.CharField(max_length=64)
    written_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_starter_record_per_slug")]

    def __str__(self):
        return f"{self.kind} {self.slug}"
