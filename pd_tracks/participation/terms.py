"""The two terms of a school year, for comparing counts over time."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, order=True)
class Term:
    """Half a year: the first from July, when a yes of the year before has ended, the second from January."""

    year: int
    is_second_half: bool

    @property
    def title(self) -> str:
        return (_("Fall %(year)d") if self.is_second_half else _("Spring %(year)d")) % {"year": self.year}


def term_of(day: datetime.date) -> Term:
    """The term in which a day is."""
    return Term(day.year, day.month > 6)
