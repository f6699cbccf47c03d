"""The links of one course, and whether each still leads where it should."""

from dataclasses import dataclass
from enum import StrEnum

from cms.launchable import LinkTarget, link_targets
from lti.models import Context, ResourceLink


class Health(StrEnum):
    """What is the matter with a link, the worst first."""

    UNKNOWN = "unknown"
    """It names something this site does not have."""
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """A teacher chose that it opens what took the place of the withdrawn."""
    BEHIND = "behind"
    """It stays on a version, and there is a newer one."""
    HOME = "home"
    """It names nothing: it opens the list of lessons."""
    GOOD = "good"


@dataclass(frozen=True)
class LinkRow:
    """One link for the page of a course's links."""

    link: ResourceLink
    health: Health
    target: LinkTarget | None

    @property
    def title(self) -> str:
        """As the course has it, else what it opens."""
        return self.link.title or (self.target.title if self.target else "") or str(self.link)

    @property
    def needs_care(self) -> bool:
        return self.health in {Health.UNKNOWN, Health.WITHDRAWN}


def links_of(context: Context) -> list[LinkRow]:
    """Every link of this context that has been opened, those that need care first, then as they came."""
    found = list(ResourceLink.objects.filter(context=context).select_related("copied_from__context").order_by("pk"))
    targets = link_targets(link.opens for link in found if link.opens)
    rows = [_row(link, targets.get(link.opens)) for link in found]
    return sorted(rows, key=lambda row: not row.needs_care)


def _row(link: ResourceLink, target: LinkTarget | None) -> LinkRow:
    return LinkRow(link, _health(link, target), target)


def _health(link: ResourceLink, target: LinkTarget | None) -> Health:
    if link.opens is None:
        return Health.HOME
    if target is None:
        return Health.UNKNOWN
    if not target.is_live:
        return Health.WITHDRAWN
    if link.pinned_version and (target.newest_version or 0) > link.pinned_version:
        return Health.BEHIND
    return Health.REPLACED if link.chosen_key else Health.GOOD
