"""For templates of educator tracks."""

from django import template

from pd_tracks.own import Marks, OwnTrack

register = template.Library()


@register.filter
def marks_of(own: OwnTrack, launch_key: str) -> Marks:
    """What somebody said of this module; empty where they said nothing."""
    return own.marks.get(str(launch_key), Marks())
