"""Workers that die at any step, and a database that goes away: at the end each student has exactly one score, none lost.

Real processes and kill -9 on a database of their own; on PostgreSQL also connections that are cut under the worker.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from django.db import connection

import pytest

from tests.gradebook import SCOPE, gradebook

ROOT = Path(__file__).resolve().parents[3]
MINUTES = 240
STUDENTS = ("s-0", "s-1", "s-2")
PREPARE = f"""
import os, uuid
from lti.models import *
book = os.environ["BOOK"]
registration, _ = Registration.objects.update_or_create(
    issuer=book, client_id="c", defaults=dict(name="n", auth_login_url=book, auth_token_url=book + "/token", jwks_url=book))
deployment, _ = Deployment.objects.get_or_create(registration=registration, id_on_platform="d")
scopes = " ".join("{SCOPE}" + name for name in ("lineitem", "result.readonly", "score"))
context = Context.objects.create(deployment=deployment, id_on_platform="c", line_items_url=book + "/items?type_id=7", score_scopes=scopes)
link = ResourceLink.objects.create(deployment=deployment, context=context, id_on_platform="l", launch_key=uuid.uuid4(), returns_completion=True)
for sub in {STUDENTS!r}:
    user = PlatformUser.objects.create(registration=registration, sub=sub)
    completion = Completion.objects.create(user=user, context=context, launch_key=link.launch_key)
    QueuedScore.objects.create(completion=completion, link=link)
