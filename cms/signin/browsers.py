"""A cookie that says: the owner of this account has signed in here before. It opens nothing; it keeps others' wrong tries from counting here.

Set when a sign-in is complete, second factor included, so that a stolen password alone gets none.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from cms.addresses import keyed_hash

SALT = "waymark.signin.browser"
SECONDS = 60 * 24 * 3_600


def browser_of(request: HttpRequest, account: str) -> str:
    """A random name of this browser, where the account's owner signed in with it within the last two months; else ""."""
    try:
        owner, name = signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, ""), salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return name if owner == keyed_hash(account.casefold()) else ""


def remember_browser(response: HttpResponse, account: str) -> HttpResponse:
    """Marks the browser that gets this response as one the account's owner uses."""
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps([keyed_hash(account.casefold()), secrets.token_urlsafe(8)], salt=SALT),
        max_age=SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
