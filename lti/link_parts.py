"""What a lesson's page says to a teacher about the link that opened it: which version it shows, and what else there is."""

from dataclasses import dataclass

from django.http import HttpRequest

from cms.launch_parts import LaunchedContent, LaunchPart, Place
from cms.launchable import VersionNote
from cms.viewer import Audience
from lti.models import ResourceLink


@dataclass(frozen=True)
class LinkSection:
    """A link as its teacher meets it. `may_decide`: whether this person's role lets them change it."""

    pk: int
    launch_key: str
    version: int
    stays: bool
    was_copied: bool
    copied_from: str
    """The course that the original link is in, "" where it is not known."""
    chosen_by_teacher: bool
    may_decide: bool
    newer: tuple[VersionNote, ...] = ()
    """Versions after the one it stays on, newest first."""
    asks: bool = False
    """Whether to ask about them: nobody has decided to keep the old one since."""

    @property
    def newest(self) -> int:
        return self.newer[0].number if self.newer else self.version


def parts_for_teachers(request: HttpRequest, content: LaunchedContent) -> list[LaunchPart]:
    """Two parts for the teacher of the link's own lesson; none for other lessons of the same launch. One statement where it stays."""
    launch = request.launch
    link = launch.resource_link
    if content.viewer.audience is not Audience.TEACHER or link is None or link.opens != content.launch_key:
        return []
    section = _section(link, content, may_decide=launch.may_place_links)
    head = [LaunchPart(Place.HEAD, "components/link_news.html", section)] if section.asks or section.was_copied else []
    return [*head, LaunchPart(Place.FOOT, "components/link_settings.html", section)]


def _section(link: ResourceLink, content: LaunchedContent, *, may_decide: bool) -> LinkSection:
    stays = link.pinned_version is not None
    newer = tuple(content.versions_after(link.pinned_version)) if stays else ()
    was_copied = link.pin_source == ResourceLink.PinSource.COPIED
    return LinkSection(
        pk=link.pk,
        launch_key=str(content.launch_key),
        version=content.version,
        stays=stays,
        was_copied=was_copied and stays,
        copied_from=_course_of(link.copied_from) if was_copied and stays and link.copied_from_id else "",
        chosen_by_teacher=link.pin_source == ResourceLink.PinSource.TEACHER,
        may_decide=may_decide,
        newer=newer,
        asks=bool(newer) and newer[0].number > (link.kept_past or 0),
    )


def _course_of(link: ResourceLink) -> str:
    return str(link.context) if link.context_id else ""
