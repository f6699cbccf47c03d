"""Everything kept of one person here, as plain values: for their own page, their file and their receipt."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import User
from cms.people import places_of
from pd_tracks.certificates.issuing import address, hours_in_words
from pd_tracks.listings import titles_of
from pd_tracks.models import Credential, Enrolment, HoursEntry, NoticeChoice, Reflection, SentNotice
from pd_tracks.models.hours import school_year_of
from pd_tracks.models.notices import Every, Kind
from pd_tracks.own.choosing import chosen_coach_of
from pd_tracks.own.code import has_code
from pd_tracks.own.conversations import ConversationView, conversations_of
from pd_tracks.own.texts import TextView, looks_of, views_of
from pd_tracks.sharing import own

FORMAT = "waymark-own-learning/2"
UNREADABLE = _("cannot be opened just now: a secret of the server is missing")


def own_data(person: User, *, with_texts: bool) -> dict:
    """All of it, with times in ISO 8601. Without texts where a code was set and not given: then `texts_are_closed` says so."""
    mine = own(person, Enrolment).newest_first().select_related("counted_in", "chosen_coach__coach")
    enrolments = list(mine.prefetch_related("participations", "looks__reader"))
    texts = views_of(own(person, Reflection), person) if with_texts else []
    talks = conversations_of(person) if with_texts else []
    keys = {each.track_key for each in enrolments} | {part.module_key for each in enrolments for part in each.participations.all()}
    titles = titles_of(keys | {each.module_key for each in (*texts, *talks)} - {None})
    hours = list(own(person, HoursEntry).order_by("pk"))
    return {
        "format": FORMAT,
        "account": person.get_username(),
        "comes_from": places_of(person),
        "has_code": has_code(person),
        "texts_are_closed": not with_texts,
        "tracks": [
            {
                "track": titles.get(each.track_key, ""),
                "key": str(each.track_key),
                "joined": _when(each.joined_at),
                "agreed_until": each.agreed_until.isoformat(),
                "agreed_edition": each.agreed_edition,
                "tells_gradebook": each.tells_gradebook,
                "joined_in": each.counted_in.shown_name if each.counted_in else "",
                "chosen_coach": _choice(each, person),
                "looked_at": _looks(looks_of(each)),
                "paused": _when(each.paused_at),
                "left": _when(each.left_at),
                "modules": [
                    {
                        "module": titles.get(part.module_key, ""),
                        "key": str(part.module_key),
                        "tried": _when(part.tried_at),
                        "done": _when(part.done_at),
                        "parts_done": len(part.parts),
                    }
                    for part in sorted(each.participations.all(), key=lambda part: part.pk)
                ],
                "texts": [_text(text, titles) for text in texts if text.enrolment_id == each.pk],
                "conversations": [_conversation(talk, titles) for talk in talks if talk.enrolment_id == each.pk],
            }
            for each in enrolments
        ],
        "hours": [_hours(row) for row in hours],
        "certificates": [_certificate(row) for row in own(person, Credential).order_by("pk")],
        "notices": _notices(person),
    }


def _choice(enrolment: Enrolment, person: User) -> dict | None:
    choice = chosen_coach_of(enrolment, person)
    if choice is None:
        return None
    return {"coach": choice.coach, "is_read": choice.is_read, "as": choice.name, "until": choice.until.isoformat()}


def _text(view: TextView, titles: dict) -> dict:
    share = view.share
    return {
        "key": view.key,
        "module": titles.get(view.module_key, ""),
        "module_key": str(view.module_key),
        "question": view.question,
        "text": str(UNREADABLE) if view.text is None else view.text,
        "written": _when(view.written_at),
        "shared_with": share.coach if share else "",
        "is_read": share is not None and share.is_read,
        "shared_as": share.name if share else "",
        "shared_until": share.until.isoformat() if share else "",
        "looked_at": _looks(view.looks),
    }


def _conversation(view: ConversationView, titles: dict) -> dict:
    return {
        "key": view.key,
        "about": titles.get(view.module_key, ""),
        "coach": view.coach,
        "state": view.state,
        "state_words": str(view.state_words),
        "is_open": view.is_open,
        "has_time": view.has_time,
        "asked": _when(view.asked_at),
        "is_coaching": view.is_coaching,
        **(view.request if view.can_be_read else {**view.request, "topic": str(UNREADABLE)}),
        "answer": view.answer,
        "begins": _when(view.begins_at),
        "minutes": view.minutes if view.begins_at else None,
        "looked_at": _looks(view.looks),
    }


def _hours(row: HoursEntry) -> dict:
    return {
        "module": row.title,
        "module_key": str(row.module_key),
        "track_key": str(row.track_key),
        "version": row.version,
        "minutes": row.minutes,
        "rule": row.rule,
        "day": row.on.isoformat(),
        "recorded": _when(row.recorded_at),
        "school_year": school_year_of(row.on),
    }


def _certificate(row: Credential) -> dict:
    return {
        "key": str(row.key),
        "title": row.title,
        "purpose": row.purpose,
        "track_key": str(row.track_key),
        "language": row.language,
        "hours": hours_in_words(row.minutes),
        "minutes": row.minutes,
        "minutes_available": row.minutes_available,
        "modules": row.modules,
        "name": row.name,
        "issuer": row.issuer_name,
        "issuer_url": row.issuer_url,
        "issued": _when(row.issued_at),
        "taken_back": _when(row.revoked_at),
        "url": address("certificate", row.key),
        "subject": str(row.subject),
        "badge": row.signed,
    }


def _notices(person: User) -> dict:
    """What they chose about e-mail, and which days some was sent."""
    chosen = {each.kind: each for each in own(person, NoticeChoice)}
    reminder = chosen.get(Kind.REMINDER)
    return {
        "reminders": reminder.every if reminder else Every.NEVER.value,
        "next_reminder": reminder.next_on.isoformat() if reminder else "",
        "coach_e_mail_is_off": Kind.COACH in chosen,
        "sent": [
            {"kind": each.kind, "day": each.sent_on.isoformat(), "counted": _when(each.counted_at), "is_sent": each.is_sent}
            for each in own(person, SentNotice).order_by("pk")
        ],
    }


def _looks(looks) -> list[dict]:
    return [{"who": look.who, "when": _when(look.at)} for look in looks]


def _when(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""
