"""The editor's form of a policy: says at the field what stands in the way of publishing."""

from django.core.exceptions import ValidationError

from wagtail.admin.forms import WagtailAdminPageForm

from cms.policies.documents import has_own_note
from cms.publishing import going_problems

SAID_ONCE = ("heard_from", "heard", "change_note")


class PolicyPageForm(WagtailAdminPageForm):
    """Drafts are saved as they are; publishing keeps the rules. What was said with a version is not offered again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.versions.exists() and not has_own_note(self.instance):
            self.initial |= dict.fromkeys(SAID_ONCE, "")

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for field, message in (self.instance.publishing_rules() | going_problems(self.instance)).items():
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, ValidationError(message))