"""

DEATHS = {
    "before the token": {"token": ["kill"]},
    "with the token on its way": {"token": ["accept-kill"]},
    "before the columns are read": {"items": ["kill"]},
    "when the columns were read": {"items": ["accept-kill"]},
    "before the column is made": {"items": ["", "kill"]},
    "when the column was made": {"items": ["", "accept-kill"]},
    "before the result is read": {"results": ["kill"]},
    "when the result was read": {"results": ["accept-kill"]},
    "before the score is taken": {"scores": ["kill"]},
    "when the score was taken": {"scores": ["accept-kill"]},
    "at every second student": {"scores": ["", "accept-kill"], "results": ["", "", "kill"]},
    "again and again": {
        "token": ["kill"],
        "items": ["accept-kill", "", "accept-kill"],
        "results": ["kill"],
        "scores": ["accept-kill", "kill"],
    },
}


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A migrated database file, and a way to run the product's commands on it."""
    file = tmp_path_factory.mktemp("killed") / "killed.sqlite3"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": f"sqlite:///{file}",
        "CACHE_URL": "locmem://",
    }

    def start(*arguments: str, **extra: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=environment | extra, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603

    migrated = start("migrate", "--verbosity", "0")
    output, _none = migrated.communicate(timeout=MINUTES)
    assert migrated.returncode == 0, output
    return file, start


def sql(file: Path, *statements: str) -> list[tuple]:
    with closing(sqlite3.connect(file, timeout=20)) as database:
        rows = [database.execute(statement).fetchall() for statement in statements]
        database.commit()
        return rows[-1]


@pytest.mark.once
@pytest.mark.parametrize("name", DEATHS)
def test_a_worker_killed_at_any_step_loses_nothing_and_doubles_nothing(installation, name):
    file, start = installation
    tables = ("queuedscore", "completion", "platformuser", "resourcelink", "context")
    sql(file, *(f"DELETE FROM lti_{table}" for table in tables))
    with gradebook() as book:
        prepared = start("shell", "-c", PREPARE, BOOK=book.url)
        assert prepared.wait(timeout=MINUTES) == 0, prepared.stdout.read()
        book.faults = {endpoint: list(faults) for endpoint, faults in DEATHS[name].items()}
        deaths = 0
        for _worker in range(12):
            worker = start("send_scores")
            book.worker = worker.pid
            ended = worker.wait(timeout=MINUTES)
            deaths += ended == -signal.SIGKILL
            assert ended in {0, -signal.SIGKILL}, worker.stdout.read()
            # Two minutes go by: leases of the dead end, and what waits is due.
            sql(
                file,
                "UPDATE lti_queuedscore SET leased_until = NULL, next_attempt_at = '2026-01-01 00:00:00'",
                "UPDATE lti_resourcelink SET line_item_leased_until = NULL",
            )
            if not sql(file, "SELECT 1 FROM lti_queuedscore WHERE state = 'waiting'"):
                break
        assert deaths == sum("kill" in str(fault) for faults in DEATHS[name].values() for fault in faults)
        assert sql(file, "SELECT state, count(*) FROM lti_queuedscore GROUP BY state") == [("sent", len(STUDENTS))]
        assert sorted(score["userId"] for score in book.scores) == list(STUDENTS)
        assert len(book.items) == 1


@pytest.mark.once
def test_a_worker_that_is_told_to_stop_stops_at_once(installation):
    _file, start = installation
    worker = start("send_scores", "--watch", "--seconds", "60")
    time.sleep(6)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0
    assert worker.stdout.read() == ""


@pytest.fixture
def postgres():
    """A PostgreSQL database of its own: its address, and a way to ask it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server to restart")
    import psycopg  # noqa: PLC0415  (only with PostgreSQL)

    known = connection.settings_dict
    address = {"host": known["HOST"], "port": known["PORT"] or 5432, "user": known["USER"], "password": known["PASSWORD"] or None}
    name = f"waymark_cut_{os.getpid()}"

    def ask(statement: str, database: str = name) -> list[tuple]:
        with psycopg.connect(dbname=database, autocommit=True, **address) as other:
            answered = other.execute(statement)
            return answered.fetchall() if answered.description else []

    ask(f"CREATE DATABASE {name}", "postgres")
    try:
        login = f"{address['user']}:{address['password']}" if address["password"] else address["user"]
        yield f"postgres://{login}@{address['host']}:{address['port']}/{name}", ask
    finally:
        ask(f"DROP DATABASE {name} WITH (FORCE)", "postgres")


@pytest.mark.services
@pytest.mark.django_db
def test_a_database_restarted_under_the_worker_loses_nothing_and_doubles_nothing(postgres, installation):
    url, ask = postgres
    _file, start = installation
    migrated = start("migrate", "--verbosity", "0", DATABASE_URL=url)
    assert migrated.wait(timeout=MINUTES) == 0, migrated.stdout.read()
    with gradebook() as book:
        prepared = start("shell", "-c", PREPARE, BOOK=book.url, DATABASE_URL=url)
        assert prepared.wait(timeout=MINUTES) == 0, prepared.stdout.read()
        book.on_cut = lambda: ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        book.faults = {"token": ["cut"], "items": ["", "cut"], "results": ["", "cut"], "scores": ["cut", "", "cut"]}
        worker = start("send_scores", "--watch", "--seconds", "0.2", DATABASE_URL=url)
        try:
            for _second in range(240):
                time.sleep(0.5)
                assert worker.poll() is None, worker.stdout.read()
                ask(
                    "UPDATE lti_queuedscore SET leased_until = NULL, next_attempt_at = '2026-01-01' WHERE leased_until < now() + interval '119 seconds'"
                )
                ask("UPDATE lti_queuedscore SET next_attempt_at = '2026-01-01' WHERE leased_until IS NULL")
                ask(
                    "UPDATE lti_resourcelink SET line_item_leased_until = NULL WHERE line_item_leased_until < now() + interval '119 seconds'"
                )
                if ask("SELECT state, count(*) FROM lti_queuedscore GROUP BY state") == [("sent", len(STUDENTS))]:
                    break
        finally:
            worker.kill()
            worker.wait(timeout=MINUTES)
            worker.stdout.close()
        assert ask("SELECT state, count(*) FROM lti_queuedscore GROUP BY state") == [("sent", len(STUDENTS))]
        assert sorted(score["userId"] for score in book.scores) == list(STUDENTS)
        assert len(book.items) == 1
        assert not any(book.faults.values()), "every cut was made"
