"""Wires `lti` into Wagtail: registration only."""

from wagtail import hooks

from lti.link_parts import parts_for_students, parts_for_teachers
from lti.viewsets import PlatformGroup

hooks.register("launch_parts", parts_for_students)
hooks.register("launch_parts", parts_for_teachers)


@hooks.register("register_admin_viewset")
def platform_screens():
    return PlatformGroup()
