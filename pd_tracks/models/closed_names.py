"""What somebody wants to be called by one coach."""

from django.db import models

from cms.private_text import close, open_closed


class HasClosedName(models.Model):
    """A row that says what its owner wants to be called by the coach it is for. Closed (`cms.private_text`): a copy of the database shows nobody’s."""

    closed_name = models.TextField()

    class Meta:
        abstract = True

    def name(self) -> str:
        """As its owner typed it. Raises CannotBeOpened."""
        return open_closed(self.closed_name, owned_by=self._owned_by)

    def call_them(self, name: str) -> None:
        """Closes a name into it, not yet saved."""
        self.closed_name = close(name, owned_by=self._owned_by)

    @property
    def _owned_by(self) -> str:
        """This row and whose it is: part of what closes the name, so it must never read differently."""
        raise NotImplementedError
