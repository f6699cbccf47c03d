"""Delivering completions to gradebooks (AGS 2.0, section 3.4): at least once, one visible score, and never over a human's grade.

Each row stands alone: what one student's score meets does not hold up another's. A worker may die at any point; what it leaves
is a lease that ends, and a timestamp that the next attempt repeats, so a platform that has the score already says so.

One race remains, and no tool can close it: a teacher who types a grade in the moment between our reading and our sending may
find it replaced by the full score. The gap is one request long.
"""

import logging
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from lti.models import QueuedScore
from lti.protocol import scores as ags
from lti.services.access import Service, ServiceError
from lti.services.line_items import is_gone, line_item_of

logger = logging.getLogger("lti.services")
State = QueuedScore.State
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=20), timedelta(hours=6)
MOST_ATTEMPTS = 40
"""About a week."""
IN_A_ROW = 3
"""After so many vain attempts one after the other, a platform is left alone until the next round: it is down, or wants us slower."""
UNREADABLE = {401, 403, 404, 405, 501}


def send_due(*, most: int = 1_000, is_stopping: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """Tries everything that is due once; returns how many ended in each state. Safe beside other workers. A platform that is down does
    not hold up the others."""
    ended: Counter[str] = Counter()
    in_vain: Counter[int] = Counter()
    for pk, registration in list(QueuedScore.objects.due().values_list("pk", "link__deployment__registration")[:most]):
        if is_stopping():
            break
        if in_vain[registration] >= IN_A_ROW:
            continue
        if state := deliver(pk):
            ended[state] += 1
            in_vain[registration] = in_vain[registration] + 1 if state == State.WAITING else 0
    return dict(ended)


def deliver(pk: int) -> str | None:
    """One attempt for one score. The state it is in then; None where another worker has it, or it was taken back meanwhile."""
    if not QueuedScore.objects.lease(pk):
        return None
    score = QueuedScore.objects.select_related("completion__user", "link__context", "link__deployment__registration").filter(pk=pk).first()
    if score is None:
        return None
    try:
        state, reason = _attempt(score)
    except ServiceError as error:
        return _failed(score, error)
    except Exception:
        # A fault of ours in one row must not stop the others; the lease runs out and it is tried again.
        logger.exception("score %s could not be tried", score.pk)
        return _failed(score, ServiceError("own_fault", may_try_again=True))
    return _end(score, state, reason)


def _attempt(score: QueuedScore) -> tuple[str, str]:
    """(state, reason) after an attempt that came to an end. Raises ServiceError."""
    link = score.link
    if not link.returns_completion:
        return State.STOPPED, ""
    if not link.deployment.registration.is_active or link.deployment.status != link.deployment.Status.APPROVED:
        raise ServiceError("platform_switched_off", may_try_again=True, retry_after=3_600)
    service = Service(link.deployment)
    offered = set(link.context.score_scopes.split()) if link.context_id else set()
    if ags.SCORE_SCOPE not in offered:
        return State.FAILED, "not_allowed"
    score.line_item_url = line_item_of(link, service, offered)
    sub = score.completion.user.sub
    try:
        result = _result(score.line_item_url, sub, service, offered)
    except ServiceError as error:
        if error.may_try_again or error.status not in UNREADABLE:
            raise
        if error.status == 404 and is_gone(link, service, offered):
            raise ServiceError("column_gone", may_try_again=True) from error
        if not link.sends_unread:
            return State.ASKS, "unreadable"
        result = None
    if result and not result.is_empty:
        # Ours, where an earlier attempt got through and its answer did not; else somebody's, and nobody's to replace.
        return (State.SENT, "") if score.timestamp and result.is_full_and_plain else (State.KEPT, "graded")
    _fix_timestamp(score)
    return _post(score, sub, service, offered)


def _result(line_item_url: str, sub: str, service: Service, offered: set[str]) -> ags.Result | None:
    """What the gradebook has for this person. Raises ServiceError; with status 403 where reading is not offered at all."""
    if ags.RESULT_SCOPE not in offered:
        raise ServiceError("unreadable", may_try_again=False, status=403)
    url = ags.below(line_item_url, "results", user_id=sub)
    try:
        # All pages until this person is found: a platform may not know the filter.
        for document in service.pages(url, scopes=(ags.RESULT_SCOPE,), accept=ags.RESULTS):
            if result := ags.read_result(document, sub=sub):
                return result
    except ValueError as error:
        raise ServiceError("results_unreadable", may_try_again=True) from error
    return None


def _post(score: QueuedScore, sub: str, service: Service, offered: set[str]) -> tuple[str, str]:
    url = ags.below(score.line_item_url, "scores")
    body = ags.completed_score(sub=sub, timestamp=score.timestamp)
    try:
        service.call("POST", url, scopes=(ags.SCORE_SCOPE,), content_type=ags.SCORE, body=body)
    except ServiceError as error:
        if error.status == 404 and is_gone(score.link, service, offered):
            raise ServiceError("column_gone", may_try_again=True) from error
        if error.status != 409:
            raise
        # It has a score of this time or a later one: ours of an earlier attempt, or somebody's since. Look.
        if ags.RESULT_SCOPE not in offered:
            return State.SENT, "conflict"
        try:
            result = _result(score.line_item_url, sub, service, offered)
        except ServiceError as unread:
            if unread.may_try_again:
                raise
            return State.SENT, "conflict"
        if result is None or result.is_empty:
            return State.KEPT, "cleared"  # whoever emptied it meant to
        return (State.SENT, "") if result.is_full_and_plain else (State.KEPT, "graded")
    return State.SENT, ""


def _fix_timestamp(score: QueuedScore) -> None:
    """The time of this score, saved before it is sent: whole seconds, and later than any other of ours for this person and column.
    Raises ServiceError where the lease has ended meanwhile, or the student has taken it back: then nothing may be sent any more."""
    if not score.timestamp:
        earlier = QueuedScore.objects.filter(line_item_url=score.line_item_url, completion__user=score.completion.user_id)
        last = earlier.exclude(pk=score.pk).aggregate(last=Max("timestamp"))["last"]
        now = timezone.now().replace(microsecond=0)
        score.timestamp = max(now, last + timedelta(seconds=1)) if last else now
    if not _held(score).update(timestamp=score.timestamp, line_item_url=score.line_item_url):
        raise ServiceError("lease_lost", may_try_again=True)


def _held(score: QueuedScore):
    """The row, while this worker's lease is on it."""
    return QueuedScore.objects.filter(pk=score.pk, leased_until=score.leased_until)


def _failed(score: QueuedScore, error: ServiceError) -> str | None:
    """Later, with patience and some chance in it, or never for what will not change."""
    if not error.may_try_again:
        return _end(score, State.FAILED, error.code)
    if error.code == "column_busy":
        score.attempts -= 1  # nobody was asked
    elif score.attempts >= MOST_ATTEMPTS:
        return _end(score, State.FAILED, f"gave_up_{error.code}")
    wait = min(FIRST_WAIT * 2 ** min(max(score.attempts - 1, 0), 20), LONGEST_WAIT) * random.uniform(0.5, 1.5)  # noqa: S311 - spreads the load
    asked = timedelta(seconds=error.retry_after)
    score.next_attempt_at = timezone.now() + (asked if error.code == "column_busy" else max(wait, asked))
    return _end(score, State.WAITING, error.code)


def _end(score: QueuedScore, state: str, reason: str) -> str | None:
    """Saves how it ended and gives the lease back; None where the row is another worker's by now, or gone."""
    ended = _held(score).update(
        state=state,
        reason=reason[:60],
        leased_until=None,
        attempts=score.attempts,
        next_attempt_at=score.next_attempt_at,
        line_item_url=score.line_item_url,
        changed_at=timezone.now(),
    )
    return state if ended else None
