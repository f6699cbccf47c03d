"""Template tags of the floor: addresses that may leave a launch."""

from django import template

from cms.public_url import public_url as make_public_url

register = template.Library()


@register.simple_tag
def public_url(target) -> str:
    """The public address of a page or path, never with a launch in it: canonical links, e-mail, anything that is copied."""
    return make_public_url(target)
