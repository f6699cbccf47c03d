"""What waits for a coach: by the names that teachers chose, and never anybody who did not turn to this coach."""

from dataclasses import dataclass
from datetime import date, datetime

from pd_tracks.audience import Reader, module_view
from pd_tracks.listings import titles_of
from pd_tracks.models import Conversation, ModuleVersion
from pd_tracks.models.conversations import OPEN
from pd_tracks.own.conversations import ConversationView, conversation_view
from pd_tracks.sharing import Kind, Onlooker, seen_by

MOST = 20
"""In each list of the page; the table below finds the others."""


@dataclass(frozen=True)
class SharedView:
    """A text that somebody shared. `text` is None where it cannot be opened."""

    name: str
    module: str
    question: str
    text: str | None
    written_at: datetime
    until: date


@dataclass(frozen=True)
class AskedTile:
    """A conversation in a list, and the title of what it is about."""

    talk: ConversationView
    about: str


@dataclass(frozen=True)
class CoachLists:
    """The conversations that are open, the oldest first, and the last ones that are over. `has_more`: some that are open are not in here."""

    open: tuple[AskedTile, ...]
    over: tuple[AskedTile, ...]
    has_more: bool


def waiting_for(who: Onlooker) -> CoachLists:
    """Who asked this coach. Three statements."""
    rows = seen_by(who, Conversation, as_=Kind.COACH).select_related("coach", "enrolment")
    waiting = [conversation_view(row) for row in rows.filter(state__in=OPEN).order_by("asked_at", "pk")[: MOST + 1]]
    over = [conversation_view(row) for row in rows.exclude(state__in=OPEN).order_by("-changed_at", "-pk")[:MOST]]
    titles = titles_of({talk.module_key or talk.track_key for talk in (*waiting, *over)})

    def tiles(talks):
        return tuple(AskedTile(talk, titles.get(talk.module_key or talk.track_key, "")) for talk in talks)

    return CoachLists(tiles(waiting[:MOST]), tiles(over), has_more=len(waiting) > MOST)


def openings_of(module_key) -> tuple[str, ...]:
    """Ways to begin, from the module's newest version; none for a track."""
    if module_key is None:
        return ()
    newest = ModuleVersion.objects.filter(module__translation_key=module_key, module__live=True).order_by("-number").first()
    return (module_view(newest, Reader.COACH).coach_starters or ()) if newest else ()
