"""Every test here reads the database."""

import pytest


@pytest.fixture(autouse=True)
def _database(db):
    pass
