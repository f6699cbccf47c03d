"""Port 4 of the floor: what the home page shows of apps it does not know.

An app registers the Wagtail hook `home_page_sections`: a function of the home page that returns a HomeSection, or None
where it has nothing to show.
"""

from dataclasses import dataclass

from wagtail import hooks


@dataclass(frozen=True)
class HomeSection:
    """A template of the app's own, the frozen view it receives as `section`, and the way in that the page features."""

    template: str
    section: object
    way_in_title: str
    way_in_url: str


def home_sections(home_page) -> list[HomeSection]:
    """What every app has for this home page, in the order of the hooks."""
    found = (ask(home_page) for ask in hooks.get_hooks("home_page_sections"))
    return [section for section in found if section]
