"""Whether a page may change its place."""

from wagtail.models import Page

from curriculum.models import LessonPage, UnitPage
from curriculum.rules import why_not_in


def why_not_below(destination: Page, page: Page) -> str:
    """Why this page cannot be put there, for the person who tried; empty where it can."""
    lesson, unit = page.specific, destination.specific
    if not isinstance(lesson, LessonPage) or not isinstance(unit, UnitPage):
        return ""
    # What readers have counts; where there is nothing to read, what is being written.
    return why_not_in(lesson if lesson.live else lesson.get_latest_revision_as_object(), unit)
