"""Listens to Django: whoever is signed in, by whatever way, gets a row in `SignIn`; whoever signs out loses it."""

from django.contrib.auth.signals import user_logged_in, user_logged_out

from cms.models import SignIn
from cms.signin.services import begin_sign_in

SESSION_KEY = "sign_in"


def connect() -> None:
    user_logged_in.connect(note_sign_in, dispatch_uid="cms.note_sign_in")
    user_logged_out.connect(note_sign_out, dispatch_uid="cms.note_sign_out")


def note_sign_in(sender, request, user, **kwargs) -> None:
    note_sign_out(sender, request, user)  # the same person again in the same browser
    request.sign_in = begin_sign_in(user=user, user_agent=request.headers.get("User-Agent", ""))
    request.session[SESSION_KEY] = str(request.sign_in.key)


def note_sign_out(sender, request, user, **kwargs) -> None:
    if key := request.session.get(SESSION_KEY):
        SignIn.objects.filter(key=key).delete()
