"""What is past its time, and what an older secret closed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.dates import district_today
from cms.models import DistrictSettings, User
from cms.people import forget_if_only_ours
from cms.private_text import CannotBeOpened, closed_anew
from pd_tracks.models import BadgeKey, ChosenCoach, Conversation, Enrolment, Reflection, Share
from pd_tracks.services.joining import delete_past

CLOSED = (
    (Reflection, "closed_text"),
    (Share, "closed_name"),
    (ChosenCoach, "closed_name"),
    (Conversation, "closed_request"),
    (Conversation, "closed_answer"),
    (BadgeKey, "closed_pem"),
)
AT_ONCE = 500


def purge_learning(*, dry_run: bool) -> dict[str, int]:
    """Shares and chosen coaches that are over; enrolments whose yes ended, or that were left, longer ago than the district keeps them, with all that hangs on
    them and the account where it then stands for nobody; and accounts that somebody's joining left behind half-way. One transaction for each
    person: it may be stopped and run again."""
    last_day = district_today() - timedelta(days=DistrictSettings.load().learning_retention_days)
    past = Q(agreed_until__lt=last_day) | Q(left_at__date__lt=last_day)
    yesterday = timezone.now() - timedelta(days=1)  # somebody may be joining at this very moment
    shares = Share.objects.filter(until__lt=district_today())
    choices = ChosenCoach.objects.filter(until__lt=district_today())
    enrolments = Enrolment.objects.filter(past)
    nobody = User.objects.filter(came_by_joining=True, enrolments=None, credentials=None, date_joined__lt=yesterday)
    counts = {
        "shares that are over": shares.count() + choices.count(),
        "enrolments": enrolments.count(),
        "accounts of nobody": nobody.count(),
    }
    if not dry_run:
        shares.delete()
        choices.delete()
        people = User.objects.filter(pk__in=enrolments.values("user"))
        counts["enrolments"] = sum(delete_past(person, past) for person in people.iterator())
        counts["accounts of nobody"] = sum(map(_forget_nobody, nobody.values_list("pk", flat=True)))
    return counts


@transaction.atomic
def _forget_nobody(pk: int) -> int:
    locked = User.objects.select_for_update().filter(pk=pk).first()
    return int(locked is not None and not locked.enrolments.exists() and not locked.credentials.exists() and forget_if_only_ours(locked))


def close_texts_anew(*, dry_run: bool) -> dict[str, int]:
    """Closes with the newest secret whatever an older one closed. What none opens is counted and left. Some hundred at a time, each in a
    transaction of its own, so that it may be stopped and run again."""
    counts = {"texts closed anew": 0, "texts that no secret opens": 0}
    for model, field in CLOSED:
        last = 0
        while rows := list(model.objects.filter(pk__gt=last).exclude(**{field: ""}).order_by("pk").values_list("pk", field)[:AT_ONCE]):
            last = rows[-1][0]
            with transaction.atomic():
                for pk, closed in rows:
                    _close_anew(model, field, pk, closed, counts, dry_run=dry_run)
    return counts


def _close_anew(model, field: str, pk: int, closed: str, counts: dict[str, int], *, dry_run: bool) -> None:
    try:
        anew = closed_anew(closed)
    except CannotBeOpened:
        counts["texts that no secret opens"] += 1
        return
    if anew is None:
        return
    # Only where nobody wrote meanwhile.
    same = model.objects.filter(pk=pk, **{field: closed})
    counts["texts closed anew"] += 1 if dry_run else same.update(**{field: anew})
