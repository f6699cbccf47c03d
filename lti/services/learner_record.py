"""Everything kept about one person of a platform, or about everybody of it: to show, to hand over, to correct, to erase.

Schools answer for it to parents and eligible students (34 CFR 99.10 and 99.20). A person here is a pseudonym; whose it is, only the
platform knows, by its `sub`.
"""

import json
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from wagtail.log_actions import log

from cms.launchable import link_targets
from cms.models import User
from cms.people import forget_if_only_ours
from lti.models import Completion, Context, Launch, Membership, PlatformUser, QueuedScore, Registration, SpentNonce
from lti.services import roster

# Read out over the telephone, so without letters and digits that are taken for others.
RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BATCH = 500
KINDS = (PlatformUser, Membership, Launch, Completion, QueuedScore)
"""What a receipt counts. Nonces and choices of links are nobody's."""


@dataclass(frozen=True)
class Receipt:
    """What was erased. Waymark keeps the number and the counts with the history of the platform, and not whose they were."""

    number: str
    platform: str
    erased_at: datetime
    counts: dict[str, int] = field(default_factory=dict)
    sub: str = ""
    """"" where it was everybody."""

    @property
    def named_counts(self) -> list[tuple[str, int]]:
        """The counts with their names in the reader's language."""
        return [(str(model._meta.verbose_name_plural), self.counts.get(model._meta.model_name, 0)) for model in KINDS]


def find_person(registration: Registration, sub: str) -> PlatformUser | None:
    """The pseudonym for this `sub`, compared exactly; None where nothing is kept."""
    return PlatformUser.objects.select_related("registration").filter(registration=registration, sub=sub).first()


def record_of(user: PlatformUser) -> dict:
    """All of it, as plain values with times in ISO 8601. At most nine statements, however much there is."""
    completions = list(user.completions.select_related("context").prefetch_related("scores__link").order_by("completed_at", "pk"))
    titles = {key: target.title for key, target in link_targets({each.launch_key for each in completions}).items()}
    return {
        "platform": user.registration.name,
        "issuer": user.registration.issuer,
        "client_id": user.registration.client_id,
        "sub": user.sub,
        "pseudonym": str(user.key),
        "memberships": [
            {"course": str(each.context), "roles": each.roles}
            for each in user.memberships.select_related("context").order_by("context__title", "pk")
        ],
        "launches": [
            {
                "course": str(each.context or ""),
                "link": str(each.resource_link or ""),
                "deployment": each.deployment.id_on_platform,
                "shown_as": each.audience,
                "might_place_links": each.may_place_links,
                "test_user": each.is_test_user,
                "came_from": each.return_origin,
                "looked_at_the_work_of": str(each.reviewed.key) if each.reviewed else "",
                "began": _when(each.created_at),
                "last_used": _when(each.seen_at),
            }
            for each in user.launches.select_related("context", "resource_link", "deployment", "reviewed").order_by("created_at", "pk")
        ],
        "reviews": [
            {"course": str(each.context or ""), "link": str(each.resource_link or ""), "looked": _when(each.created_at)}
            for each in user.reviews.select_related("context", "resource_link").order_by("created_at", "pk")
        ],
        "completions": [
            {
                "id": each.pk,
                "course": str(each.context),
                "lesson": titles.get(each.launch_key, ""),
                "launch_key": str(each.launch_key),
                "finished": _when(each.completed_at),
                "gradebook": [
                    {
                        "link": str(score.link),
                        "column": score.line_item_url,
                        "state": score.state,
                        "reason": score.reason,
                        "attempts": score.attempts,
                        "next_attempt": _when(score.next_attempt_at),
                        "dated": _when(score.timestamp) if score.timestamp else "",
                        "changed": _when(score.changed_at),
                    }
                    for score in each.scores.all()
                ],
            }
            for each in completions
        ],
    }


def lines_of_all(registration: Registration) -> Iterator[str]:
    """The record of everybody of a platform, each a line of JSON, so that a hundred thousand need no more memory than one. The last line
    says how many there were: a file without it was cut off on its way."""
    count = 0
    for user in PlatformUser.objects.select_related("registration").filter(registration=registration).order_by("pk").iterator():
        yield json.dumps(record_of(user), ensure_ascii=False)
        count += 1
    yield json.dumps({"end_of_records": count})


