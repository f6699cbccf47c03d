"""The editors' forms: say at the field what stands in the way of publishing, or of saving."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from cms.dates import district_today
from cms.policies.services import clauses_to_cite
from cms.publishing import going_problems
from curriculum.beginnings import beginning_of
from curriculum.changes import differs, has_own_note, needs_note
from curriculum.choices import follow_grade_band, limit_to_language
from curriculum.rules import lesson_problems, tool_problems, unit_problems
from curriculum.tools.choosing import offer_tools


class RuledPageForm(WagtailAdminPageForm):
    """Drafts are saved as they are; publishing and submitting keep the rules. Offers words of the page's own language."""

    rules: Callable[..., dict[str, str]]
    words = ("band", "subjects")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.locale_id and self.parent_page:
            # A preview of a page that was never saved: it will get its language from where it lies.
            self.instance.locale_id = self.parent_page.locale_id
        limit_to_language(self, *self.words)

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation:
            return
        self._add_missing(type(self).rules(self.instance) | going_problems(self.instance))

    def _add_missing(self, problems: dict[str, str]) -> None:
        """Our words in place of a bare "required"; whatever else is said at a field stays."""
        for field, message in problems.items():
            if self.has_error(field, "required"):
                del self.errors[field]
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, ValidationError(message))


class LessonPageForm(RuledPageForm):
    """A new lesson begins with what its unit has; the choices follow the grade band.

    Asks for a new note where a published lesson changes; a note that was said is not offered again.
    """

    rules = staticmethod(lesson_problems)
    words = ("band", "subjects", "competencies", "ai_use_level")
    # What the form keeps to itself until the lesson is saved.
    linked = ("competencies", "subjects", "tools", "rests_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound and not self.instance.pk and self.unit:
            self.initial |= beginning_of(self.instance, self.unit)
        if self.instance.pk and not has_own_note(self.instance):
            self.initial["change_note"] = ""
        follow_grade_band(self)
        if "tools" in self.fields:
            offer_tools(self.fields["tools"], self.instance)
        if "rests_on" in self.fields:
            cited = self.instance.rests_on.all() if self.instance.pk else None
            self.fields["rests_on"].choices = clauses_to_cite(cited)

    @cached_property
    def unit(self):
        """The unit that the lesson lies in, or will lie in; None where it lies in none."""
        unit = self.parent_page.specific if self.parent_page else None
        return unit if hasattr(unit, "graduate_traits") else None

    def _post_clean(self):
        super()._post_clean()
        if not self.is_deferred_validation and "tools" in self.cleaned_data:
            self._add_missing(tool_problems(self.instance, self.cleaned_data["tools"]))
        if self.is_deferred_validation or self.errors or has_own_note(self.instance) or not self.instance.pk:
            return
        is_main = self.instance.locale.language_code == settings.LANGUAGE_CODE
        if is_main and self.instance.versions.exists() and (self._links_change() or differs(self.instance)):
            self.add_error("change_note", needs_note())

    def _links_change(self) -> bool:
        return bool({*self.linked} & {*self.changed_data}) or any(formset.has_changed() for formset in self.formsets.values())


class UnitPageForm(RuledPageForm):
    rules = staticmethod(unit_problems)
    words = ("band", "subjects", "graduate_traits")


class GradeBandForm(WagtailAdminModelForm):
    """Offers the AI-use levels of the same language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "ai_use_levels" in self.fields and self.instance.locale_id:
            levels = self.fields["ai_use_levels"].queryset
            self.fields["ai_use_levels"].queryset = levels.filter(locale_id=self.instance.locale_id)


class VettedToolForm(WagtailAdminModelForm):
    """Notes the day on which a decision changes."""

    def clean(self):
        cleaned = super().clean()
        if "status" in self.changed_data and self.instance.pk:
            self.instance.status_since = district_today()
        return cleaned


class CompetencyForm(WagtailAdminModelForm):
    """Offers competencies of the same language, and tells the row what it will build on, which otherwise only the form knows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "builds_on" in self.fields and self.instance.locale_id:
            rows = self.fields["builds_on"].queryset.exclude(pk=self.instance.pk).select_related("band")
            self.fields["builds_on"].queryset = rows.filter(locale_id=self.instance.locale_id)

    def clean(self):
        cleaned = super().clean()
        if "builds_on" in self.cleaned_data:
            self.instance.builds_on_to_be = list(self.cleaned_data["builds_on"])
        return cleaned

    def _save_m2m(self):
        super()._save_m2m()
        self.instance.builds_on_to_be = None
