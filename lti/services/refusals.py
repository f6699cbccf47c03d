"""What was refused lately, by platform and reason: counts in the cache for a week. Nothing about people, and no row."""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.cache import cache

from lti.mends import mend_of
from lti.models import Registration
from lti.protocol.placing import UNSTORABLE

KEPT_SECONDS, MOST = 7 * 24 * 3_600, 40


@dataclass(frozen=True)
class Refusal:
    """One reason, how often, and when last. `client_id`: what the platform sent, unverified."""

    code: str
    client_id: str
    count: int
    last_at: datetime
    mend: str


def note_refusal(code: str, *, issuer: str, client_id: str) -> None:
    """Counts one refusal of a platform that is in the list; others leave nothing. Any text may be sent: what no database holds is in no list."""
    if not issuer or UNSTORABLE.search(issuer) or not Registration.objects.filter(issuer=issuer).exists():
        return
    kept = cache.get(_key(issuer), {})
    name = (code, client_id)
    if name not in kept and len(kept) >= MOST:
        return
    count, _last = kept.get(name, (0, 0))
    # Two at one moment may count as one, which is near enough.
    cache.set(_key(issuer), {**kept, name: (count + 1, int(time.time()))}, KEPT_SECONDS)


def recent_refusals(registration: Registration) -> list[Refusal]:
    """The latest first. What was sent for another connection of the same issuer is left out."""
    others = set(Registration.objects.filter(issuer=registration.issuer).exclude(pk=registration.pk).values_list("client_id", flat=True))
    found = [
        Refusal(code, client_id, count, datetime.fromtimestamp(last, UTC), mend_of(code))
        for (code, client_id), (count, last) in cache.get(_key(registration.issuer), {}).items()
        if client_id not in others
    ]
    return sorted(found, key=lambda refusal: refusal.last_at, reverse=True)


def _key(issuer: str) -> str:
    return "lti:refused:" + hashlib.sha256(issuer.encode()).hexdigest()
