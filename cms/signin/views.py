"""The one door to the administration: password, code, log-out, password reset. What somebody changes once inside is in `own`."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wagtail.admin import messages
from wagtail.admin.views import account

from cms.signin.browsers import remember_browser
from cms.signin.entering import enter
from cms.signin.forms import CodeForm, ResetForm, SignInForm
from cms.signin.oidc.provider import display_name
from cms.signin.targets import destination, wanted_path
from cms.signin.waiting import stop_waiting, who_waits


class SignInView(account.LoginView):
    """Wagtail's page, with tries counted. Whoever has a second factor is not signed in here: the code comes next."""

    template_name = "cms/admin/signin/sign_in.html"

    def get_form_class(self):
        return SignInForm

    def get_success_url(self):
        return destination(self.request.user, wanted_path(self.request))

    def get_context_data(self, **kwargs):
        path = wanted_path(self.request)
        return super().get_context_data(**kwargs) | {"next": path, "single_sign_on": settings.OIDC and display_name()}

    def form_valid(self, form):
        return enter(self.request, form.get_user(), path=wanted_path(self.request))


@sensitive_post_parameters("code")
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app, or a recovery code."""
    waits = who_waits(request)
    if waits is None:
        return redirect("wagtailadmin_login")
    user, waiting = waits
    form = CodeForm(request.POST or None, request=request, user=user)
    if not form.is_valid():
        return render(request, "cms/admin/signin/code.html", {"form": form})
    stop_waiting(request)
    login(request, user, backend=waiting.backend)
    request.sign_in.has_second_factor = True
    request.sign_in.save(update_fields=["has_second_factor"])
    if form.answer.codes_left is not None:
        messages.warning(request, codes_left_in_words(form.answer.codes_left))
    return remember_browser(redirect(waiting.next_url), user.get_username())


def codes_left_in_words(left: int) -> str:
    return ngettext(
        "You used a recovery code. You have %(left)s left. Make new ones in your account when they run low.",
        "You used a recovery code. You have %(left)s left. Make new ones in your account when they run low.",
        left,
    ) % {"left": left}


def to_the_door(request: HttpRequest) -> HttpResponse:
    """Django's own admin and Wagtail's pages for members have no sign-in of their own: everybody goes through the same one."""
    next_url = request.POST.get("next") or request.GET.get("next") or reverse("wagtailadmin_home")
    return redirect(f"{reverse('wagtailadmin_login')}?{urlencode({'next': next_url})}")


class SignOutView(account.LogoutView):
    """Wagtail's, also for accounts that cannot open the administration."""


class ResetView(account.PasswordResetView):
    """Wagtail's, with requests counted."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.request = self.request
        return form

    def get_form_class(self):
        return ResetForm
