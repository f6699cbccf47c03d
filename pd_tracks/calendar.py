"""An agreed conversation as a calendar file (RFC 5545)."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from icalendar import Calendar, Event

from pd_tracks.own.conversations import ConversationView


def calendar_of(talk: ConversationView, *, with_whom: str, about: str) -> HttpResponse:
    """One event: when, with whom, about which module. Nothing of what was written goes along: calendars are shared and synced."""
    event = Event()
    event.add("uid", f"{talk.key}@waymark")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", talk.begins_at)
    event.add("dtend", talk.begins_at + timedelta(minutes=talk.minutes))
    event.add("summary", _("A conversation with %(name)s") % {"name": with_whom} if with_whom else _("A conversation"))
    if about:
        event.add("description", about)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Waymark//Educator tracks//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    headers = {"Content-Disposition": 'attachment; filename="conversation.ics"'}
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers)
