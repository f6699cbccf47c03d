"""What the groups of `cms.groups` may do with teaching material."""

from cms.groups import AUTHORS, LEADS, Grant, everything_about
from curriculum.models import ProgressionPage
from curriculum.viewsets import ProgressionViewSetGroup


def grants_of_the_curriculum() -> list[Grant]:
    """Leads keep the words of the progression and the list of tools. Authors add units and lessons, and edit their own."""
    terms = [viewset.model for viewset in ProgressionViewSetGroup.items]
    return [
        Grant(LEADS, permissions=everything_about(*terms)),
        Grant(AUTHORS, on_pages=("add",), pages=ProgressionPage.objects.all),
    ]
