"""Whom somebody lets see how far they are, for their own eyes."""

from cms.dates import district_today
from cms.models import User
from pd_tracks.models import Enrolment
from pd_tracks.own.texts import ShareView, opened
from pd_tracks.sharing import coaches_for


def chosen_coach_of(enrolment: Enrolment, person: User) -> ShareView | None:
    """Of an enrolment whose `chosen_coach__coach` was fetched; None without one that still shows something. One statement where there is one."""
    choice = getattr(enrolment, "chosen_coach", None)
    if choice is None or choice.until < district_today():
        return None
    choice.enrolment = enrolment  # as the one in memory: its person is part of what closes the name
    coaches = coaches_for(person).filter(pk=choice.coach_id).exists()
    return ShareView(choice.coach.display_name, opened(choice.name) or "", choice.until, coaches)
