"""For templates of educator tracks."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

from pd_tracks.certificates.issuing import address
from pd_tracks.own.standing import Marks, OwnTrack

register = template.Library()


@register.filter
def marks_of(own: OwnTrack, launch_key: str) -> Marks:
    """What somebody said of this module; empty where they said nothing."""
    return own.marks.get(str(launch_key), Marks())


@register.filter
def linked(text: str) -> SafeString:
    """A plain text as HTML, with its lines; its addresses open in a tab of their own, because most pages do not open inside a course."""
    html = urlize(text, nofollow=True, autoescape=True)
    return linebreaksbr(mark_safe(html.replace(' rel="nofollow"', ' rel="nofollow noopener" target="_blank"')))  # noqa: S308 - just escaped


@register.simple_tag
def coach_page() -> str:
    """The address of a coach's page on the site itself, without any launch in it."""
    return address("coach")
