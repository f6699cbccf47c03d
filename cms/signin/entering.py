"""The last step of every way in. Whoever has a second factor is not signed in here: their code comes next."""

from django.contrib.auth import login
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cms.signin.browsers import remember_browser
from cms.signin.services import has_second_factor
from cms.signin.targets import destination
from cms.signin.waiting import wait_for_code

BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, user: AbstractBaseUser, *, path: str) -> HttpResponse:
    """Signs in somebody who has just shown who they are, or asks for their code. `path`: where they wanted to go, one of our own or ""."""
    user.backend = getattr(user, "backend", BACKEND)
    next_url = destination(user, path)
    if has_second_factor(user):
        wait_for_code(request, user=user, next_url=next_url)
        return redirect("sign_in_code")
    login(request, user)
    return remember_browser(redirect(next_url), user.get_username())
