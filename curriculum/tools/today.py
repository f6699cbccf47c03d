"""The AI tools of a lesson as they stand today: a published version names them, the district's verdict is never frozen.

An approval that ends, is withdrawn, or no longer covers the lesson's grade band or AI-use level changes every version of every
lesson that names the tool, the moment a page is asked for. One query for all tools of a lesson, none where it has none.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cms.viewer import Audience
from curriculum.models.tools import VettedTool
from curriculum.parts import LessonView, ToolView


def with_tools_of_today(view: LessonView) -> LessonView:
    """The view with what holds for its tools today.

    While one of them may not be used, the lesson is done without a screen: only the teacher still sees tools, with the reason.
    """
    if not view.tools:
        return view
    tools = tools_today(view.tools, view.language, band_key=view.band_key, level=view.ai_use.level)
    is_unplugged = not all(tool.is_usable for tool in tools)
    is_told = view.audience is Audience.TEACHER or not is_unplugged
    return replace(view, tools=tools if is_told else (), is_unplugged_today=is_unplugged)


def tools_today(named: Iterable[ToolView], language: str, *, band_key: str, level: int) -> tuple[ToolView, ...]:
    """These tools in the words of this language, each with whether it may be used for such work today. One query."""
    named = tuple(named)
    band = VettedTool.bands.through.objects.filter(gradeband__key=band_key, vettedtool_id=OuterRef("pk"))
    rows = VettedTool.objects.filter(translation_key__in=[tool.key for tool in named]).annotate(is_for_this_band=Exists(band))
    found = {str(row.translation_key): row for row in rows.as_decided(language)}
    return tuple(_seen(tool, found.get(tool.key), level) for tool in named)


def _seen(named: ToolView, row: VettedTool | None, level: int) -> ToolView:
    if row is None:
        return replace(named, why_not=_("It is not on the district's list any more."))
    why_not = row.why_not_now() or _why_not_here(row, level)
    return ToolView(
        named.key,
        row.name,
        slug=row.decision.slug,
        conditions=tuple(row.conditions),
        is_fictional=row.decision.is_fictional,
        is_usable=not why_not,
        why_not=why_not,
    )


def _why_not_here(tool: VettedTool, level: int) -> str:
    if tool.is_for_staff_alone:
        return _("It is for staff only, never with students.")
    if not tool.decision.is_for_this_band:
        return _("It is not approved for this grade band any more.")
    if not tool.covers_level(level):
        return _("It is not approved for the AI-use level of this lesson any more.")
    return ""
