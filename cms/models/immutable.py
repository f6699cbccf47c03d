"""What was published, for ever: rows are added and read, never changed."""

from django.db import models

from cms.errors import VersionIsImmutable


class ImmutableQuerySet(models.QuerySet):
    """Refuses to change or delete, with VersionIsImmutable."""

    def update(self, **kwargs):
        raise VersionIsImmutable

    def delete(self):
        raise VersionIsImmutable


class Immutable(models.Model):
    """A row that is written once. Changing or deleting it raises VersionIsImmutable."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise VersionIsImmutable
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise VersionIsImmutable
