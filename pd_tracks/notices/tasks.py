"""Queues the e-mail that is due: a task for each recipient. A task is given our own numbers, never a name, an address or a text."""

from dataclasses import dataclass

from django_tasks import TaskResultStatus, task

from pd_tracks.models.notices import Kind
from pd_tracks.notices.due import due, in_chunks
from pd_tracks.services.notices import put_reminders_off, send_notice


@dataclass(frozen=True)
class Queued:
    """What a run did, in numbers."""

    due: int = 0
    sent: int = 0
    failed: int = 0
    """Tried at once, and not taken by the mail server. The next run tries them again."""


@task()
def send_notice_task(user_id: int, kind: str) -> str:
    """One e-mail. Raises NotSent, which holds no address: what a task raises is kept with it."""
    return send_notice(user_id=user_id, kind=Kind(kind))


def queue_notices() -> Queued:
    """Everybody's who is due. Where tasks are done at once, it also says what came of them."""
    put_reminders_off()
    counts = {"due": 0, "sent": 0, "failed": 0}
    for kind in Kind:
        for numbers in in_chunks(kind):
            for number in numbers:
                result = send_notice_task.enqueue(number, kind.value)
                counts["due"] += 1
                counts["sent"] += result.status == TaskResultStatus.SUCCESSFUL
                counts["failed"] += result.status == TaskResultStatus.FAILED
    return Queued(**counts)


def count_due() -> Queued:
    """For a dry run."""
    return Queued(due=sum(due(kind).count() for kind in Kind))
