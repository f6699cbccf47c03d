"""What people type for themselves and to each other. Each error names its field; nothing that was typed is lost."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pd_tracks.models.reflections import MAX_NAME, MAX_QUESTION, MAX_TEXT

SHORT, LONG = 200, 4_000
CODE_CHARS = (6, 64)
FARTHEST = timedelta(days=366)


class LinesField(forms.CharField):
    """A text of several lines, kept as it was typed; browsers send another end of line than scripts do."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class ReflectionForm(forms.Form):
    """One text to one question. `seen`: the revision that the window showed."""

    question = forms.CharField(max_length=MAX_QUESTION)
    text = LinesField(max_length=MAX_TEXT, required=False)
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    window = forms.CharField(max_length=36, required=False)
    turn = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, initial=0)

    def clean_turn(self):
        return self.cleaned_data["turn"] or 0


class CoachForm(forms.Form):
    """Choosing a coach, and a name to be called by."""

    coach = forms.ModelChoiceField(
        queryset=None,
        label=_("Which coach?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a coach.")},
    )
    name = forms.CharField(
        label=_("How the coach shall call you"),
        max_length=MAX_NAME,
        help_text=_(
            "Only the coach you choose sees it. A first name is enough. What you show one coach of one track stands together, whatever you write here."
        ),
        error_messages={"required": _("Write a name, so that the coach knows who is talking.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
    )

    def __init__(self, *args, coaches, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coach"].queryset = coaches
        self.fields["coach"].label_from_instance = lambda coach: coach.display_name


class RequestForm(CoachForm):
    """Asking for a conversation."""

    topic = forms.CharField(
        label=_("What about?"),
        max_length=SHORT,
        error_messages={"required": _("Say in a few words what you would like to talk about.")},
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    times = forms.CharField(
        label=_("When does it suit you?"),
        max_length=SHORT,
        help_text=_("Such as “Tuesdays after school, or by video in my prep period”."),
        error_messages={"required": _("Name a time or two that would suit you.")},
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    note = LinesField(
        label=_("Anything else the coach should know"),
        max_length=LONG,
        required=False,
        help_text=_("No names of students."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    field_order = ("coach", "topic", "times", "note", "name")


class AgreeForm(forms.Form):
    """A coach offers a time."""

    begins_at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"required": _("Choose a day and a time."), "invalid": _("Write the day and time like 2027-03-15 15:30.")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=5, max_value=240, initial=30, widget=forms.NumberInput(attrs={"class": "input input--short"})
    )
    words = LinesField(
        label=_("Where, and a word to go with it"),
        max_length=LONG,
        required=False,
        help_text=_("A room, or a link to a video call."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )

    def clean_begins_at(self):
        begins_at = self.cleaned_data["begins_at"]
        if begins_at < timezone.now():
            raise forms.ValidationError(_("This time is over. Choose one to come."))
        if begins_at > timezone.now() + FARTHEST:
            raise forms.ValidationError(_("This is more than a year away. Choose an earlier day."))
        return begins_at


class DeclineForm(forms.Form):
    """A coach cannot now."""

    words = LinesField(
        label=_("A word about it"),
        max_length=LONG,
        required=False,
        help_text=_("Such as who could help instead."),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )


class ClaimForm(forms.Form):
    """Claiming a certificate."""

    name = forms.CharField(
        label=_("The name on it"),
        max_length=MAX_NAME,
        required=False,
        help_text=_("Whoever has the address of the certificate sees this name. Leave it empty for a certificate without a name."),
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
    )


class CodeForm(forms.Form):
    """The code that somebody set."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=CODE_CHARS[1],
        strip=False,
        error_messages={"required": _("Write your code.")},
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"}),
    )


class LinkForm(forms.Form):
    """A code that was shown elsewhere."""

    code = forms.CharField(
        label=_("The code that is shown there"),
        help_text=_("Only one that you let be shown yourself. Whoever gives you one of theirs would get all that is yours here."),
        max_length=40,
        error_messages={"required": _("Write the code.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class NewCodeForm(forms.Form):
    """A first code, twice."""

    code = forms.CharField(
        label=_("A code of your own"),
        min_length=CODE_CHARS[0],
        max_length=CODE_CHARS[1],
        strip=False,
        help_text=_("At least six characters. Not your password for the course."),
        error_messages={"required": _("Write a code.")},
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=CODE_CHARS[1],
        strip=False,
        error_messages={"required": _("Write it once more.")},
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"}),
    )

    def clean(self):
        said = self.cleaned_data
        if said.get("code") and said.get("again") and said["code"] != said["again"]:
            self.add_error("again", _("This is not the same."))
        return said
