"""The lesson editor's form: says at the field what stands in the way of publishing."""

from django.core.exceptions import ValidationError

from wagtail.admin.forms import WagtailAdminPageForm

from curriculum.rules import lesson_problems


class LessonPageForm(WagtailAdminPageForm):
    """Drafts are saved as they are; publishing and submitting keep the rules."""

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for field, message in lesson_problems(self.instance).items():
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, ValidationError(message))
