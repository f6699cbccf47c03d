"""What somebody says of a new token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.api.scopes import scopes_for
from cms.api.tokens.services import DEFAULT_DAYS, MOST_DAYS
from cms.models import ApiToken, User


class TokenForm(forms.Form):
    """Offers only what this person may use. Without any scope it opens what is public, and counts by itself."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("What uses it, such as “District website”."),
        max_length=ApiToken._meta.get_field("name").max_length,
        error_messages={"required": _("Give it a name, so that you know later which one to revoke.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it opens besides public content"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never opens more than you may see yourself at that moment."),
    )
    days = forms.IntegerField(
        label=_("Days until it ends"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=DEFAULT_DAYS,
        help_text=_("A year at most."),
    )

    def __init__(self, owner: User, data=None):
        super().__init__(data)
        self.fields["scopes"].choices = [(scope.name, scope.words) for scope in scopes_for(owner)]
