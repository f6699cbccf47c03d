"""Who looks after the connection to platforms."""

from django.test import Client

import pytest

from cms.models import User


@pytest.fixture
def admin(db):
    """A browser in which an administrator is signed in."""
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.org", "a long enough password"))
    return client
