"""What people change about their own sign-in: the second factor, recovery codes, and where they are signed in."""

import functools
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wagtail.admin import messages

from cms.signin.forms import WRONG_CODE, ConfirmForm, FirstCodeForm
from cms.signin.pictures import app_url, qr_picture
from cms.signin.seal import open_sealed, seal
from cms.signin.services import (
    end_sign_ins,
    has_second_factor,
    make_recovery_codes,
    must_have_second_factor,
    new_secret,
    remove_second_factor,
    secret_as_text,
    set_up_second_factor,
)
from cms.signin.targets import wanted_path

SECRET_SESSION_KEY = "sign_in_secret"  # noqa: S105  (the name of a key, not a secret)


def signed_in(view):
    """For whoever is signed in, with access to the administration or not."""

    @functools.wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), login_url=reverse("wagtailadmin_login"))
        return view(request, *args, **kwargs)

    return never_cache(checked)


def confirmed(view):
    """Asks for the password again where that was more than ten minutes ago."""

    @functools.wraps(view)
    def checked(request, *args, **kwargs):
        if not request.sign_in.is_confirmed:
            # What was sent is not sent again by itself: back to the page with the button.
            back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
            return redirect(f"{reverse('sign_in_confirm')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return signed_in(checked)


def next_url(request: HttpRequest) -> str:
    """Where the person wanted to go, if it is one of our pages; else their account."""
    account = reverse("wagtailadmin_account") if request.user.has_perm("wagtailadmin.access_admin") else "/"
    return wanted_path(request) or account


@sensitive_post_parameters("password")
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more; whoever has none signs in again instead."""
    if not request.user.has_usable_password():
        return render(request, "cms/admin/signin/confirm_again.html")
    form = ConfirmForm(request.POST or None, request=request)
    if form.is_valid():
        request.sign_in.confirm()
        return redirect(next_url(request))
    return render(request, "cms/admin/signin/confirm.html", {"form": form, "next": next_url(request)})


@sensitive_post_parameters("code")
@confirmed
def set_up(request: HttpRequest) -> HttpResponse:
    """Shows the picture to scan, and takes the first code. Ends with the recovery codes, which are shown this once."""
    sealed = request.session.setdefault(SECRET_SESSION_KEY, seal(new_secret()))
    secret = open_sealed(sealed)
    form = FirstCodeForm(request.POST or None)
    if form.is_valid():
        codes = set_up_second_factor(sign_in=request.sign_in, secret=secret, code=form.cleaned_data["code"])
        if codes:
            del request.session[SECRET_SESSION_KEY]
            return show_codes(request, codes)
        form.add_error("code", WRONG_CODE)
    context = {
        "form": form,
        "next": next_url(request),
        "picture": qr_picture(app_url(name=request.user.get_username(), secret=secret)),
        "secret": secret_as_text(secret),
        "is_required": not request.sign_in.has_second_factor and must_have_second_factor(request.user),
        "replaces": has_second_factor(request.user),
    }
    return render(request, "cms/admin/signin/set_up.html", context)


@confirmed
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    if not has_second_factor(request.user):
        return redirect("sign_in_set_up")
    if request.method != "POST":
        return ask(request, _("Make new recovery codes?"), _("The old ones then no longer work."), _("Make new codes"))
    return show_codes(request, make_recovery_codes(user=request.user))


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "cms/admin/signin/codes.html", {"codes": codes, "next": next_url(request)})


@confirmed
def remove(request: HttpRequest) -> HttpResponse:
    """Back to the password alone, where the district allows that."""
    if must_have_second_factor(request.user):
        messages.error(request, _("Your district asks you to keep a second factor. You can set up a new phone instead."))
        return redirect("wagtailadmin_account")
    if request.method != "POST":
        consequence = _("Then your password alone opens your account, and your recovery codes no longer work.")
        return ask(request, _("Switch off your second factor?"), consequence, _("Switch it off"))
    remove_second_factor(user=request.user, by=request.user)
    messages.success(request, _("Your second factor is switched off."))
    return redirect("wagtailadmin_account")


@signed_in
def end(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """Signs out one other device of one's own, or all others."""
    if request.method != "POST":
        question = _("Sign out there?") if key else _("Sign out everywhere else?")
        return ask(
            request, question, _("Whoever uses Waymark there has to sign in again. What they have not saved is lost."), _("Sign out")
        )
    end_sign_ins(user=request.user, but=request.sign_in, key=key)
    messages.success(request, _("Signed out there."))
    return redirect("wagtailadmin_account")


def ask(request: HttpRequest, question: str, consequence: str, yes: str) -> HttpResponse:
    """A question before something is done. A page of its own: in the account page's form, Enter would press the first button there is."""
    return render(request, "cms/admin/signin/ask.html", {"question": question, "consequence": consequence, "yes": yes})
