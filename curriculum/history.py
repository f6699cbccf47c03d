"""The versions of a lesson as teachers and editors read them: number, date, what was said, and what changed."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.launchable import may_open
from cms.viewer import Audience, viewer_for
from curriculum.differences import Difference, differences
from curriculum.models import LessonPage


@dataclass(frozen=True)
class VersionRow:
    number: int
    published_at: datetime.datetime
    note: str
    is_shown: bool
    """The one this viewer reads."""
    before: int
    """The number of the version before it; 0 for the first."""


@dataclass(frozen=True)
class Comparison:
    before: int
    after: int
    differences: tuple[Difference, ...]


def may_read_history(request: HttpRequest, lesson: Page) -> bool:
    """Teachers in a launch of theirs, and whoever may edit the lesson in the admin. Never students or families."""
    viewer = viewer_for(request)
    if viewer.in_launch:
        return viewer.audience is Audience.TEACHER and may_open(request, lesson)
    permissions = lesson.permissions_for_user(request.user)
    return request.user.is_authenticated and (permissions.can_edit() or permissions.can_publish())


def versions_of(lesson: LessonPage, shown: int | None = None) -> list[VersionRow]:
    """Newest first. `shown` is the number a link stays on; None follows the newest. One statement."""
    rows = list(lesson.versions.newest_first().values_list("number", "published_at", "change_note"))
    shown = shown if shown in {number for number, *_rest in rows} else (rows[0][0] if rows else 0)
    befores = [number for number, *_rest in rows[1:]] + [0]
    return [VersionRow(*row, is_shown=row[0] == shown, before=before) for row, before in zip(rows, befores, strict=True)]


def compared(lesson: LessonPage, before: str, after: str) -> Comparison | None:
    """What changed from one version to another, as a teacher sees it; None where one of these numbers is no version."""
    if not (before.isdecimal() and after.isdecimal() and len(before + after) < 12):
        return None
    found = {version.number: version for version in lesson.versions.filter(number__in=[int(before), int(after)])}
    if len(found) < 2:
        return None
    old, new = found[int(before)], found[int(after)]
    return Comparison(old.number, new.number, tuple(differences(old, new, Audience.TEACHER)))


def versions_button(page: Page, user, view_name: str, next_url=None):
    """To the same page from the editor, in the menu beside the title."""
    if page.live and issubclass(page.specific_class or Page, LessonPage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Versions in plain words"), reverse("versions", args=[page.translation_key]), icon_name="history", priority=62)
