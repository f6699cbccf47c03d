"""The starter content with its tracks, people with tokens, and a client that asks the API."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client

import pytest

from cms.groups import COACHES, set_up_groups
from cms.models import ApiToken, User
from pd_tracks.starter import load
from tests.factories.people import PASSWORD, make_person

V1 = "/api/v1/"


@pytest.fixture(scope="package", autouse=True)
def _tracks(_content, django_db_blocker):
    """Undone afterwards; each test inside has its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(report=lambda line: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _database(db):
    pass


@pytest.fixture(autouse=True)
def _one_connection():
    """A server's own handler, which some of these tests ask instead of the test client, closes a connection that is in a transaction: ours."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def token_for(user: User, *scopes: str, days: int = 30) -> str:
    """A new token, whatever its owner may do."""
    return ApiToken.objects.create(user, expiry=timedelta(days=days), name="Heron reader", scopes=list(scopes))[1]


class Caller:
    """Asks the API, with a token or without one."""

    def __init__(self, token: str = "", client: Client | None = None):
        self.client = client or Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, query: dict | None = None, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(V1 + path, query or {}, secure=True, headers=self.headers | names)

    def send(self, method: str, path: str, **more):
        return self.client.generic(method, V1 + path, secure=True, headers=self.headers | more.pop("headers", {}), **more)

    def all_of(self, path: str, query: dict | None = None) -> list[dict]:
        """Every item of a list, page after page."""
        answer, items = self.get(path, query), []
        while True:
            assert answer.status_code == 200, answer.content
            items += answer.json()["results"]
            if not answer.json()["next"]:
                return items
            answer = self.client.get(answer.json()["next"], secure=True, headers=self.headers)


@pytest.fixture
def api() -> Caller:
    return Caller()


@pytest.fixture
def lead() -> User:
    """Somebody who may open the administration."""
    return make_person()


@pytest.fixture
def coach() -> User:
    set_up_groups()
    person = User.objects.create_user("noor", "noor@example.org", PASSWORD, first_name="Noor", last_name="Haddad")
    person.groups.add(Group.objects.get(name=COACHES))
    return person


@pytest.fixture
def admin() -> User:
    return User.objects.create_superuser("root", "root@example.org", PASSWORD)
