"""The editors' forms: say at the field what stands in the way of publishing."""

from collections.abc import Callable

from django.core.exceptions import ValidationError

from wagtail.admin.forms import WagtailAdminPageForm

from curriculum.rules import lesson_problems, unit_problems


class RuledPageForm(WagtailAdminPageForm):
    """Drafts are saved as they are; publishing and submitting keep the rules."""

    rules: Callable[..., dict[str, str]]

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for field, message in type(self).rules(self.instance).items():
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, ValidationError(message))


class LessonPageForm(RuledPageForm):
    rules = staticmethod(lesson_problems)


class UnitPageForm(RuledPageForm):
    rules = staticmethod(unit_problems)
