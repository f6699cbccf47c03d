"""What a unit's page shows of an app above this one.

An app registers the Wagtail hook `unit_parts`: a function of the unit's page and the viewer that returns a UnitPart, or None.
"""

from dataclasses import dataclass

from wagtail import hooks

from cms.viewer import Viewer


@dataclass(frozen=True)
class UnitPart:
    """A template of the app's own, and the frozen view it receives as `section`."""

    template: str
    section: object


def unit_parts(unit, viewer: Viewer) -> list[UnitPart]:
    """Everything the apps have for this unit, in the order of the hooks."""
    return list(filter(None, (make(unit, viewer) for make in hooks.get_hooks("unit_parts"))))
