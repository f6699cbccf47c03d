"""Who sees what of a teacher's learning: the one source of these words, for the page that asks to join, the documentation and the tests.

Every line here is a promise that the code keeps (`pd_tracks.sharing`); docs/who-sees-what.md is made from it and tested against it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sees(StrEnum):
    """How far somebody sees a thing."""

    YES = "yes"
    IF = "if"
    COUNTS = "counts"
    NEVER = "never"


@dataclass(frozen=True)
class Cell:
    """One answer, in words."""

    sees: Sees
    words: str | Promise


@dataclass(frozen=True)
class Row:
    """One kind of thing, and who sees it: the teacher, a coach they chose, principals and evaluators, district leads."""

    thing: str | Promise
    cells: tuple[Cell, ...]

    @property
    def with_columns(self):
        """(who, answer) pairs."""
        return list(zip(COLUMNS, self.cells, strict=True))


YES, NEVER, COUNTS = Cell(Sees.YES, _("Yes")), Cell(Sees.NEVER, _("Never")), Cell(Sees.COUNTS, _("Totals of 10 or more"))
COLUMNS = (_("You"), _("A coach you choose"), _("Principal, evaluators"), _("District leads"))
ROWS = (
    Row(_("Your reflections"), (YES, Cell(Sees.IF, _("Only one you share")), NEVER, NEVER)),
    Row(_("Your answers to checks"), (Cell(Sees.NEVER, _("Not kept")), NEVER, NEVER, NEVER)),
    Row(_("That you joined"), (YES, Cell(Sees.IF, _("If you choose a coach")), NEVER, COUNTS)),
    Row(_("Modules you finished"), (YES, Cell(Sees.IF, _("If you say yes to that")), NEVER, COUNTS)),
    Row(_("Your hours statement"), (YES, NEVER, Cell(Sees.IF, _("Only if you hand it over")), NEVER)),
)


@dataclass(frozen=True)
class WhoSees:
    """What a template receives."""

    columns: tuple[str | Promise, ...]
    rows: tuple[Row, ...]


def who_sees_what() -> WhoSees:
    """The whole table."""
    return WhoSees(COLUMNS, ROWS)
