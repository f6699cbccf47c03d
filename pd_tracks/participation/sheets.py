"""The tables of these pages as files: what the screen shows, with its filters, its date and the rule about small groups in it."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.dates import district_today
from cms.spreadsheets import Sheet
from pd_tracks.models import Publication, PublishedCount
from pd_tracks.participation.counts import CountsView, group_counts, group_rows
from pd_tracks.participation.filters import CountsFilter, PeopleFilter
from pd_tracks.participation.outline import TrackLine
from pd_tracks.participation.people import PersonRow, enrolments_of, look_at_who_was_asked_for, rows_of
from pd_tracks.sharing import Onlooker, seen_by

AT_ONCE = 200


def rule_in_words(view: CountsView) -> str:
    """The counting rule, for whoever reads a page or a file."""
    return _(
        "Counted once a week and rounded down. Shown only where %(floor)d people or more did it and %(floor)d or more did not; a number stays until at "
        "least as many came or went, so the true one may be up to %(below)d lower or %(above)d higher. Sums are of what is shown."
    ) % {"floor": view.floor, "below": view.below, "above": view.above}


def counts_sheet(who: Onlooker, view: CountsView, filters: CountsFilter) -> Sheet:
    """All groups of the table of one track, not only one page of them."""
    track = view.track
    columns = [_("School or course"), _("Joined")]
    columns += [_("Done: %(module)s") % {"module": module.title} for module in track.modules]
    columns += [_("Hours"), *(_("Joined, %(term)s") % {"term": term.title} for term in view.terms)]
    notes = (
        _("Week of %(week)s") % {"week": view.week.isoformat()},
        *filters_in_words(filters),
        rule_in_words(view),
    )
    return Sheet(_("Participation: %(track)s") % {"track": track.title}, tuple(columns), _count_rows(who, view, filters), notes)


def people_sheet(who: Onlooker, filters: PeopleFilter, tracks: tuple[TrackLine, ...]) -> Sheet:
    """Everybody in a coach's table. Reading it is a look, as on the page."""
    columns = (
        *(_("Name"), _("Track"), _("School or course"), _("Modules done"), _("Modules")),
        *(_("Texts shared"), _("Conversations"), _("Until")),
    )
    notes = (
        _("On %(day)s") % {"day": district_today().isoformat()},
        *filters_in_words(filters),
        _("Only those who chose you, asked you or share something with you, and only what each of them shows. Nothing here rates anybody."),
    )
    return Sheet(_("People who turned to you"), columns, _people_rows(who, filters, tracks), notes, closing=_rows_in_words)


def people_row(row: PersonRow) -> tuple:
    """One line of a coach's table, as in the file."""
    return (
        row.name or _("Without a name"),
        row.track,
        row.place if row.shows else _("kept private"),
        _how_far(row),
        "; ".join(_module_in_words(each) for each in row.modules),
        len(row.texts),
        "; ".join(str(talk.words) for talk in row.talks),
        row.until,
    )


def _how_far(row: PersonRow) -> str:
    if not row.shows:
        return _("kept private")
    if not row.modules:
        return "–"  # a track that is not on the site any more
    return _("%(done)d of %(all)d") % {"done": row.done, "all": len(row.modules)}


def filters_in_words(filters) -> Iterator[str]:
    """Each filter that is set, with what it is set to."""
    for bound in filters:
        value = filters.value(bound.name)
        if value is not None:
            yield f"{bound.label}: {_label(bound.field.choices, str(value))}"


def _label(choices, value: str) -> str:
    for key, label in choices:
        if isinstance(label, list | tuple):
            if found := _label(label, value):
                return found
        elif str(key) == value:
            return str(label)
    return ""


def _count_rows(who: Onlooker, view: CountsView, filters: CountsFilter) -> Iterator[tuple]:
    latest = Publication.objects.get(week=view.week)
    seen, place = seen_by(who, PublishedCount), filters.value("place")
    seen = seen.filter(group=place) if place else seen
    joined = list(group_counts(seen.filter(publication=latest), view.track))
    for row in group_rows(seen.filter(track_key=view.track.key), latest, joined, view.track, view.term_publications):
        cells = (row.people, *row.modules, row.hours, *row.terms)
        yield (row.name, *(_("not shown") if cell is None else cell for cell in cells))


def _people_rows(who: Onlooker, filters: PeopleFilter, tracks: tuple[TrackLine, ...]) -> Iterator[tuple]:
    look_at_who_was_asked_for(who, filters.choice)
    # From where the last rows ended, not by their place in the list: who turns to a coach meanwhile moves nothing.
    rows, last = enrolments_of(who, filters.choice), None
    while some := list((rows if last is None else rows.filter(listed_as__gt=last))[:AT_ONCE]):
        last = some[-1].listed_as
        yield from map(people_row, rows_of(who, some, tracks))


def _module_in_words(each) -> str:
    day = f" {timezone.localtime(each.on).date().isoformat()}" if each.on else ""
    return f"{each.title}: {each.words}{day}"


def _rows_in_words(count: int) -> str:
    return _("%(count)d rows") % {"count": count}
