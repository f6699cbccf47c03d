"""The e-mail with a sign-in link. Runs after the answer (`cms.later`), so that the page says nothing about who has an account, its time neither."""

import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cms.public_url import public_url
from cms.signin.links import SECONDS, accounts_for, make_link

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """Somebody asked for a link."""

    email: str
    browser: str
    device: str
    path: str
    language: str


def send_links(wish: Wish) -> None:
    """One e-mail for each account with this address, mostly one, often none."""
    for user in accounts_for(wish.email):
        try:
            _message(user, wish).send()
        except OSError as error:  # what smtplib and sockets raise; its text may quote the address
            logger.error("a sign-in link could not be sent: %s", type(error).__name__)


def _message(user: AbstractBaseUser, wish: Wish) -> EmailMessage:
    """Plain text, in the language this person chose, else in that of the page on which it was asked for."""
    profile = getattr(user, "wagtail_userprofile", None)
    link = make_link(user, browser=wish.browser, device=wish.device, path=wish.path)
    with translation.override((profile and profile.preferred_language) or wish.language):
        context = {
            "link": f"{public_url(reverse('sign_in_link_open'))}?{urlencode({'link': link})}",
            "name": user.get_username(),
            "device": wish.device,
            "minutes": SECONDS // 60,
        }
        text = render_to_string("cms/signin/link.txt", context)
        # The name of an account is no name of a mailbox: it is in the text only.
        return EmailMessage(_("Your link to sign in to Waymark"), text, to=[user.email])
