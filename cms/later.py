"""What a request starts and nobody waits for: done by a thread of this process once the answer is out.

For small things that may be lost when the process dies, because whoever wanted them simply asks again. Whatever must not be lost is a
row in a queue and a command of its own, as scores are.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import connections

logger = logging.getLogger(__name__)
WORKERS, MOST_WAITING = 4, 200
PAUSE_SECONDS = 0.5
"""So that the answer has left before the work begins, and its time says nothing about what there was to do."""
_pool = ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="later")
_room = threading.BoundedSemaphore(MOST_WAITING)


def later(work: Callable[[], None]) -> bool:
    """Does this soon, in another thread with a database connection of its own. False where too much waits already: it is then dropped."""
    if not settings.LATER_IN_THREADS:
        work()
        return True
    if not _room.acquire(blocking=False):
        logger.error("too much is waiting to be done; something was dropped")
        return False
    _pool.submit(_do, work, time.monotonic() + PAUSE_SECONDS)
    return True


def _do(work: Callable[[], None], not_before: float) -> None:
    try:
        time.sleep(max(0, not_before - time.monotonic()))
        work()
    except Exception:  # whatever it is: nobody else looks at what a thread raises
        logger.exception("something that was to be done later failed")
    finally:
        _room.release()
        connections.close_all()
