"""How somebody stands to a track: whether they joined, and what they marked."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse

from cms.dates import district_today
from cms.people import may_join, person_of
from cms.viewer import viewer_for
from pd_tracks.models.people import Enrolment, end_of_school_year
from pd_tracks.own.choosing import chosen_coach_of
from pd_tracks.own.texts import ShareView
from pd_tracks.parts import SectionView
from pd_tracks.sharing import own
from pd_tracks.who_sees import EDITION

TRY = "try_it"


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
    CHANGED = "changed"
    """They agreed to an earlier edition of who sees what."""
    LEFT = "left"


@dataclass(frozen=True)
class Marks:
    """What somebody said of one module."""

    tried: datetime | None = None
    done: datetime | None = None
    parts: tuple[str, ...] = ()
    """Keys of the parts they are done with."""


@dataclass(frozen=True)
class Step:
    """A part of a module on somebody's way. `is_here`: the first one they are not done with."""

    section: SectionView
    is_done: bool = False
    is_here: bool = False
    tried_on: datetime | None = None


@dataclass(frozen=True)
class OwnTrack:
    """For the page of a track or a module. `until`: how long a yes lasts, the given one or one given today."""

    stand: Stand
    until: date
    track_key: str
    marks: dict[str, Marks]
    may_mark: bool
    """Whether something may be added today."""
    sign_in_url: str = ""
    needs_token: bool = False
    """Whether a form here needs Django's token: outside a launch."""
    in_launch: bool = False
    tells_gradebook: bool = False
    """Their own switch."""
    coach: ShareView | None = None
    """Who may see how far they are, where they chose somebody; `is_read` whether that person coaches today."""
    agreed_edition: int = EDITION
    """Of who sees what: lines that are newer are marked."""

    @property
    def has_joined(self) -> bool:
        """Whether anything is kept of them here."""
        return self.stand in {Stand.JOINED, Stand.PAUSED, Stand.ENDED, Stand.CHANGED, Stand.LEFT}

    @property
    def done(self) -> set[str]:
        """The keys of the modules they are done with."""
        return {key for key, marks in self.marks.items() if marks.done}

    @property
    def begun(self) -> set[str]:
        """The keys of those they began and are not done with."""
        return {key for key, marks in self.marks.items() if not marks.done and (marks.tried or marks.parts)}


def own_track(request: HttpRequest, track_key, path: str) -> OwnTrack:
    """For whoever looks. No statement for a stranger, three for somebody who joined. `path`: where to come back to after signing in."""
    person, in_launch = person_of(request), viewer_for(request).in_launch
    today = end_of_school_year(district_today())
    if person is None:
        stand = Stand.MAY_JOIN if may_join(request) else Stand.OTHER_BROWSER if in_launch else Stand.STRANGER
        sign_in = f"{reverse('wagtailcore_login')}?next={path}" if stand is Stand.STRANGER else ""
        return OwnTrack(stand, today, str(track_key), {}, may_mark=False, sign_in_url=sign_in)
    mine = own(person, Enrolment).filter(track_key=track_key).newest_first()
    mine = mine.select_related("chosen_coach__coach")
    enrolment = mine.open().first() or mine.first()
    if enrolment is None:
        return OwnTrack(Stand.MAY_JOIN, today, str(track_key), {}, may_mark=False, needs_token=not in_launch)
    marks = {str(each.module_key): Marks(each.tried_at, each.done_at, tuple(each.parts)) for each in enrolment.participations.all()}
    stand = _stand(enrolment)
    until = enrolment.agreed_until if stand in {Stand.JOINED, Stand.PAUSED} else today
    return OwnTrack(
        stand,
        until,
        str(track_key),
        marks,
        may_mark=enrolment.is_current,
        needs_token=not in_launch,
        in_launch=in_launch,
        tells_gradebook=enrolment.tells_gradebook,
        coach=chosen_coach_of(enrolment, person),
        agreed_edition=enrolment.agreed_edition,
    )


def _stand(enrolment: Enrolment) -> Stand:
    if enrolment.left_at:
        return Stand.LEFT
    if enrolment.agreed_until < district_today():
        return Stand.ENDED
    if not enrolment.yes_holds:
        return Stand.CHANGED
    return Stand.PAUSED if enrolment.paused_at else Stand.JOINED


def steps_of(sections: tuple[SectionView, ...], marks: Marks | None) -> tuple[Step, ...]:
    """The parts of a module, and how far somebody is. Without marks, as everybody sees them."""
    if marks is None:
        return tuple(map(Step, sections))
    tried = [marks.tried if section.kind == TRY else None for section in sections]
    done = [bool(day) or section.key in marks.parts for section, day in zip(sections, tried, strict=True)]
    here = next((at for at, is_done in enumerate(done) if not is_done), None)
    return tuple(Step(section, done[at], at == here, tried[at]) for at, section in enumerate(sections))
