"""The tab "Signing in" on everybody's account page."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wagtail.admin.views.account import BaseSettingsPanel, SettingsTab

from cms.models import SignIn
from cms.signin.oidc.people import identity_of
from cms.signin.oidc.provider import display_name
from cms.signin.services import has_second_factor, must_have_second_factor

signing_in_tab = SettingsTab("signing-in", _("Signing in"), order=150)


class _Panel(BaseSettingsPanel):
    """Changes nothing through the account page's own form: its buttons lead to `cms.signin.own`."""

    tab = signing_in_tab

    def get_form(self):
        return forms.Form()


class SecondFactorPanel(_Panel):
    name = "second_factor"
    title = _("Second factor")
    order = 100
    template_name = "cms/admin/signin/second_factor_panel.html"

    def get_context_data(self):
        return {"has_second_factor": has_second_factor(self.user), "is_required": must_have_second_factor(self.user)}


class SignInsPanel(_Panel):
    name = "sign_ins"
    title = _("Where you are signed in")
    order = 200
    template_name = "cms/admin/signin/sign_ins_panel.html"

    def get_context_data(self):
        return {"sign_ins": SignIn.objects.of(self.user), "this_one": self.request.sign_in}


class SingleSignOnPanel(_Panel):
    name = "single_sign_on"
    title = _("Single sign-on")
    order = 150
    template_name = "cms/admin/signin/single_panel.html"

    def is_active(self):
        return settings.OIDC is not None

    def get_context_data(self):
        return {"is_linked": identity_of(self.user) is not None, "name": display_name()}
