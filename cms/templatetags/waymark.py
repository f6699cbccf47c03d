"""Template tags of the floor: addresses that may leave a launch, and the question that goes with withdrawing a page."""

from django import template

from cms.public_url import public_url as make_public_url
from cms.withdrawal import withdrawal_form as make_withdrawal_form

register = template.Library()


@register.simple_tag
def public_url(target) -> str:
    """The public address of a page or path, never with a launch in it: canonical links, e-mail, anything that is copied."""
    return make_public_url(target)


@register.simple_tag
def withdrawal_form(page):
    """The form that asks why a page is withdrawn; nothing for a page that no platform links to."""
    return make_withdrawal_form(page)
