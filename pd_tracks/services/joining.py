"""Joining, pausing, leaving, and deleting all of it."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.dates import district_today
from cms.models import User
from cms.people import ON_SITE, Place, forget_finished, forget_if_only_ours, move_pseudonyms
from pd_tracks.models import (
    ChosenCoach,
    Conversation,
    ConversationState,
    CountedGroup,
    Credential,
    Enrolment,
    Participation,
    PersonalCode,
    Reflection,
    Share,
)
from pd_tracks.models.conversations import OPEN
from pd_tracks.models.people import end_of_school_year
from pd_tracks.services.here import is_still_here
from pd_tracks.services.hours import delete_hours
from pd_tracks.services.notices import forget_reminders
from pd_tracks.who_sees import EDITION


@dataclass(frozen=True)
class Gone:
    """What was deleted, by count. Nothing about whose it was is kept anywhere."""

    enrolments: int
    modules: int
    reflections: int
    conversations: int
    hours: int
    """Lines of the ledger."""
    certificates: int
    account: bool
    """Whether the account went, too: one that was made by joining and had nothing else."""


NOTHING = Gone(0, 0, 0, 0, 0, 0, account=False)


@transaction.atomic
def join_track(*, person: User, track_key, place: Place = ON_SITE) -> Enrolment | None:
    """This person's open enrolment: a new one, the one they left and kept, or the open one with its yes renewed. None where the person was
    deleted a moment ago. `place`: in which school or course, for the counts."""
    until = end_of_school_year(district_today())
    if not is_still_here(person):
        return None
    mine = Enrolment.objects.of(person, track_key)
    enrolment = mine.open().first() or mine.first() or Enrolment(user=person, track_key=track_key)
    # Whoever only says it once more stays where they are counted; a new yes is counted where it is given.
    if enrolment.counted_in is None or enrolment.left_at or not enrolment.yes_holds:
        enrolment.counted_in, _made = CountedGroup.objects.get_or_create(key=place.key, defaults={"name": place.name})
    enrolment.agreed_until, enrolment.agreed_edition = until, EDITION
    enrolment.paused_at = enrolment.left_at = None
    enrolment.save()
    return enrolment


def pause_track(*, person: User, track_key, is_on: bool) -> None:
    """Nothing is added while it is paused; nothing is lost."""
    Enrolment.objects.of(person, track_key).open().order_by().update(paused_at=timezone.now() if is_on else None)


@transaction.atomic
def leave_track(*, person: User, track_key, keep: bool, keep_certificates: bool = False) -> Gone | None:
    """Leaves. With `keep` all stays, for this person alone: nothing is shared any longer, and nobody is asked any longer; else every row of it is deleted now, and the account with it where it
    was made by joining and has nothing else; with `keep_certificates` those stay, and what they say with them. None where everything is kept."""
    if not is_still_here(person):
        return NOTHING
    mine = Enrolment.objects.of(person, track_key).order_by()
    if keep:
        Share.objects.filter(reflection__enrolment__in=mine).delete()
        ChosenCoach.objects.filter(enrolment__in=mine).delete()
        forget_finished(person, modules_of(mine))
        asked = Conversation.objects.filter(enrolment__in=mine, state__in=OPEN)
        asked.update(state=ConversationState.WITHDRAWN, changed_at=timezone.now())
        mine.open().update(left_at=timezone.now(), tells_gradebook=False)
        return None
    return _delete(person, mine, keep_certificates=keep_certificates)


@transaction.atomic
def delete_all(*, person: User) -> Gone:
    """Everything of this person, of every track, and certificates that were kept of tracks they left before."""
    if not is_still_here(person):
        return NOTHING
    kept = Credential.objects.filter(person=person).delete()[1].get("pd_tracks.Credential", 0)
    return replace(_delete(person, Enrolment.objects.of(person).order_by()), certificates=kept)


def modules_of(enrolments) -> list:
    """The keys of all modules that were marked in these."""
    return list(Participation.objects.filter(enrolment__in=enrolments).values_list("module_key", flat=True))


def delete_past(person: User, past: Q) -> int:
    """Deletes the enrolments of this person that are past, asked again once the person is locked: a yes may have been given a moment ago.
    Certificates stay: their owner made them public, and takes them back. Returns how many enrolments."""
    with transaction.atomic():
        if not is_still_here(person):
            return 0
        return _delete(person, Enrolment.objects.of(person).filter(past).order_by(), keep_certificates=True).enrolments


def _delete(person: User, enrolments, *, keep_certificates: bool = False) -> Gone:
    """Deletes these of a person who is locked."""
    # A coach may be opening one at this moment: their look is written before, or not at all.
    shares, choices = Share.objects.filter(reflection__enrolment__in=enrolments), ChosenCoach.objects.filter(enrolment__in=enrolments)
    for rows in (Conversation.objects.filter(enrolment__in=enrolments), shares, choices):
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    tracks = set(enrolments.values_list("track_key", flat=True))
    forget_finished(person, modules_of(enrolments))
    hours = delete_hours(person, tracks)
    certificates = Credential.objects.filter(person=person, track_key__in=tracks)
    certificates = 0 if keep_certificates else certificates.delete()[1].get("pd_tracks.Credential", 0)
    deleted = enrolments.delete()[1]
    has_more = Enrolment.objects.of(person).exists()
    if not has_more:
        PersonalCode.objects.filter(person=person).delete()
        forget_reminders(person)
    has_more = has_more or Credential.objects.filter(person=person).exists()
    if not has_more:
        move_pseudonyms(person, None)  # an account of their own stays, and nothing ties a pseudonym to it any longer
    counts = (deleted.get(model._meta.label, 0) for model in (Enrolment, Participation, Reflection, Conversation))
    return Gone(*counts, hours, certificates, account=not has_more and forget_if_only_ours(person))
