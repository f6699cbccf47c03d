"""What lessons and units must keep to be published. Drafts may be incomplete, and saving asks none of this."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def lesson_problems(lesson) -> dict[str, str]:
    """Why this lesson cannot be published: field name to message. Empty when it can.

    Looks only at fields of the lesson and its own grade band; the editor's form and every other way to publish ask here.
    """
    return {**_timing(lesson), **_ai_use(lesson), **_band(lesson), **_steps(lesson)}


def link_problems(lesson) -> dict[str, str]:
    """The same for what a lesson is linked to. The editor's form asks this of its own fields, before they reach the lesson."""
    return {} if lesson.competencies.all() else {"competencies": _("A lesson teaches at least one competency.")}


def unit_problems(unit) -> dict[str, str]:
    """Why this unit cannot be published."""
    lesson = unit.lessons_of_another_band().first()
    if lesson is None:
        return {}
    text = _(
        "“%(lesson)s” in this unit is for another grade band. A unit and its lessons are for one; change or withdraw the lesson first."
    )
    return {"band": text % {"lesson": lesson.title}}


def unit_link_problems(unit) -> dict[str, str]:
    """The same for what a unit is linked to."""
    return {} if unit.graduate_traits.all() else {"graduate_traits": _("A unit serves at least one trait of the graduate profile.")}


def why_not_in(lesson, unit) -> str:
    """Why this lesson cannot lie in that unit; empty where it can, and where one of them has no grade band yet."""
    if not lesson.band_id or unit.band_id in {None, lesson.band_id}:
        return ""
    text = _(
        "“%(lesson)s” is for %(lesson_band)s, but “%(unit)s” is for %(unit_band)s. "
        "For another grade band, make an unpublished copy there, change its grade band and publish it; then withdraw the old lesson."
    )
    return text % {"lesson": lesson.title, "lesson_band": lesson.band, "unit": unit.title, "unit_band": unit.band}


def _steps(lesson) -> dict[str, str]:
    return {} if lesson.steps else {"steps": _("A lesson needs at least one step.")}


def _timing(lesson) -> dict[str, str]:
    minutes = sum(block.value.get("minutes") or 0 for block in lesson.steps if block.block_type == "step")
    if not lesson.steps or lesson.duration_minutes in {None, minutes}:
        return {}
    text = ngettext(
        "The steps add up to %(sum)s minute, but the lesson says %(duration)s.",
        "The steps add up to %(sum)s minutes, but the lesson says %(duration)s.",
        minutes,
    )
    return {"duration_minutes": text % {"sum": minutes, "duration": lesson.duration_minutes}}


def _ai_use(lesson) -> dict[str, str]:
    band, level = lesson.band, lesson.ai_use_level
    if not band or not level or band.allows_level(level.level):
        return {}
    return {"ai_use_level": _("%(band)s does not allow AI-use level %(level)s.") % {"band": band, "level": level.level}}


def _band(lesson) -> dict[str, str]:
    unit = lesson.unit
    if not unit or not lesson.band_id or unit.band_id in {None, lesson.band_id}:
        return {}
    return {"band": _("The unit of this lesson is for %(band)s.") % {"band": unit.band}}
