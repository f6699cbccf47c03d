"""Rows of tasks, where TASKS_BACKEND puts them into the database: which account a task was about goes a day after the task ended."""

from datetime import timedelta

from django.utils import timezone

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

KEPT = timedelta(days=1)


def purge_tasks(*, dry_run: bool) -> dict[str, int]:
    """Those that began more than a day ago: they ended, or their worker died. What waits is kept until it is done."""
    old = DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(started_at__lt=timezone.now() - KEPT)
    count = old.count()
    if not dry_run:
        old.delete()
    return {"rows of tasks": count}
