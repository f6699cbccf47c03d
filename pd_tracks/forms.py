"""The editor's forms of tracks and modules: what stands in the way of publishing is said at its field."""

from django.conf import settings

from curriculum.changes import differs, has_own_note, needs_note
from curriculum.choices import limit_to_language
from curriculum.forms import RuledPageForm
from pd_tracks.rules import module_problems


class ModulePageForm(RuledPageForm):
    """Asks for a new note where a published module changes; a note that was said is not offered again."""

    rules = staticmethod(module_problems)
    words = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not has_own_note(self.instance):
            self.initial["change_note"] = ""
        if "helps_to_teach" in self.fields:
            limit_to_language(self, "helps_to_teach")

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation or self.errors or not self.instance.pk or has_own_note(self.instance):
            return
        is_main = self.instance.locale.language_code == settings.LANGUAGE_CODE
        if is_main and self.instance.versions.exists() and differs(self.instance):
            self.add_error("change_note", needs_note())
