"""What a page says to somebody about themselves: whether they joined, what they marked, and all of it together."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cms.dates import district_today
from cms.launchable import link_targets
from cms.models import User
from cms.people import may_join, person_of
from cms.viewer import viewer_for
from pd_tracks.models.people import Enrolment, end_of_school_year


class Stand(StrEnum):
    """How somebody stands to a track."""

    STRANGER = "stranger"
    """Nobody is signed in."""
    OTHER_BROWSER = "other_browser"
    """A launch whose browser could not show that it launched, or that may not join."""
    MAY_JOIN = "may_join"
    JOINED = "joined"
    PAUSED = "paused"
    ENDED = "ended"
    """Their yes ended with the school year."""
    LEFT = "left"


@dataclass(frozen=True)
class Marks:
    """What somebody said of one module."""

    tried: datetime | None = None
    done: datetime | None = None


@dataclass(frozen=True)
class OwnTrack:
    """For the page of a track or a module. `until`: how long a yes lasts, the given one or one given today."""

    stand: Stand
    until: date
    track_key: str
    marks: dict[str, Marks]
    may_mark: bool
    sign_in_url: str = ""
    needs_token: bool = False
    """Whether a form here needs Django's token: outside a launch."""

    @property
    def done(self) -> set[str]:
        """The keys of the modules they are done with."""
        return {key for key, marks in self.marks.items() if marks.done}


def own_track(request: HttpRequest, track_key, path: str) -> OwnTrack:
    """For whoever looks. No statement for a stranger, three for somebody who joined. `path`: where to come back to after signing in."""
    person, in_launch = person_of(request), viewer_for(request).in_launch
    today = end_of_school_year(district_today())
    if person is None:
        stand = Stand.MAY_JOIN if may_join(request) else Stand.OTHER_BROWSER if in_launch else Stand.STRANGER
        sign_in = f"{reverse('wagtailcore_login')}?next={path}" if stand is Stand.STRANGER else ""
        return OwnTrack(stand, today, str(track_key), {}, may_mark=False, sign_in_url=sign_in)
    mine = Enrolment.objects.of(person, track_key)
    enrolment = mine.open().first() or mine.first()
    if enrolment is None:
        return OwnTrack(Stand.MAY_JOIN, today, str(track_key), {}, may_mark=False, needs_token=not in_launch)
    marks = {str(each.module_key): Marks(each.tried_at, each.done_at) for each in enrolment.participations.all()}
    stand = _stand(enrolment)
    until = enrolment.agreed_until if stand in {Stand.JOINED, Stand.PAUSED} else today
    return OwnTrack(stand, until, str(track_key), marks, may_mark=enrolment.is_current, needs_token=not in_launch)


def own_data(person: User) -> dict:
    """Everything kept of this person here, as plain values with times in ISO 8601. Three statements."""
    enrolments = list(Enrolment.objects.of(person).prefetch_related("participations"))
    keys = {each.track_key for each in enrolments} | {part.module_key for each in enrolments for part in each.participations.all()}
    titles = {key: target.title for key, target in link_targets(keys).items()}  # in the main language, as in every other list of links
    return {
        "account": person.get_username(),
        "tracks": [
            {
                "track": titles.get(each.track_key, ""),
                "key": str(each.track_key),
                "joined": _when(each.joined_at),
                "agreed_until": each.agreed_until.isoformat(),
                "paused": _when(each.paused_at),
                "left": _when(each.left_at),
                "modules": [
                    {
                        "module": titles.get(part.module_key, ""),
                        "key": str(part.module_key),
                        "tried": _when(part.tried_at),
                        "done": _when(part.done_at),
                    }
                    for part in sorted(each.participations.all(), key=lambda part: part.pk)
                ],
            }
            for each in enrolments
        ],
    }


def _stand(enrolment: Enrolment) -> Stand:
    if enrolment.left_at:
        return Stand.LEFT
    if enrolment.agreed_until < district_today():
        return Stand.ENDED
    return Stand.PAUSED if enrolment.paused_at else Stand.JOINED


def _when(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""
