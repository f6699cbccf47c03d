"""Two that are one person: put together by their own confirmation on both sides, never by a name or an e-mail address.

A code is shown where they are one and typed where they are the other. It lives ten minutes in the cache, works once, and says nothing.
"""

import hashlib
import secrets
import time
from enum import StrEnum

from django.core.cache import cache
from django.db import models, transaction
from django.utils import timezone

from cms.models import User
from cms.people import forget_if_only_ours, move_pseudonyms
from pd_tracks.models import (
    AccessLog,
    ChosenCoach,
    Conversation,
    ConversationState,
    Credential,
    Enrolment,
    HoursEntry,
    PersonalCode,
    Reflection,
    Share,
)
from pd_tracks.models.conversations import OPEN
from pd_tracks.models.reflections import MAX_TEXT, first_revision, question_key
from pd_tracks.services.hours import take_hours_back

SECONDS = 10 * 60
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without letters and digits that look alike."""
CHARS = 12
MOST_TRIES, TRY_SECONDS = 10, 60 * 60


class Linked(StrEnum):
    """What came of a code."""

    DONE = "done"
    UNREADABLE = "unreadable"
    """Something of theirs cannot be opened, so nothing was changed."""
    SAME = "same"
    """They are one already."""
    UNKNOWN = "unknown"
    """No such code, or it is over or used."""
    TWO_ACCOUNTS = "two_accounts"
    """Both have an account of their own, which only an administrator may settle."""
    CLOSED = "closed"
    """Too many wrong codes for an hour."""


def new_link_code(person: User) -> str:
    """A code for this person, in groups of four."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CHARS))
    cache.set(_key(code), (person.pk, time.time() + SECONDS), SECONDS)
    return "-".join(code[at : at + 4] for at in range(0, CHARS, 4))


def person_of_code(code: str, *, tried_by: str) -> User | Linked:
    """Whose code it is, used up now; else why not. `tried_by` names who tries, for counting."""
    tries = f"link-tries:{hashlib.sha256(tried_by.encode()).hexdigest()}"
    cache.add(tries, 0, TRY_SECONDS)
    try:
        count = cache.incr(tries)
    except ValueError:  # it was over at that very moment
        count = 1
    if count > MOST_TRIES:
        return Linked.CLOSED
    key = _key(code)
    pk, ends_at = cache.get(key) or (None, 0)
    # Deleting says whether it was there: of two that type it at once, one has it.
    if pk is None or not cache.delete(key) or ends_at < time.time():
        return Linked.UNKNOWN
    return User.objects.filter(pk=pk).first() or Linked.UNKNOWN


def link(one: User, other: User) -> Linked:
    """Everything of both is one person's from now on: an account of their own where one of them is, else the first. What both have of one
    track is put together; nothing that was written is lost."""
    if one.pk == other.pk:
        return Linked.SAME
    if not (one.came_by_joining or other.came_by_joining):
        return Linked.TWO_ACCOUNTS
    stays, goes = (other, one) if one.came_by_joining and not other.came_by_joining else (one, other)
    with transaction.atomic():
        here = User.objects.select_for_update(no_key=True).filter(pk__in=[stays.pk, goes.pk]).order_by("pk")
        if len(here) < 2:
            return Linked.UNKNOWN
        _put_together(stays, goes)
    return Linked.DONE


def _put_together(stays: User, goes: User) -> None:
    # A coach may be answering or reading at this moment: before, or after under the new owner.
    shares, choices = Share.objects.filter(reflection__enrolment__user=goes), ChosenCoach.objects.filter(enrolment__user=goes)
    for rows in (Conversation.objects.filter(enrolment__user=goes), shares, choices):
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    for enrolment in Enrolment.objects.of(goes):
        same = Enrolment.objects.of(stays, enrolment.track_key).open().first() or Enrolment.objects.of(stays, enrolment.track_key).first()
        texts = [(text, text.text()) for text in enrolment.reflections.select_related("enrolment")]
        names = [
            (share, share.name()) for share in Share.objects.filter(reflection__enrolment=enrolment).select_related("reflection__enrolment")
        ]
        if same:
            # What is put together was never shown to anybody: whoever chose a coach chooses again.
            ChosenCoach.objects.filter(enrolment__in=[same, enrolment]).delete()
        choice = ChosenCoach.objects.filter(enrolment=enrolment).select_related("enrolment").first()
        called = choice.name() if choice else ""
        talks = [(talk, talk.request(), talk.answer()) for talk in enrolment.conversations.select_related("enrolment")]
        into = same or enrolment
        into.user = stays
        if same:
            _take_the_better_standing(same, enrolment)
            _put_marks_together(same, enrolment)
        into.save()
        for talk, request, answer in talks:
            _move_talk(talk, request, answer, into)
        _move_texts(texts, names, into)
        if choice:
            choice.enrolment = into
            choice.call_them(called)
            choice.save()
        if same:
            AccessLog.objects.filter(enrolment=enrolment).update(enrolment=same)
            enrolment.delete()
    _move_hours(stays, goes)
    Credential.objects.filter(person=goes).update(person=stays)
    AccessLog.objects.filter(owner=goes).update(owner=stays)
    # Nobody reads, asks or chooses themselves.
    ChosenCoach.objects.filter(enrolment__user=stays, coach=stays).delete()
    Share.objects.filter(reflection__enrolment__user=stays, coach=stays).delete()
    own = Conversation.objects.filter(enrolment__user=stays, coach=stays, state__in=OPEN)
    own.update(state=ConversationState.WITHDRAWN, changed_at=timezone.now())
    if not PersonalCode.objects.filter(person=stays).exists():
        PersonalCode.objects.filter(person=goes).update(person=stays)
    move_pseudonyms(goes, stays)
    # What was chosen about e-mail goes with whoever goes: that of the one that stays holds.
    forget_if_only_ours(goes)


