"""Every test here sees the whole starter content."""

import pytest

from tests.factories.curriculum import starter_content


@pytest.fixture(scope="module", autouse=True)
def _content(django_db_setup, django_db_blocker):
    with starter_content(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _database(db, _content):
    """All of these tests read the database."""
