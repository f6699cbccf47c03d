"""Who of a class has finished something: from our own pseudonyms, with names put beside them where a roster lends them."""

from dataclasses import dataclass
from datetime import datetime

from lti.models import Completion, ResourceLink
from lti.services.roster import Roster


@dataclass(frozen=True)
class ClassRow:
    """One student. `name` is "" where the platform sends none; then only our number for this list tells them apart."""

    number: int
    name: str
    finished_at: datetime | None


@dataclass(frozen=True)
class ClassList:
    """A class as its teacher sees it, those who have not finished first."""

    rows: tuple[ClassRow, ...]
    is_whole: bool

    @property
    def finished(self) -> int:
        return sum(row.finished_at is not None for row in self.rows)


def count_finished(link: ResourceLink) -> int:
    """How many pseudonyms of this course finished what the link opens. One statement."""
    return Completion.objects.filter(context=link.context_id, launch_key=link.opens).count() if link.opens and link.context_id else 0


def class_list(link: ResourceLink, roster: Roster) -> ClassList:
    """Everybody on the roster, and when they finished. Who finished and has left the roster since is not on it. One statement."""
    done = Completion.objects.filter(context=link.context_id, launch_key=link.opens)
    finished = dict(done.values_list("user__sub", "completed_at"))
    people = sorted(roster.names.items(), key=lambda pair: (pair[0] in finished, pair[1].casefold(), pair[0]))
    rows = tuple(ClassRow(number, name, finished.get(sub)) for number, (sub, name) in enumerate(people, start=1))
    return ClassList(rows, roster.is_whole)
