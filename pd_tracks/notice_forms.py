"""What people choose about e-mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pd_tracks.models.notices import Every


class ReminderForm(forms.Form):
    """How often somebody wants to be reminded; not at all where they chose nothing."""

    every = forms.ChoiceField(
        label=_("How often shall an e-mail remind you?"),
        choices=Every.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three."), "invalid_choice": _("Choose one of the three.")},
    )
