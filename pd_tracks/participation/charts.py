"""The two charts of counts: made of the very numbers of the page."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.charts import Chart, bars, trend
from pd_tracks.participation.counts import CountsView


@dataclass(frozen=True)
class Charts:
    modules: Chart
    weeks: Chart


def charts_of(view: CountsView) -> Charts | None:
    """None where nothing is shown of a track."""
    if view.track is None or view.people is None:
        return None
    hidden = _("not shown")
    weeks = [(date_format(week, "j M"), people) for week, people in view.weeks]
    return Charts(
        modules=bars(
            _("Done with each module"),
            [(each.title, each.people) for each in view.modules],
            key="modules",
            columns=(_("Module"), _("People")),
            hidden=hidden,
        ),
        weeks=trend(_("Joined, week by week"), [(_("Joined"), weeks)], key="weeks", column=_("Week of"), hidden=hidden),
    )
