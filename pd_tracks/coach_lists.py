"""What a coach's pages list: by the names that teachers chose, and never anybody who did not choose this coach."""

from dataclasses import dataclass
from datetime import date, datetime

from cms.models import User
from cms.private_text import CannotBeOpened
from pd_tracks.audience import Reader, module_view
from pd_tracks.listings import titles_of
from pd_tracks.models import ModuleVersion
from pd_tracks.own.conversations import ConversationView, conversation_view
from pd_tracks.sharing import asked_of, shared_with


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
class SharedTile:
    """The same in a list: nothing of what was written."""

    key: str
    name: str
    module: str
    shared_at: datetime
    until: date


@dataclass(frozen=True)
class AskedTile:
    """A conversation in a list, and the title of what it is about."""

    talk: ConversationView
    about: str


@dataclass(frozen=True)
class CoachLists:
    open: tuple[AskedTile, ...]
    over: tuple[AskedTile, ...]
    shared: tuple[SharedTile, ...]


def waiting_for(coach: User) -> CoachLists:
    """All that this coach may see today. Five statements."""
    talks = [conversation_view(row) for row in asked_of(coach).select_related("coach")]
    shares = list(shared_with(coach))
    keys = {talk.module_key for talk in talks} | {share.reflection.module_key for share in shares}
    titles = titles_of(keys - {None})
    asked = [AskedTile(talk, titles.get(talk.module_key, "")) for talk in talks]
    return CoachLists(
        open=tuple(each for each in asked if each.talk.is_open),
        over=tuple(each for each in asked if not each.talk.is_open),
        shared=tuple(
            SharedTile(str(share.reflection.key), _name(share), titles.get(share.reflection.module_key, ""), share.shared_at, share.until)
            for share in shares
        ),
    )


def openings_of(module_key) -> tuple[str, ...]:
    """Ways to begin, from the module's newest version; none for a track."""
    if module_key is None:
        return ()
    newest = ModuleVersion.objects.filter(module__translation_key=module_key, module__live=True).order_by("-number").first()
    return (module_view(newest, Reader.COACH).coach_starters or ()) if newest else ()


def _name(share) -> str:
    try:
        return share.name()
    except CannotBeOpened:
        return ""
