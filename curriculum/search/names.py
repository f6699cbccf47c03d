"""What the choices of a search are called, as the progression calls them now."""

from django.conf import settings
from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from cms.foreign import ForeignText
from curriculum.models import AIUseLevel, Facet, GradeBand, GraduateTrait, Kind, Strand, Subject

PLURALS = {Kind.LESSON: _("Lessons"), Kind.UNIT: _("Units"), Kind.COMPETENCY: _("Competencies")}


def names_of(language: str) -> dict[str, dict[str, str]]:
    """For each facet, key to name, in order; marked where it has no name in this language. One query."""
    first, *others = (
        _rows(GradeBand, Facet.BAND, "key", "order", language),
        _rows(Strand, Facet.STRAND, "key", "order", language),
        _rows(AIUseLevel, Facet.LEVEL, "level", "level", language),
        _rows(Subject, Facet.SUBJECT, "key", None, language),
        _rows(GraduateTrait, Facet.TRAIT, "key", None, language),
    )
    names: dict[str, dict[str, str]] = {facet: {} for facet in Facet.values}
    names[Facet.KIND] = {kind.value: PLURALS[kind] for kind in Kind}
    rows = sorted(first.union(*others, all=True))
    # Everything has a name in the main language; where it has one in this language too, that one comes last and stays.
    for facet, _order, name, key, spoken in sorted(rows, key=lambda row: row[-1] == language):
        known = name if spoken == language else ForeignText(name, spoken)
        names[facet][key] = f"{key} {name}" if facet == Facet.LEVEL and spoken == language else known
    return names


def _rows(model, facet: Facet, key: str, place: str | None, language: str):
    rows = model.objects.filter(locale__language_code__in={language, settings.LANGUAGE_CODE}).order_by()
    return rows.values_list(
        Value(facet.value, output_field=CharField()),
        Cast(F(place), IntegerField()) if place else Value(0),
        "name",
        Cast(key, CharField()),
        "locale__language_code",
    )
