"""The people who turned to one coach, and what each of them shows."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cms.models import User
from cms.private_text import CannotBeOpened
from pd_tracks.listings import titles_of
from pd_tracks.models import ChosenCoach, Conversation, ConversationState, Enrolment, Participation, Share
from pd_tracks.participation.outline import TrackLine
from pd_tracks.services import look_at_choices
from pd_tracks.sharing import Kind, Onlooker, seen_by

AT_ONCE = 50
DONE, TRIED, BEGUN, NOT_YET = "done", "tried", "begun", ""
STATES = {DONE: _("done"), TRIED: _("tried"), BEGUN: _("begun"), NOT_YET: _("not marked")}


@dataclass(frozen=True)
class ModuleState:
    """How far somebody says they are with a module."""

    title: str
    state: str
    on: datetime | None

    @property
    def words(self):
        return STATES[self.state]


@dataclass(frozen=True)
class SharedLine:
    key: str
    module: str
    at: datetime


@dataclass(frozen=True)
class TalkLine:
    key: str
    words: str


@dataclass(frozen=True)
class PersonRow:
    """One person in one track, as this coach may see them. `shows`: whether they chose to show how far they are; else `place` and `modules`
    are empty, which says nothing about them."""

    name: str
    track: str
    shows: bool
    place: str
    modules: tuple[ModuleState, ...]
    texts: tuple[SharedLine, ...]
    talks: tuple[TalkLine, ...]
    until: date | None
    """None for who only asked."""

    @property
    def done(self) -> int:
        return sum(each.state == DONE for each in self.modules)


@dataclass(frozen=True)
class Choice:
    """What a coach asked to see. Every field narrows; `module` and `place` find only those who show them."""

    track: UUID | None = None
    module: UUID | None = None
    place: int | None = None
    what: str = ""
    """`chose`, `asked` or `shared`."""


def enrolments_of(who: Onlooker, choice: Choice) -> QuerySet[Enrolment]:
    """Those who turned to this coach, in no order that means anything, narrowed."""
    rows, chosen = seen_by(who, Enrolment, as_=Kind.COACH), seen_by(who, ChosenCoach, as_=Kind.COACH).values("enrolment")
    shares, talks = seen_by(who, Share, as_=Kind.COACH), seen_by(who, Conversation, as_=Kind.COACH)
    if choice.track:
        rows = rows.filter(track_key=choice.track)
    if choice.place:
        rows = rows.filter(counted_in=choice.place, pk__in=chosen)
    if choice.module:
        done = seen_by(who, Participation, as_=Kind.COACH).filter(module_key=choice.module, done_at__isnull=False)
        rows = rows.filter(pk__in=done.values("enrolment"))
    by = {"chose": chosen, "asked": talks.values("enrolment"), "shared": shares.values("reflection__enrolment")}
    if choice.what in by:
        rows = rows.filter(pk__in=by[choice.what])
    return rows.select_related("counted_in").order_by("listed_as")


@dataclass(frozen=True)
class Numbers:
    """A coach's own, as they are now. Counts of one's own people are no secret to oneself."""

    people: int
    asked: int
    """Conversations that wait for an answer."""
    texts: int


def numbers_of(who: Onlooker) -> Numbers:
    """How many turned to this coach. Three statements."""
    asked = seen_by(who, Conversation, as_=Kind.COACH).filter(state=ConversationState.ASKED)
    # Rows, not accounts: whoever goes by two names in two tracks is not given away.
    people = seen_by(who, Enrolment, as_=Kind.COACH)
    return Numbers(people.count(), asked.count(), seen_by(who, Share, as_=Kind.COACH).count())


def look_at_who_was_asked_for(who: Onlooker, choice: Choice) -> None:
    """Not to be found by what one shows tells as much as to be found. So narrowing by a module or a place is a look at everybody who chose this
    coach, as far as nothing else narrows it."""
    if choice.module or choice.place:
        among = enrolments_of(who, replace(choice, module=None, place=None)).order_by().values("pk")
        chosen = seen_by(who, ChosenCoach, as_=Kind.COACH).select_related("enrolment").filter(enrolment__in=among)
        look_at_choices(coach=who.user, choices=chosen)


def page_of_people(who: Onlooker, choice: Choice, number, tracks: tuple[TrackLine, ...]) -> Page:
    """Some of them as PersonRows. That the coach saw how far they are is written down for them. A fixed number of statements."""
    look_at_who_was_asked_for(who, choice)
    page = Paginator(enrolments_of(who, choice), AT_ONCE).get_page(number)
    page.object_list = rows_of(who, list(page.object_list), tracks)
    return page


@transaction.atomic
def rows_of(who: Onlooker, enrolments: list[Enrolment], tracks: tuple[TrackLine, ...]) -> list[PersonRow]:
    """PersonRows of those who still show something, in this order; with the looks written down in the transaction that reads."""
    coach: User = who.user
    of_these = Q(enrolment__in=enrolments)
    chosen = seen_by(who, ChosenCoach, as_=Kind.COACH).select_related("enrolment").filter(of_these)
    choices = {each.enrolment_id: each for each in look_at_choices(coach=coach, choices=chosen)}
    marks, texts, talks = defaultdict(dict), defaultdict(list), defaultdict(list)
    for part in seen_by(who, Participation, as_=Kind.COACH).filter(enrolment__in=choices):
        marks[part.enrolment_id][part.module_key] = part
    shares = seen_by(who, Share, as_=Kind.COACH).select_related("reflection__enrolment").filter(reflection__enrolment__in=enrolments)
    for share in shares.order_by("-shared_at", "-pk"):
        texts[share.reflection.enrolment_id].append(share)
    for talk in seen_by(who, Conversation, as_=Kind.COACH).select_related("enrolment").filter(of_these).order_by("-asked_at", "-pk"):
        talks[talk.enrolment_id].append(talk)
    known, titles = {track.key: track for track in tracks}, _titles(enrolments, texts, tracks)
    return [
        _row(each, known.get(each.track_key), titles, choices.get(each.pk), marks[each.pk], texts[each.pk], talks[each.pk])
        for each in enrolments
        # Somebody may have taken everything back since the list was read.
        if each.pk in choices or texts[each.pk] or talks[each.pk]
    ]


def _titles(enrolments: list[Enrolment], texts: dict[int, list[Share]], tracks: tuple[TrackLine, ...]) -> dict[UUID, str]:
    """Of the tracks and modules these rows name. One statement more where one of them is not on the site any more: people are still in it."""
    titles = {part.key: part.title for track in tracks for part in (track, *track.modules)}
    named = {each.track_key for each in enrolments} | {share.reflection.module_key for shares in texts.values() for share in shares}
    return titles | titles_of(named - titles.keys())


def _row(
    enrolment, track: TrackLine | None, titles: dict, choice: ChosenCoach | None, marks: dict, shares: list[Share], talks: list
) -> PersonRow:
    modules = track.modules if track else ()
    return PersonRow(
        name=_name(choice, shares, talks),
        track=titles.get(enrolment.track_key, ""),
        shows=choice is not None,
        place=enrolment.counted_in.shown_name if choice and enrolment.counted_in else "",
        modules=tuple(_state(module, marks.get(module.key)) for module in modules) if choice else (),
        texts=tuple(
            SharedLine(str(share.reflection.key), titles.get(share.reflection.module_key, ""), share.shared_at) for share in shares
        ),
        talks=tuple(TalkLine(str(talk.key), talk.get_state_display()) for talk in talks),
        until=choice.until if choice else max((share.until for share in shares), default=None),
    )


def _state(module, part: Participation | None) -> ModuleState:
    if part is None:
        return ModuleState(module.title, NOT_YET, None)
    if part.done_at:
        return ModuleState(module.title, DONE, part.done_at)
    if part.tried_at:
        return ModuleState(module.title, TRIED, part.tried_at)
    return ModuleState(module.title, BEGUN if part.parts else NOT_YET, None)


def _name(choice: ChosenCoach | None, shares: list[Share], talks: list) -> str:
    """As they want to be called by this coach; "" where it cannot be opened."""
    try:
        if choice:
            return choice.name()
        return shares[0].name() if shares else talks[0].request()["name"]
    except (CannotBeOpened, IndexError):
        return ""
