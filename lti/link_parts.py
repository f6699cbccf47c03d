"""What a lesson's page says to a teacher about the link that opened it: which version it shows, and what else there is."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest

from cms.launch_parts import LaunchedContent, LaunchPart, Place
from cms.launchable import VersionNote
from cms.viewer import Audience
from lti.models import ResourceLink
from lti.protocol.scores import SCORE_SCOPE
from lti.services.completion import score_of, states_of


@dataclass(frozen=True)
class LinkSection:
    """A link as its teacher meets it. `may_decide`: whether this person's role lets them change it."""

    pk: int
    history_url: str
    language: str
    version: int
    stays: bool
    is_original: bool
    was_copied: bool
    copied_from: str
    """The course that the original link is in, "" where it is not known."""
    chosen_by_teacher: bool
    may_decide: bool
    newer: tuple[VersionNote, ...] = ()
    """Versions after the one it stays on, newest first."""
    asks: bool = False
    """Whether to ask about them: nobody has decided to keep the old one since."""
    returns_completion: bool = False
    may_return_completion: bool = False
    """Whether the platform lets this tool write to its gradebook at all."""
    by_own_switch: bool = False
    """Whether readers decide for themselves: then nobody's list says who did."""
    states: dict[str, int] = field(default_factory=dict)
    """How many completions are in each state."""

    @property
    def newest(self) -> int:
        return self.newer[0].number if self.newer else self.version


def parts_for_teachers(request: HttpRequest, content: LaunchedContent) -> list[LaunchPart]:
    """Two parts for the teacher of the link's own lesson; none for other lessons of the same launch. One statement where it stays."""
    launch = getattr(request, "launch", None)  # a viewer may be made without one, for a page that only looks like a launch's
    link = launch.resource_link if launch else None
    if link:
        link.context = launch.context  # the same one, fetched already
    if content.viewer.audience is not Audience.TEACHER or link is None or link.opens != content.launch_key:
        return []
    section = _section(link, content, may_decide=launch.may_place_links)
    head = [LaunchPart(Place.HEAD, "components/link_news.html", section)] if section.asks or section.was_copied else []
    return [*head, LaunchPart(Place.FOOT, "components/link_settings.html", section)]


def _section(link: ResourceLink, content: LaunchedContent, *, may_decide: bool) -> LinkSection:
    # Version numbers are those of the original: on a translation there is nothing to decide about them.
    is_original = content.language == settings.LANGUAGE_CODE
    stays = link.pinned_version is not None and is_original
    newer = tuple(content.versions_after(link.pinned_version)) if stays else ()
    was_copied = link.pin_source == ResourceLink.PinSource.COPIED
    is_told = content.can_be_finished or content.told_by_own_switch
    return LinkSection(
        pk=link.pk,
        history_url=content.history_url,
        language=content.language,
        version=content.version,
        stays=stays,
        is_original=is_original,
        was_copied=was_copied and stays,
        copied_from=_course_of(link.copied_from) if was_copied and stays and link.copied_from_id else "",
        chosen_by_teacher=link.pin_source == ResourceLink.PinSource.TEACHER,
        may_decide=may_decide,
        newer=newer,
        returns_completion=link.returns_completion and is_told,
        by_own_switch=content.told_by_own_switch,
        may_return_completion=is_told and SCORE_SCOPE in (link.context.score_scopes.split() if link.context else []),
        states=dict(states_of(link)) if link.returns_completion else {},
        asks=bool(newer) and newer[0].number > (link.kept_past or 0),
    )


@dataclass(frozen=True)
class FinishSection:
    """What a student can say about a lesson, and what became of it."""

    is_recorded: bool
    """False for a visit that is kept for nobody: a preview, a test user, an administrator in somebody's place."""
    language: str
    knows: bool
    """Whether this browser may be told what is stored about the person."""
    state: str = ""
    """A QueuedScore.State, "" before they finished."""
    may_take_back: bool = False


def parts_for_students(request: HttpRequest, content: LaunchedContent) -> list[LaunchPart]:
    """The button "I have finished", where the teacher asked for completion. One statement there, none elsewhere."""
    launch = getattr(request, "launch", None)
    link = launch.resource_link if launch else None
    is_student = content.viewer.audience is Audience.STUDENT and not content.viewer.is_student_preview and not content.viewer.needs_tab
    if not is_student or not content.can_be_finished or link is None or not link.returns_completion or link.opens != content.launch_key:
        return []
    knows = content.viewer.is_bound and launch.user is not None
    score = score_of(launch.user, link) if knows else None
    section = FinishSection(
        is_recorded=launch.user is not None and launch.context is not None,
        language=content.language,
        knows=knows,
        state=score.state if score else "",
        may_take_back=bool(score) and score.attempts == 0,
    )
    return [LaunchPart(Place.FOOT, "components/finish.html", section)]


def _course_of(link: ResourceLink) -> str:
    return str(link.context) if link.context_id else ""