def forget_completion(user: PlatformUser, pk: int, *, by=None) -> bool:
    """A correction: this person did not finish that. What the platform's gradebook has, is mended there. False where it is not theirs."""
    if not user.completions.filter(pk=pk).delete()[0]:
        return False
    log(instance=user.registration, action="lti.record.correct", user=by)
    return True


def note_disclosure(registration: Registration, by=None) -> None:
    """Somebody looked at records or took them away (34 CFR 99.32). Kept in the platform's history: who and when, not whose."""
    log(instance=registration, action="lti.record.show", user=by)


@transaction.atomic
def erase_person(user: PlatformUser, *, by=None) -> Receipt:
    """Deletes the pseudonym and all that hangs on it, in one transaction. A launch that is open is over; a later one begins anew. Raises
    PlatformUser.DoesNotExist where somebody else was faster."""
    contexts = list(user.memberships.values_list("context_id", flat=True))
    counts = _delete_people([user.pk])
    if not counts[PlatformUser._meta.model_name]:
        raise PlatformUser.DoesNotExist
    transaction.on_commit(lambda: roster.forget(Context.objects.filter(pk__in=contexts)))
    return _receipt(user.registration, counts, by, sub=user.sub)


def erase_everybody(registration: Registration, *, by=None) -> Receipt:
    """For a platform that leaves: switches it off, so that nobody comes back meanwhile, then deletes everybody's rows in batches. Courses
    and links stay; they go with the registration itself. Stopped in the middle, it goes on when it is called again."""
    # Noted first: an erasure that is stopped in the middle was begun by somebody.
    log(instance=registration, action="lti.record.erase_begun", user=by)
    Registration.objects.filter(pk=registration.pk).update(is_active=False)
    counts: Counter[str] = Counter()
    # Pseudonyms once more at the end: a launch that was let in just before may have written one since.
    for model in (PlatformUser, Launch, SpentNonce, PlatformUser):
        rows = model.objects.filter(registration=registration)
        while chosen := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            counts.update(_delete_people(chosen) if model is PlatformUser else _counts(rows.filter(pk__in=chosen).delete()[1]))
    roster.forget(Context.objects.filter(deployment__registration=registration))
    return _receipt(registration, dict(counts), by)


def platforms_with_people():
    """Each platform with `people`, how many pseudonyms are kept of it. One statement."""
    return Registration.objects.annotate(people=Count("users")).order_by("name", "pk")


@transaction.atomic
def _delete_people(pks: list[int]) -> dict[str, int]:
    """These pseudonyms with all that hangs on them, and the accounts that they made by joining and that nobody else stands for. The
    accounts are not counted: that somebody joined is theirs to tell.

    Accounts are locked before pseudonyms, as by whoever leaves. Who launches, joins or finishes at this moment does it before, and goes
    with it, or after, and begins anew.
    """
    rows = PlatformUser.objects.filter(pk__in=pks)
    people = _locked_people(rows)
    list(rows.order_by("pk").select_for_update())
    people |= _locked_people(rows)  # who joined in between
    counts = _counts(rows.delete()[1])
    for person in people:
        if not PlatformUser.objects.filter(person=person).exists():
            forget_if_only_ours(person)
    return counts


def _locked_people(rows) -> set[User]:
    people = list(rows.exclude(person=None).values_list("person", flat=True))
    return set(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))


def accounts_made_from(registration: Registration) -> list[User]:
    """Accounts that people of this platform made by joining and that nobody of another platform stands for."""
    here = PlatformUser.objects.filter(registration=registration, person__came_by_joining=True)
    elsewhere = PlatformUser.objects.exclude(registration=registration).filter(person__in=here.values("person"))
    return list(User.objects.filter(pk__in=here.values("person")).exclude(pk__in=elsewhere.values("person")))


def _when(moment: datetime) -> str:
    """In the district's own time, with its distance from UTC."""
    return timezone.localtime(moment).isoformat()


def _counts(deleted: dict[str, int]) -> dict[str, int]:
    """Django's counts of the kinds that are somebody's."""
    return {model._meta.model_name: deleted.get(model._meta.label, 0) for model in KINDS}


def _receipt(registration: Registration, counts: dict[str, int], by, *, sub: str = "") -> Receipt:
    number = "-".join("".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(4)) for _ in range(3))
    log(instance=registration, action="lti.record.erase", user=by, data={"receipt": number, "counts": counts})
    return Receipt(number, registration.full_name, timezone.now(), counts, sub)
