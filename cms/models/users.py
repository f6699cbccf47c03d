"""Accounts of people who work in Waymark. Students never have one."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Django's user, ours from the first migration on so that it can grow."""

    @property
    def display_name(self) -> str:
        """As colleagues see it in the admin."""
        return self.get_full_name() or self.get_username()
