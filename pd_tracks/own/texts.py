"""What somebody wrote in a module, with whom they share it and who looked: for their own eyes."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpRequest
from django.urls import reverse

from cms.dates import district_today
from cms.models import User
from cms.private_text import CannotBeOpened
from cms.viewer import viewer_for
from pd_tracks.models.reflections import MAX_TEXT, Reflection, Share, in_one_line, question_key
from pd_tracks.own.code import texts_are_open
from pd_tracks.sharing import coaches_for, own


@dataclass(frozen=True)
class ShareView:
    """With whom a text is shared, under which name, until when. `is_read`: whether that person coaches today."""

    coach: str
    name: str
    until: date
    is_read: bool


@dataclass(frozen=True)
class LookView:
    who: str
    """Empty where the account is gone."""
    at: datetime


@dataclass(frozen=True)
class TextView:
    """A question and what was written to it. Without a key nothing is kept of it yet."""

    question: str
    question_key: str
    module_key: UUID | None = None
    enrolment_id: int | None = None
    key: str = ""
    text: str | None = ""
    """None where it cannot be opened: a secret of the server is missing."""
    revision: int = 0
    written_at: datetime | None = None
    share: ShareView | None = None
    looks: tuple[LookView, ...] = ()
    typed: str | None = None
    """What this request sent and was not kept, where it was not; `error` says why."""
    error: str = ""


@dataclass(frozen=True)
class OwnTexts:
    """All of one module. `is_closed`: a code is asked for first, and no text is in here."""

    write_url: str
    is_closed: bool
    may_write: bool
    needs_token: bool
    texts: tuple[TextView, ...] = ()
    earlier: tuple[TextView, ...] = ()
    """To questions that the module no longer asks."""
    max_length: int = MAX_TEXT
    in_launch: bool = False

    @property
    def questions(self) -> list[str]:
        """What the module asks."""
        return [view.question for view in self.texts]

    def with_what_was_typed(self, question: str, typed: str, error: str) -> "OwnTexts":
        """The same, with what was sent and not kept at its question, and why."""
        question = in_one_line(question)
        known = {view.question for view in (*self.texts, *self.earlier)}
        earlier = self.earlier if question in known else (*self.earlier, TextView(question, str(uuid5(NAMESPACE_URL, question))))
        texts, earlier = (
            tuple(replace(view, typed=typed, error=error) if view.question == question else view for view in views)
            for views in (self.texts, earlier)
        )
        return replace(self, texts=texts, earlier=earlier)


def own_texts(request: HttpRequest, person: User, module_key, questions: tuple[str, ...], *, may_write: bool) -> OwnTexts:
    """Of one module, in the order of its questions. Three statements, and one for who coaches where something is shared."""
    empty = OwnTexts(
        write_url=reverse("write_reflection", args=[module_key]),
        is_closed=not texts_are_open(request, person),
        may_write=may_write,
        needs_token=not viewer_for(request).in_launch,
        in_launch=viewer_for(request).in_launch,
    )
    asked = {str(question_key(module_key, question)): in_one_line(question) for question in questions}
    if empty.is_closed:
        return replace(empty, texts=tuple(TextView(question, key) for key, question in asked.items()))
    kept = {view.question_key: view for view in views_of(own(person, Reflection).filter(module_key=module_key), person)}
    texts = tuple(kept.pop(key, None) or TextView(question, key) for key, question in asked.items())
    return replace(empty, texts=texts, earlier=tuple(kept.values()))


def views_of(reflections, person: User) -> list[TextView]:
    """Of these reflections, which are this person's, oldest first. Two statements, and one for who coaches where something is shared."""
    rows = list(reflections.select_related("enrolment", "share__coach").prefetch_related("looks__reader").order_by("pk"))
    coaching = set(coaches_for(person).values_list("pk", flat=True)) if any(_share(row) for row in rows) else set()
    return [
        TextView(
            question=row.question,
            question_key=str(row.question_key),
            module_key=row.module_key,
            enrolment_id=row.enrolment_id,
            key=str(row.key),
            text=opened(row.text),
            revision=row.revision,
            written_at=row.written_at,
            share=_share_view(row, coaching),
            looks=looks_of(row),
        )
        for row in rows
    ]


def looks_of(row) -> tuple[LookView, ...]:
    """Who looked at a text or a conversation, whose `looks__reader` were fetched, oldest first."""
    looks = sorted(row.looks.all(), key=lambda look: look.at)
    return tuple(LookView(look.reader.display_name if look.reader else "", look.at) for look in looks)


def _share(row: Reflection):
    """The share of a text that still opens something; None without one."""
    share = getattr(row, "share", None)
    return share if share is not None and share.until >= district_today() else None


def _share_view(row: Reflection, coaching: set[int]) -> ShareView | None:
    share = _share(row)
    if share is None:
        return None
    share.reflection = row  # as the one in memory: its person is part of what closes the name
    return ShareView(share.coach.display_name, opened(share.name) or "", share.until, share.coach_id in coaching)


def opened(read) -> str | None:
    """What `read` opens; None where no secret does."""
    try:
        return read()
    except CannotBeOpened:
        return None


def text_of(person: User, key) -> TextView | None:
    """One text of this person; None where they have none under this key."""
    found = views_of(own(person, Reflection).filter(key=key), person)
    return found[0] if found else None


def last_name(person: User) -> str:
    """What they wanted to be called by the coach they last shared something with; "" for the first time."""
    shares = own(person, Share).select_related("reflection__enrolment")
    last = shares.order_by("-shared_at", "-pk").first()
    return (opened(last.name) or "") if last else ""
