"""Names for a class list, borrowed from the platform's roster (design, principle 5): at most five minutes, encrypted, in the shared
cache alone. They are never a row, a log line, a task's argument or part of an address."""

import logging
import time
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import QuerySet

from lti.errors import LtiError
from lti.models import Context, ResourceLink
from lti.protocol import roster as nrps
from lti.protocol.scores import with_query
from lti.protocol.seal import decrypt, encrypt
from lti.services.access import Service, ServiceError

logger = logging.getLogger("lti.services")
KEPT_SECONDS = 300
DEADLINE_SECONDS = 5
MOST_PAGES = 200


@dataclass(frozen=True)
class Roster:
    """Learners by `sub`. `is_whole`: every page was read in time; otherwise somebody may be missing."""

    names: dict[str, str]
    is_whole: bool


def learners_of(context: Context, link: ResourceLink | None = None) -> Roster | None:
    """The learners of a context, by the link where one is given (`rlid`). Waits five seconds at most. None where the platform
    offers no roster, or did not answer. For requests that a page does not wait for."""
    url = context.memberships_url
    if not url:
        return None
    key = _key(context.key, link.pk if link else None)
    if kept := cache.get(key):
        try:
            return Roster(*decrypt("roster", kept, max_age=KEPT_SECONDS))
        except LtiError:
            cache.delete(key)
    service = Service(context.deployment, until=time.monotonic() + DEADLINE_SECONDS, most_pages=MOST_PAGES)
    found = _read(service, with_query(url, limit=str(nrps.AT_ONCE), **({"rlid": link.id_on_platform} if link else {})))
    if found is None and link:
        found = _read(service, with_query(url, limit=str(nrps.AT_ONCE)))  # a platform that does not know `rlid`
    if found and found.is_whole:
        cache.set(key, encrypt("roster", [found.names, found.is_whole]), KEPT_SECONDS)
    return found


def forget(contexts: QuerySet[Context]) -> None:
    """Drops the names borrowed for these contexts: somebody there was erased."""
    keys = set()
    for key, link in contexts.values_list("key", "resource_links__pk").iterator():
        keys |= {_key(key, None), _key(key, link)}
    cache.delete_many(keys)


def _key(context: UUID, link: int | None) -> str:
    return f"roster:{context}:{link or ''}"


def _read(service: Service, url: str) -> Roster | None:
    names: dict[str, str] = {}
    seen_any = False
    try:
        for document in service.pages(url, scopes=(nrps.SCOPE,), accept=nrps.MEMBERS):
            for member in nrps.members_of(document):
                if member.is_learner:
                    names[member.sub] = member.name
            seen_any = True
    except (ServiceError, ValueError) as error:
        code = error.code if isinstance(error, ServiceError) else "unreadable_answer"
        logger.info("roster of deployment %s: %s", service.deployment.pk, code)
        return Roster(names, is_whole=False) if seen_any else None
    return Roster(names, is_whole=True)
