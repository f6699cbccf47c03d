"""Between password and code: who has shown the right password, kept in the session for ten minutes. They are not signed in."""

import time
from dataclasses import asdict, dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from cms.models.signin import password_mark

SESSION_KEY = "sign_in_waiting"
SECONDS = 600


@dataclass(frozen=True)
class Waiting:
    """Who waits, since when, and where they wanted to go."""

    user_id: int
    backend: str
    password_mark: str
    since: float
    next_url: str


def wait_for_code(request: HttpRequest, *, user: AbstractBaseUser, next_url: str) -> None:
    """Notes that this browser has shown the user's password."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = asdict(Waiting(user.pk, user.backend, password_mark(user), time.time(), next_url))


def who_waits(request: HttpRequest) -> tuple[AbstractBaseUser, Waiting] | None:
    """The person and what was noted; None where nobody waits, it took too long, or the password was changed meanwhile."""
    noted = request.session.get(SESSION_KEY)
    if not noted or (waiting := Waiting(**noted)).since < time.time() - SECONDS:
        return None
    user = get_user_model().objects.filter(pk=waiting.user_id, is_active=True).first()
    if user is None or password_mark(user) != waiting.password_mark:
        return None
    return user, waiting


def stop_waiting(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
