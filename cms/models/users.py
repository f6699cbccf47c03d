"""Accounts of people who work in Waymark. Students never have one."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Django's user, ours from the first migration on so that it can grow."""

    @property
    def display_name(self) -> str:
        """As colleagues see it in the admin."""
        return self.get_full_name() or self.get_username()

    @property
    def language(self) -> str:
        """The language this person chose for the admin, else the site's main one."""
        profile = getattr(self, "wagtail_userprofile", None)
        return (profile.preferred_language if profile else "") or settings.LANGUAGE_CODE
