"""/healthz says that the process answers; /readyz says whether it can work."""

from django.core.cache import cache

import pytest

from cms import views


def test_healthz_needs_nothing(client):
    """No database mark on this test: a query would fail it."""
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.content == b"ok\n"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_readyz_in_order(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200, answer.json()
    assert {"database": "ok", "migrations": "ok", "cache": "ok"}.items() <= answer.json().items()


@pytest.mark.django_db
def test_readyz_names_the_cache(client, monkeypatch):
    monkeypatch.setattr(cache, "set", lambda *args, **kwargs: None)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["cache"] == "does not keep values"


@pytest.mark.django_db
def test_readyz_survives_a_check_that_breaks_and_tells_no_detail(client, monkeypatch):
    def broken(*args):
        raise RuntimeError("host db-1.internal refused")

    monkeypatch.setattr(views, "_migrations", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "unavailable"
    assert "db-1" not in answer.content.decode()


@pytest.mark.django_db
def test_apps_can_add_a_check(client):
    def receiver(sender, **kwargs):
        return "keys", "none"

    views.readiness_asked.connect(receiver)
    try:
        answer = client.get("/readyz")
    finally:
        views.readiness_asked.disconnect(receiver)
    assert answer.status_code == 503
    assert answer.json()["keys"] == "none"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading(client, path):
    assert client.post(path).status_code == 405