def _take_the_better_standing(into: Enrolment, gone: Enrolment) -> None:
    """How it stands with a track that both joined: as with the one to which more may be added, and longer."""

    def standing(one: Enrolment) -> tuple:
        return one.left_at is None, one.yes_holds, one.paused_at is None, one.agreed_until

    into.joined_at = min(into.joined_at, gone.joined_at)
    if standing(gone) > standing(into):
        into.agreed_until, into.agreed_edition, into.counted_in = gone.agreed_until, gone.agreed_edition, gone.counted_in
        into.paused_at, into.left_at, into.tells_gradebook = gone.paused_at, gone.left_at, gone.tells_gradebook


def _put_marks_together(into: Enrolment, gone: Enrolment) -> None:
    for part in gone.participations.all():
        mine = into.participations.filter(module_key=part.module_key).first()
        if mine is None:
            part.enrolment = into
            part.save(update_fields=["enrolment"])
            continue
        mine.tried_at = min(filter(None, [mine.tried_at, part.tried_at]), default=None)
        mine.done_at = min(filter(None, [mine.done_at, part.done_at]), default=None)
        mine.parts = list(dict.fromkeys([*mine.parts, *part.parts]))
        mine.save()


def _move_texts(texts: list, names: list, into: Enrolment) -> None:
    for text, words in texts:
        mine = (
            Reflection.objects.select_related("enrolment")
            .filter(enrolment=into, question_key=text.question_key)
            .exclude(pk=text.pk)
            .first()
        )
        joined = "\n\n".join(filter(None, [mine.text(), words])) if mine else ""
        if mine is not None and len(joined) <= MAX_TEXT:
            _join(mine, text, joined)
            continue
        if mine is not None:  # too long for one: both stay, the second under its own heading
            text.question = f"{text.question} ({text.pk})"
            text.question_key = question_key(text.module_key, text.question)
        text.enrolment = into
        text.put(words)
        text.save()
        for share, name in names:
            if share.reflection_id == text.pk:
                share.reflection = text
                share.call_them(name)
                share.save()


def _join(mine: Reflection, text: Reflection, joined: str) -> None:
    """One text of two. Its shares end, because what is put together was never shared; who looked at either stays in the log."""
    mine.put(joined)
    # A window that shows one of the two has to look first.
    mine.revision, mine.last_window, mine.last_turn = first_revision(), "", 0
    mine.save()
    AccessLog.objects.filter(reflection=text).update(reflection=mine)
    Share.objects.filter(reflection__in=[mine, text]).delete()


def _move_talk(talk: Conversation, request: dict, answer: str, into: Enrolment) -> None:
    is_double = talk.state in OPEN and into.conversations.filter(coach=talk.coach, state__in=OPEN).exclude(pk=talk.pk).exists()
    talk.enrolment = into
    talk.put_request(**request)
    talk.put_answer(answer)
    if is_double:
        talk.state, talk.changed_at = ConversationState.WITHDRAWN, timezone.now()
    talk.save(update_fields=["enrolment", "closed_request", "closed_answer", "state", "changed_at"])


def _move_hours(stays: User, goes: User) -> None:
    mine = set(HoursEntry.objects.of(stays).standing().values_list("track_key", "module_key"))
    for track_key, module_key in HoursEntry.objects.of(goes).standing().values_list("track_key", "module_key"):
        if (track_key, module_key) in mine:  # done in both places counts once
            take_hours_back(person=goes, track_key=track_key, module_key=module_key)
    # Whose lines they are is all that changes; what they say does not.
    models.QuerySet(HoursEntry).filter(person=goes).update(person=stays)


def _key(code: str) -> str:
    plain = "".join(each for each in code.upper() if each in ALPHABET)
    return f"link-code:{hashlib.sha256(plain.encode()).hexdigest()}"
