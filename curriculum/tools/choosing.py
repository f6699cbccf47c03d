"""Which tools an editor can choose for a lesson: what is approved today for its grade band, and what is already chosen."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _


def offer_tools(field, lesson) -> None:
    """Narrow a form's field to the tools this lesson may use; one that has lapsed stays in sight while it is chosen, and says so."""
    tools = field.queryset.model.objects
    chosen = [tool.translation_key for tool in lesson.tools.all()]
    offered = tools.current().exclude(operated_by="staff_only")
    if lesson.band_id:
        offered = offered.filter(bands__key=lesson.band.key)
    wanted = Q(pk__in=offered.values("pk")) | Q(translation_key__in=chosen)
    # A translation is linked to whatever its original is: its field only shows, and must keep the very rows.
    is_main = not lesson.locale_id or lesson.locale.language_code == settings.LANGUAGE_CODE
    rows = tools.decisions() if is_main else tools.all()
    field.queryset = rows.filter(wanted).select_related("locale", "max_ai_use_level").prefetch_related("bands")
    field.label_from_instance = _label


def _label(tool) -> str:
    decided = tool.decision or tool
    bands = ", ".join(band.name for band in decided.bands.all())
    text = _("%(tool)s (%(bands)s; AI-use level up to %(level)s)") if decided.max_ai_use_level else _("%(tool)s (%(bands)s)")
    text %= {"tool": tool.name, "bands": bands, "level": getattr(decided.max_ai_use_level, "level", "")}
    reason = tool.why_not_now()
    return _("%(tool)s: not to be used today. %(reason)s") % {"tool": text, "reason": reason} if reason else text
