"""Accounts of people who work in Waymark, and of teachers who joined something. Students never have one."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Django's user, ours from the first migration on so that it can grow."""

    kept_until = "deleted in the admin; one made by joining, with its last track and certificate or its last pseudonym"

    came_by_joining = models.BooleanField(_("made by joining"), default=False, editable=False)
    """Nobody made this account and nobody signs in to it: it stands for a teacher who joined something from a course."""

    @classmethod
    def for_joining(cls) -> "User":
        """A new one, saved: a random name, no rights, no password, and switched off, so that no password set by anybody opens it."""
        person = cls(username=f"learner-{uuid.uuid4().hex}", came_by_joining=True, is_active=False)
        person.set_unusable_password()
        person.save()
        return person

    @property
    def display_name(self) -> str:
        """As colleagues see it in the admin."""
        return self.get_full_name() or self.get_username()

    @property
    def language(self) -> str:
        """The language this person chose for the admin, else the site's main one."""
        profile = getattr(self, "wagtail_userprofile", None)
        return (profile.preferred_language if profile else "") or settings.LANGUAGE_CODE
