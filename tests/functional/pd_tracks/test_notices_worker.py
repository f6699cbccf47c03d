"""TASKS_BACKEND=database: rows and a worker. What lies in a row is numbers, also where a task failed."""

from datetime import timedelta
from io import StringIO
from unittest.mock import patch

from django.contrib import admin
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

import pytest
from django_tasks_db.management.commands import db_worker
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from cms.settings.base import TASK_BACKENDS
from pd_tracks.models import SentNotice
from tests.functional.pd_tracks.steps import REQUEST, ask, send_notices
from tests.functional.pd_tracks.test_notices_digest import DOWN, UP

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(client, joined, module, coach, settings):
    settings.TASKS = {"default": {"BACKEND": TASK_BACKENDS["DATABASE"]}}
    ask(client, joined, module, coach)
    DBTaskResult.objects.all().delete()  # what Wagtail put off meanwhile
    assert send_notices() == "queued: 1 notices; sent at once: 0"


def work() -> None:
    """As `manage.py db_worker --batch`, without its signals, and in the connection of this test: it would close it, transaction and all."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    with patch.object(db_worker, "close_old_connections"):
        worker.run()


def test_nothing_is_sent_before_the_worker_comes(queued, coach):
    assert mail.outbox == []
    row = DBTaskResult.objects.get()
    assert row.args_kwargs == {"args": [coach.pk, "coach"], "kwargs": {}}
    work()
    assert [message.to for message in mail.outbox] == [["coach@example.org"]]
    row.refresh_from_db()
    assert (row.status, row.return_value) == ("SUCCESSFUL", "sent")


def test_queued_twice_is_sent_once(queued):
    send_notices()
    work()
    assert sorted(DBTaskResult.objects.values_list("return_value", flat=True)) == ["not due", "sent"]
    assert len(mail.outbox) == 1


def test_who_lost_the_group_meanwhile_gets_none(queued, coach):
    coach.groups.clear()
    work()
    assert mail.outbox == []


def test_a_task_that_failed_keeps_no_address_and_the_next_run_sends(queued, coach, settings):
    settings.EMAIL_BACKEND = DOWN
    work()
    row = DBTaskResult.objects.get()
    assert row.status == "FAILED"
    assert "NotSent" in row.traceback
    said = str(DBTaskResult.objects.values().get())
    assert not any(words in said for words in ("coach@", "Noor", "Haddad", "mailbox unavailable", *REQUEST.values()))
    assert not SentNotice.objects.exists()
    settings.EMAIL_BACKEND = UP
    send_notices()
    work()
    assert len(mail.outbox) == 1


def purge(*options) -> str:
    out = StringIO()
    call_command("purge_expired", *options, stdout=out)
    return out.getvalue()


def test_rows_go_a_day_after_they_began_and_what_waits_stays(queued):
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=9))
    assert "0 rows of tasks" in purge()
    work()
    assert "0 rows of tasks" in purge()
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(days=1, minutes=1))
    assert "1 rows of tasks" in purge("--dry-run")
    assert DBTaskResult.objects.exists()
    assert "1 rows of tasks" in purge()
    assert not DBTaskResult.objects.exists()


def test_the_administration_lists_none():
    assert not admin.site.is_registered(DBTaskResult)
