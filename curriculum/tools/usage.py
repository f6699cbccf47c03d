"""Which lessons a tool's decision reaches: said before somebody takes it back, and the reason why such a tool is never deleted."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Model
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from wagtail.admin.panels import Panel

from curriculum.models import LessonPage, VettedTool


def lessons_using(*tools: VettedTool):
    """Lessons linked to any of these tools, by a row in whichever language, in teaching order."""
    keys = [tool.translation_key for tool in tools]
    return LessonPage.objects.filter(tools__translation_key__in=keys).distinct().in_teaching_order()


class UsagePanel(Panel):
    """Says in a tool's editor what a change of the decision will do. One query. Holds no field."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": gettext_lazy("Lessons that use it"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "curriculum/admin/tool_usage.html"

        def is_shown(self):
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context=None):
            rows = lessons_using(self.instance).filter(live=True).values_list("pk", "title")
            lessons = [(title, reverse("wagtailadmin_pages:edit", args=[pk])) for pk, title in rows]
            return super().get_context_data(parent_context) | {"lessons": lessons, "is_current": self.instance.is_current()}


def keep_used_tools(request, snippets: Iterable[Model]):
    """A tool that lessons use is retired, not deleted: what they say about it would be lost without a word."""
    tools = [snippet for snippet in snippets if isinstance(snippet, VettedTool)]
    used = lessons_using(*tools).count() if tools else 0
    if not used:
        return None
    text = ngettext(
        "%(count)s lesson uses “%(tool)s”, so it stays. Set its status to “Retired”: the lesson is then done without a screen at once.",
        "%(count)s lessons use “%(tool)s”, so it stays. Set its status to “Retired”: they are then done without a screen at once.",
        used,
    )
    messages.error(request, text % {"count": used, "tool": ", ".join(tool.name for tool in tools)})
    if len(tools) == 1:
        return redirect("wagtailsnippets_curriculum_vettedtool:edit", tools[0].pk)
    return redirect("wagtailsnippets_curriculum_vettedtool:list")
