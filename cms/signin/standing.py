"""What a session may reach: decided here, denied by default, asked for every request that has somebody signed in.

Nobody becomes anybody by a session alone. Its row must be there (not ended, not idle, not too old), an account that has a second
factor must have shown it, and one that must have one reaches only the pages that set it up.
"""

from enum import Enum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from cms.models import SignIn
from cms.signin.receivers import SESSION_KEY
from cms.signin.services import has_second_factor, must_have_second_factor

OPEN_WHILE_WAITING = {"sign_in_set_up", "sign_in_confirm", "sign_in_out"}
"""Routes for somebody who has to set up a second factor first. Anywhere else they are nobody."""
OPEN_TO_NOBODY = {
    *("wagtailadmin_login", "sign_in_code", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"),
    *("wagtailadmin_password_reset", "wagtailadmin_password_reset_done", "wagtailadmin_password_reset_confirm"),
    *("wagtailadmin_password_reset_complete", "sign_in_link", "sign_in_link_sent", "sign_in_link_open"),
    *("sign_in_single", "sign_in_single_back"),
}
"""Routes of the administration that ask for no sign-in at all."""


class Standing(Enum):
    NOBODY = "nobody"
    WAITING = "waiting"
    ADMITTED = "admitted"


def standing_of(request: HttpRequest, user: AbstractBaseUser) -> Standing:
    """Where this request stands. Sets `request.sign_in`; asks the database once, three times while a second factor is still missing."""
    request.sign_in = _sign_in_of(request, user)
    if request.sign_in is None:
        return Standing.NOBODY
    if request.sign_in.has_second_factor:
        return Standing.ADMITTED
    if has_second_factor(user):
        return Standing.NOBODY
    return Standing.WAITING if must_have_second_factor(user) else Standing.ADMITTED


def user_for(request: HttpRequest, user: AbstractBaseUser) -> AbstractBaseUser | AnonymousUser:
    """Who `request.user` is, for everything behind the middleware."""
    if not user.is_authenticated:
        return user
    if user.came_by_joining:  # stands for somebody of a course; whoever gave it a password is somebody else
        request.session.flush()
        return AnonymousUser()
    standing = standing_of(request, user)
    if standing is Standing.ADMITTED or (standing is Standing.WAITING and route_name(request) in OPEN_WHILE_WAITING):
        request.sign_in.touch()
        return user
    if standing is Standing.NOBODY:
        request.session.flush()
    request.is_waiting_for_second_factor = standing is Standing.WAITING
    return AnonymousUser()


def route_name(request: HttpRequest) -> str:
    """The name of the route this request goes to, "" for none."""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _sign_in_of(request: HttpRequest, user: AbstractBaseUser) -> SignIn | None:
    key = request.session.get(SESSION_KEY)
    sign_in = SignIn.objects.running().filter(key=key, user_id=user.pk).first() if key else None
    if sign_in:
        sign_in.user = user  # the one we have, instead of a query
    return sign_in
