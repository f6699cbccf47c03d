"""Which pages are behind a sign-in or a password, asked of the database for many pages at once."""

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Substr

from wagtail.models import Page, PageViewRestriction

DEEPEST = 12
"""Levels of the tree of pages in which things are found; a lesson usually lies on the fifth."""


def restrictions_above(path: str, *, below: int = 0) -> QuerySet[PageViewRestriction]:
    """Restrictions of the page at that outer `path` or of one above it, those of the first `below` levels left out.

    Asked by the few paths there are. "Starts with" would be shorter, and where the database has statistics it may then compare
    every page with every other.
    """
    paths = [Substr(OuterRef(path), 1, depth * Page.steplen) for depth in range(below + 1, DEEPEST + 1)]
    return PageViewRestriction.objects.filter(page__path__in=paths)
