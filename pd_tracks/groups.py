"""What the groups of `cms.groups` may do with educator tracks."""

from cms.groups import AUTHORS, Grant
from pd_tracks.models import CoachingPage


def grants_of_the_tracks() -> list[Grant]:
    """Leads edit every page anyway. Authors add tracks and modules, and edit their own."""
    return [Grant(AUTHORS, on_pages=("add",), pages=CoachingPage.objects.all)]
