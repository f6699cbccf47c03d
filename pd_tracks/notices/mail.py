"""What the e-mail says: numbers and a link to a coach; to a teacher, that they asked for it. Nothing that a mailbox read by others would tell."""

import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.models import User
from cms.public_url import public_url
from pd_tracks.models import ConversationState
from pd_tracks.models.notices import Kind, not_told
from pd_tracks.notices.links import stop_url
from pd_tracks.sharing import asked_of, shared_with


def message_of(kind: Kind, person: User, at: datetime.datetime) -> EmailMessage:
    """Plain text in the reader's language. `at`: what came until then is counted."""
    with translation.override(person.language):
        stop = stop_url(person.pk, kind)
        subject, text = _digest(person, at, stop) if kind is Kind.COACH else _reminder(stop)
        # RFC 8058: a mailbox may show a button of its own that posts to this address.
        headers = {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        }
        return EmailMessage(subject, text, to=[person.email], headers=headers)


def _digest(coach: User, at: datetime.datetime, stop: str) -> tuple[str, str]:
    asked = asked_of(coach).filter(state=ConversationState.ASKED).order_by().values("enrolment__user").distinct().count()
    shared = not_told(shared_with(coach), at).count()
    context = {"asked": asked, "shared": shared, "page_url": public_url(reverse("coach")), "stop_url": stop}
    return _("For you as a coach in Waymark"), render_to_string("pd_tracks/email/coach.txt", context)


def _reminder(stop: str) -> tuple[str, str]:
    context = {"page_url": public_url(reverse("own_learning")), "stop_url": stop}
    return _("The reminder you asked for"), render_to_string("pd_tracks/email/reminder.txt", context)
