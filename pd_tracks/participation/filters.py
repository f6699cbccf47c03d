"""What can be narrowed on the pages of participation. It stands in the address, so that it can be kept and sent; what is not understood is
named, and nothing is guessed."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from pd_tracks.participation.outline import TrackLine
from pd_tracks.participation.people import Choice

WHAT = (
    ("", _("everybody")),
    ("chose", _("shows how far they are")),
    ("asked", _("asked for a conversation")),
    ("shared", _("shares a text")),
)
EVERY = ("", _("all"))


class _Select(forms.Select):
    def __init__(self):
        super().__init__(attrs={"class": "input"})


class _Filter(forms.Form):
    """Fields of one row above a table."""

    def __init__(self, data, *, tracks: tuple[TrackLine, ...], places: list[tuple[int, str]]):
        # Not prefixed, so that an address can be written by hand.
        super().__init__(data, auto_id="filter_%s")
        self.fields["track"].choices = [*self.fields["track"].choices, *((str(track.key), track.title) for track in tracks)]
        self.fields["place"].choices = [EVERY, *places]

    def value(self, name: str):
        """A value that was understood; else None."""
        return getattr(self, "cleaned_data", {}).get(name) or None


def _chosen(label, choices=(), coerce=str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, coerce=coerce, empty_value=None, required=False, widget=_Select)


class CountsFilter(_Filter):
    """Which track in detail, and of which school or course."""

    track = _chosen(_("Track"), coerce=UUID)
    place = _chosen(_("School or course"), coerce=int)


class PeopleFilter(_Filter):
    """Which of the people who turned to a coach."""

    track = _chosen(_("Track"), [EVERY], UUID)
    module = _chosen(_("Done with"), [EVERY], UUID)
    place = _chosen(_("School or course"), coerce=int)
    what = _chosen(_("Who"), WHAT)

    def __init__(self, data, *, tracks, places):
        super().__init__(data, tracks=tracks, places=places)
        self.fields["module"].choices = [
            EVERY,
            *((track.title, [(str(each.key), each.title) for each in track.modules]) for track in tracks),
        ]

    @property
    def choice(self) -> Choice:
        """What was asked for, as far as it was understood."""
        return Choice(self.value("track"), self.value("module"), self.value("place"), self.value("what") or "")
