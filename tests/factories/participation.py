"""Many educators who joined tracks, made in a few statements, for counts and for size. Nobody here is anybody."""

import uuid
from datetime import date
from itertools import islice

from django.utils import timezone

from cms.models import User
from pd_tracks.models import CountedGroup, Enrolment, Participation
from pd_tracks.who_sees import EDITION

AT_ONCE = 5_000


def group_of(key: str, name: str = "") -> CountedGroup:
    """The group that is counted under this key."""
    return CountedGroup.objects.get_or_create(key=key, defaults={"name": name or key})[0]


def people_who_joined(count: int, track_key, group: CountedGroup | None, *, done=(), until: date = date(2099, 6, 30)) -> list[Enrolment]:
    """`count` people with an enrolment each; `done` holds (module key, how many of the first of them are done with it)."""
    stem = f"learner-{uuid.uuid4().hex}"
    accounts = User.objects.bulk_create(
        [User(username=f"{stem}-{number}", came_by_joining=True, is_active=False, password="!") for number in range(count)],
        batch_size=AT_ONCE,
    )
    rows = Enrolment.objects.bulk_create(
        [Enrolment(user=person, track_key=track_key, counted_in=group, agreed_until=until, agreed_edition=EDITION) for person in accounts],
        batch_size=AT_ONCE,
    )
    now = timezone.now()
    for module_key, number in done:
        parts = [Participation(enrolment=row, module_key=module_key, tried_at=now, done_at=now) for row in islice(rows, number)]
        Participation.objects.bulk_create(parts, batch_size=AT_ONCE)
    return rows
