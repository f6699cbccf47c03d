"""Words of the progression that teaching material stands on are not deleted: what stood on them would lose its purpose without a word.

Grade bands, strands and levels are kept by the database itself; competencies and traits are many-to-many links, which it lets go.
"""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Model
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from curriculum.models import Competency, GraduateTrait, LessonPage, UnitPage

NAMED = 3


def keep_used_terms(request, snippets: Iterable[Model]):
    """Says which pages or competencies stand on them, and leads back."""
    for row in snippets:
        if users := _users_of(row):
            text = _("“%(term)s” stays: %(users)s. Choose something else there first.")
            messages.error(request, text % {"term": row, "users": _listed(users)})
            return redirect(row.snippet_viewset.get_url_name("edit"), row.pk)
    return None


def _users_of(row: Model) -> list[str]:
    if isinstance(row, Competency):
        lessons = LessonPage.objects.filter(competencies=row).in_teaching_order().values_list("title", flat=True)
        return [*lessons, *row.leads_to.order_by("code").values_list("code", flat=True)]
    if isinstance(row, GraduateTrait):
        return list(UnitPage.objects.filter(graduate_traits=row).in_teaching_order().values_list("title", flat=True))
    return []


def _listed(users: list[str]) -> str:
    named = ", ".join(users[:NAMED])
    if len(users) <= NAMED:
        return _("%(names)s stand on it") % {"names": named} if len(users) > 1 else _("%(name)s stands on it") % {"name": named}
    return _("%(names)s and %(more)d more stand on it") % {"names": named, "more": len(users) - NAMED}
