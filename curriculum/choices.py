"""What an editor chooses from: in the language of the page, first what its grade band has.

Nothing that was chosen is ever taken away here: what a grade band does not allow stays ticked and says so, and `curriculum.rules`
keeps it from being published. A small script follows the grade band while somebody edits; without it everything is shown.
"""

from collections.abc import Iterable
from itertools import groupby

from django import forms
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

EDITOR = forms.Media(css={"all": ["cms/admin/editor.css"]}, js=[forms.widgets.Script("cms/admin/choices.js", type="module")])


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def limit_to_language(form, *names: str) -> None:
    """Offer the rows of the page's language, and those that were chosen in another one."""
    for name in names:
        if field := form.fields.get(name):
            field.queryset = field.queryset.filter(Q(locale_id=form.instance.locale_id) | Q(pk__in=_chosen(form, name)))


def follow_grade_band(form) -> None:
    """Tell the choices of a lesson which grade band it is for, and what the grade bands allow."""
    band_id = form["band"].value() if "band" in form.fields else None
    if field := form.fields.get("competencies"):
        field.queryset = field.queryset.select_related("band", "strand").order_by("band__order", "strand__order", "code")
        field.widget.band_id = str(band_id or "")
    if field := form.fields.get("ai_use_level"):
        field.widget.band_id = str(band_id or "")
        field.widget.bands = list(form.fields["band"].queryset.with_levels()) if "band" in form.fields else []


def _chosen(form, name: str) -> list:
    value = form.initial.get(name)
    rows = value if isinstance(value, Iterable) else [value]
    return [getattr(row, "pk", row) for row in rows if row]


class Ticks(forms.CheckboxSelectMultiple):
    """Many short choices, in columns where there is room."""

    class Media:
        css = {"all": ["cms/admin/editor.css"]}

    def __init__(self, attrs=None, choices=()):
        super().__init__({"class": "editor-columns", **(attrs or {})}, choices)


class AdminChoices:
    """A widget whose template lies with our own."""

    band_id = ""

    @property
    def media(self):
        return EDITOR

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def options_of(self, context: dict) -> list[dict]:
        return [option for _name, options, _index in context["widget"]["optgroups"] for option in options]


class CompetencyChoices(AdminChoices, forms.CheckboxSelectMultiple):
    """Competencies by grade band; the page's own is open, the others can be opened."""

    template_name = "curriculum/admin/competency_choices.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        groups = groupby(self.options_of(context), key=lambda option: option["value"].instance.band)
        return context | {"groups": [self._group(band, list(options)) for band, options in groups]}

    def _group(self, band, options: list[dict]) -> dict:
        is_own = str(band.pk) == self.band_id
        return {"band": band, "options": options, "is_open": is_own or any(option["selected"] for option in options)}


class LevelChoices(AdminChoices, forms.RadioSelect):
    """AI-use levels, each with who allows it and what a grade band says of it."""

    template_name = "curriculum/admin/level_choices.html"
    bands: list = []

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        options = [option | self._said(option["value"].instance) for option in self.options_of(context)]
        return context | {"options": options, "bands": self.bands, "band_id": self.band_id}

    def _said(self, level) -> dict:
        allowing = [band for band in self.bands if band.allows_level(level.level)]
        keys = {band.key: band for band in self.bands}
        notes = [(keys[note.value["band"]], note.value["text"]) for note in level.band_notes if note.value["band"] in keys]
        return {"level": level, "allowing": allowing, "notes": notes}
