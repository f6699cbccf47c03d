"""Wires `lti` into Wagtail: registration only."""

from wagtail import hooks

from lti.viewsets import PlatformGroup


@hooks.register("register_admin_viewset")
def platform_screens():
    return PlatformGroup()
