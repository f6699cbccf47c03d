"""A schedule that cannot be kept: taken back, logged, and told to whoever set it. Runs in `publish_scheduled`, never in a page request."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail.models import Page, Revision

from cms.public_url import public_url
from cms.publishing import Problems, publishing_problems, why_not_ready

logger = logging.getLogger(__name__)


def take_back(revision: Revision, draft: Page, problems: Problems) -> None:
    """The draft stays a draft without a date. Whatever happens to the message, everybody else's pages go live."""
    logger.error("page %s was not published as scheduled: %s", draft.pk, ", ".join(problems))
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    person = revision.user or draft.owner
    if person is None or not person.is_active or not person.email:
        return
    try:
        _message(draft, person).send()
    except OSError:  # what smtplib and sockets raise
        logger.exception("nobody could be told that the schedule of page %s was taken back", draft.pk)


def _message(draft: Page, person) -> EmailMessage:
    """Plain text in this person's language. The problems are asked again, so that they are in it too."""
    with translation.override(person.language):
        subject = _("“%(title)s” was not published as scheduled") % {"title": draft.get_admin_display_title()}
        lines = [
            why_not_ready(draft, publishing_problems(draft)),
            _("It is a draft without a date now. When it is ready, publish it, or set a schedule again:"),
            public_url(reverse("wagtailadmin_pages:edit", args=[draft.pk])),
        ]
    return EmailMessage(" ".join(subject.split()), "\n\n".join(lines), settings.DEFAULT_FROM_EMAIL, [person.email])
