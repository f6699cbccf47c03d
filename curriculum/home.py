"""What the home page says of the curriculum: its grade bands, and the way to the map."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.home import HomeSection
from curriculum.models import ProgressionPage
from curriculum.places import address_of
from curriculum.progression import BandView


@dataclass(frozen=True)
class BandsView:
    map_url: str
    bands: tuple[BandView, ...]


def bands_on_the_home_page(home_page) -> HomeSection | None:
    """Every grade band with its units; None where no map lies below this home page, or not everybody may open it."""
    progression = ProgressionPage.objects.live().open_children_of(home_page).first()
    if progression is None:
        return None
    url = address_of(progression.url_path)
    return HomeSection("components/home_bands.html", BandsView(url, progression.bands()), _("See the curriculum map"), url)
