"""What people type when they sign in. Tries are counted here, before anything is looked up."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms.auth import LoginForm, PasswordResetForm

from cms.later import later
from cms.signin import throttle
from cms.signin.browsers import browser_of
from cms.signin.services import accept_code

WRONG_CODE = _("That code is not right. Codes change every half minute, and each works once: wait for the next one.")


class SignInForm(LoginForm):
    """Name and password. The same answer for a wrong password and for a name that nobody has."""

    remember = None

    def clean(self):
        account = self.cleaned_data.get("username", "")
        if wait := throttle.seconds_to_wait(self.request, account):
            raise ValidationError(throttle.in_words(wait))
        cleaned = super().clean()
        if self.user_cache:
            throttle.forget_slips(self.request, account)
        return cleaned


class CodeForm(forms.Form):
    """A code of the app, or a recovery code. `answer` says what became of it."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": "", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, *args, request, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user

    def clean_code(self):
        account = self.user.get_username()
        if wait := throttle.seconds_to_wait(self.request, account, step="code"):
            raise ValidationError(throttle.in_words(wait))
        is_known = bool(browser_of(self.request, account))
        self.answer = accept_code(user=self.user, code=self.cleaned_data["code"], is_known_browser=is_known)
        if self.answer.wait_seconds:
            raise ValidationError(throttle.in_words(self.answer.wait_seconds))
        if not self.answer.is_right:
            raise ValidationError(WRONG_CODE)
        throttle.forget_slips(self.request, account, step="code")
        return self.cleaned_data["code"]


class FirstCodeForm(forms.Form):
    """The first code of an app that is being set up; the view compares it."""

    code = forms.CharField(
        label=_("Code that the app shows"), max_length=10, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )

    def clean_code(self):
        return self.cleaned_data["code"].replace(" ", "")


class ConfirmForm(forms.Form):
    """The password once more, before something about the sign-in is changed."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": ""})
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self):
        name = self.request.user.get_username()
        if wait := throttle.seconds_to_wait(self.request, name):
            raise ValidationError(throttle.in_words(wait))
        if not self.request.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("That is not your password. Please try again."))
        throttle.forget_slips(self.request, name)
        return self.cleaned_data["password"]


class ResetForm(PasswordResetForm):
    """Asks for a letter that resets a password. Says the same whether or not somebody has this address."""

    request = None

    def clean_email(self):
        if wait := throttle.seconds_to_wait_for_reset(self.request, self.cleaned_data["email"]):
            raise ValidationError(throttle.in_words(wait))
        return self.cleaned_data["email"]

    def save(self, **kwargs):
        """After the answer, as a sign-in link: the time a page takes would say who has an account."""
        language, send = translation.get_language(), super().save

        def send_letters():
            with translation.override(language):
                send(**kwargs)

        later(send_letters)


class LinkForm(forms.Form):
    """Asks for a link by e-mail. Says the same whether or not somebody has this address; asking is counted before anybody is looked up."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": ""})
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self):
        if wait := throttle.seconds_to_wait_for_link(self.request, self.cleaned_data["email"]):
            raise ValidationError(throttle.in_words(wait))
        return self.cleaned_data["email"]
