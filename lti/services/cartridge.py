"""The outline of what can be placed, as a cartridge: for platforms where a teacher cannot choose several lessons at once."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.picker import Choice, Shelf, picker_sources
from cms.public_url import public_url
from lti.protocol.cartridge import Cartridge, Folder, Form, Link, write_cartridge
from lti.services.placing import VARIABLES

WHOLE = "progression"


def outline_of(language: str, unit: UUID | None = None) -> tuple[Shelf, ...]:
    """What any course may hold, or one unit of it; empty where nothing anybody may open has that key."""
    return tuple(shelf for source in picker_sources(is_staff=False) for shelf in source.outline(language, unit))


def make_cartridge(*, language: str, form: Form, unit: UUID | None = None) -> tuple[str, bytes] | None:
    """Its file name and content; None where there is nothing to link to. Nothing in it is about the person who asks."""
    shelves = outline_of(language, unit)
    if not shelves:
        return None
    with override(language):
        title, text = _("AI literacy, all lessons"), _("Links to lessons in Waymark, which must be connected to the course’s system.")
    if unit:
        bundle = shelves[0].bundles[0]
        title, folders = bundle.whole.title, _folders_of_bundles(shelves[0])
    else:
        folders = tuple(Folder(f"shelf_{at}", shelf.title, folders=_folders_of_bundles(shelf)) for at, shelf in enumerate(shelves, start=1))
    cartridge = Cartridge(str(unit or WHOLE), title, text, language, folders)
    return f"waymark-{slugify(title) or WHOLE}-{form.value}.imscc", write_cartridge(cartridge, form)


def _folders_of_bundles(shelf: Shelf) -> tuple[Folder, ...]:
    return tuple(
        Folder(str(bundle.whole.launch_key), bundle.whole.title, links=tuple(_link(choice) for choice in bundle.choices))
        for bundle in shelf.bundles
    )


def _link(choice: Choice) -> Link:
    key = str(choice.launch_key)
    return Link(
        id=key,
        title=choice.title,
        url=f"{public_url('/lti/launch/')}?{urlencode({'launch_key': key})}",
        text=choice.text,
        custom={"launch_key": key} | VARIABLES,
        icon_url=public_url(f"{settings.STATIC_URL}cms/icon-64.png"),
    )
