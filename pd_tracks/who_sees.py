"""Who sees what of a teacher's learning: the one source of these words, for the page that asks to join, the documentation and the tests.

Every line here is a promise that the code keeps; docs/who-sees-what.md says the same, and a test compares them.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sees(StrEnum):
    """How far somebody sees a thing."""

    YES = "yes"
    IF = "if"
    NEVER = "never"


@dataclass(frozen=True)
class Cell:
    """One answer, in words."""

    sees: Sees
    words: str | Promise


@dataclass(frozen=True)
class Row:
    """One kind of thing, and who sees it: the teacher, a coach they chose, principals and evaluators, administrators."""

    thing: str | Promise
    cells: tuple[Cell, ...]
    since: int = 1
    """The edition that added or changed it."""

    @property
    def with_columns(self):
        """(who, answer) pairs."""
        return list(zip(COLUMNS, self.cells, strict=True))


EDITION = 3
"""Raised when a line is added or opens more: whoever agreed to an older one is asked again before anything is added (`Enrolment.yes_holds`)."""

COUNTED_SINCE = 3
"""Whoever agreed to an edition before this one is not counted."""

YES, NEVER, NOWHERE = Cell(Sees.YES, _("Yes")), Cell(Sees.NEVER, _("Never")), Cell(Sees.NEVER, _("Not kept"))
VISITS = Cell(Sees.IF, _("By your ID from the course, for some weeks"))
CHOSEN = Cell(Sees.IF, _("Only one you choose, ask, or share something with"))
SHOWN = Cell(Sees.IF, _("Only the one you choose to see it"))
COUNTS = Cell(Sees.IF, _("Only as part of a rounded count, never of a small group"))
SWITCHED = Cell(Sees.IF, _("Only if you switch it on, and they see the gradebook"))
ADDRESS = Cell(Sees.IF, _("Whoever you give its address to"))
COLUMNS = (_("You"), _("Coaches"), _("Principal, evaluators"), _("Administrators of Waymark"))
ROWS = (
    Row(_("That you opened a link in a course"), (YES, NEVER, NEVER, VISITS)),
    Row(_("Your answers to checks"), (NOWHERE, NEVER, NEVER, NEVER)),
    Row(_("That you joined a track"), (YES, CHOSEN, COUNTS, COUNTS), since=3),
    Row(_("In which course or school you joined it"), (YES, SHOWN, COUNTS, COUNTS), since=3),
    Row(_("What you marked as tried or done"), (YES, SHOWN, COUNTS, COUNTS), since=3),
    Row(_("What you write to a question"), (YES, Cell(Sees.IF, _("Only what you share, only the coach you name")), NEVER, NEVER), since=2),
    Row(_("That you ask for a conversation, and why"), (YES, Cell(Sees.IF, _("Only the coach you ask")), NEVER, NEVER), since=2),
    Row(_("Your name"), (YES, Cell(Sees.IF, _("As you write it, only the coach you choose")), NEVER, NEVER), since=2),
    Row(_("When a coach looked at something you shared or show"), (YES, NEVER, NEVER, NEVER), since=3),
    Row(_("That you are done, in the gradebook of a course"), (YES, SWITCHED, SWITCHED, SWITCHED), since=2),
    Row(_("Your hours"), (YES, NEVER, COUNTS, COUNTS), since=3),
    Row(_("A certificate that you claim"), (YES, ADDRESS, ADDRESS, ADDRESS), since=2),
)


@dataclass(frozen=True)
class WhoSees:
    """What a template receives."""

    columns: tuple[str | Promise, ...]
    rows: tuple[Row, ...]


def who_sees_what() -> WhoSees:
    """The whole table."""
    return WhoSees(COLUMNS, ROWS)
