"""What a unit's page says of modules: "learn to teach this". Never who did them."""

from dataclasses import dataclass

from django.db.models import Exists

from cms.public_url import public_url
from cms.restrictions import restrictions_above
from cms.viewer import Audience, Viewer
from curriculum.places import address_of
from curriculum.unit_parts import UnitPart
from pd_tracks.models import ModulePage


@dataclass(frozen=True)
class ModuleLink:
    title: str
    purpose: str
    minutes: int
    url: str


@dataclass(frozen=True)
class HelpView:
    modules: tuple[ModuleLink, ...]
    opens_outside: bool
    """In a course for students the links lead to the public site: modules open in courses for staff alone."""


def modules_for_a_unit(unit, viewer: Viewer) -> UnitPart | None:
    """For teachers and for the public site; not inside a student's or family's launch. Two statements."""
    if viewer.in_launch and viewer.audience is not Audience.TEACHER:
        return None
    modules = ModulePage.objects.live().helping_to_teach(unit.translation_key).filter(locale=unit.locale_id)
    modules = modules.exclude(Exists(restrictions_above("path")))
    opens_outside = viewer.in_launch and not viewer.is_staff_course
    links = tuple(
        ModuleLink(page.title, page.purpose, page.pd_minutes or 0, public_url(page) if opens_outside else address_of(page.url_path))
        for page in modules
    )
    return UnitPart("components/unit_modules.html", HelpView(links, opens_outside)) if links else None
