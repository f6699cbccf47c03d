"""Choosing a coach who may see how far one is in a track, and taking that back."""

from django.db import transaction
from django.db.models import QuerySet

from cms.models import User
from pd_tracks.models import AccessLog, ChosenCoach, Enrolment
from pd_tracks.services.here import current_enrolment, is_still_here, list_anew
from pd_tracks.sharing import coaches_for


@transaction.atomic
def choose_coach(*, person: User, track_key, coach_id: int, name: str) -> ChosenCoach | None:
    """One coach may see what this person marked in this track, until the school year ends or their yes. Another coach takes the place of the
    one before. None without an enrolment that is open today, or where nobody of that number coaches."""
    enrolment = current_enrolment(person, track_key)
    coach = coaches_for(person).filter(pk=coach_id).first()
    if enrolment is None or coach is None:
        return None
    ChosenCoach.objects.filter(enrolment=enrolment).exclude(coach=coach).delete()
    choice = ChosenCoach.objects.filter(enrolment=enrolment).first() or ChosenCoach(enrolment=enrolment, coach=coach)
    choice.enrolment = enrolment  # the one in memory: its person is part of what closes the name
    choice.until = enrolment.shares_until
    choice.call_them(name)
    choice.save()
    return choice


@transaction.atomic
def let_coach_go(*, person: User, track_key) -> None:
    """The coach loses it now, and nothing says that they ever had it."""
    if is_still_here(person):
        ChosenCoach.objects.filter(enrolment__user=person, enrolment__track_key=track_key).delete()
        list_anew(Enrolment.objects.of(person, track_key))


@transaction.atomic
def look_at_choices(*, coach: User, choices: QuerySet[ChosenCoach]) -> list[ChosenCoach]:
    """What these people show this coach, as it is now, with the look written down in the same transaction. Four statements. `choices` come
    from `pd_tracks.sharing.chose`."""
    # Locked, so that none is taken back between reading and writing down; in one order, as everywhere.
    locked = list(choices.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    # Read again: while we waited, somebody may have been put together with somebody, and the joined rows are old.
    found = list(choices.filter(pk__in=locked).order_by("pk"))
    AccessLog.objects.note_all(reader=coach, enrolments=[each.enrolment for each in found])
    return found
