"""What lessons and units must keep to be published (drafts may be incomplete, and saving asks none of this), and what
competencies and grade bands always keep: a competency builds only on earlier bands, so there are never circles.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.minutes import minutes_of


def lesson_problems(lesson) -> dict[str, str]:
    """Why this lesson cannot be published: field name to message. Empty when it can.

    Looks only at fields of the lesson and its own grade band; the editor's form and every other way to publish ask here.
    """
    return {**_purpose(lesson), **_timing(lesson), **_ai_use(lesson), **_band(lesson), **_steps(lesson)}


def link_problems(lesson) -> dict[str, str]:
    """The same for what a lesson is linked to. The editor's form asks this of its own fields, before they reach the lesson."""
    problems = {} if lesson.competencies.all() else {"competencies": _("A lesson teaches at least one competency.")}
    return problems | tool_problems(lesson, lesson.tools.all())


def tool_problems(lesson, tools) -> dict[str, str]:
    """Why this lesson cannot be published with these AI tools.

    A tool whose approval does not hold today cannot be added. One that the published lesson already has may stay: its readers see
    the way without a screen since the day it lapsed, so a correction of a word does no harm, and waiting for it would.
    """
    tools = list(tools)
    if not tools:
        return {}
    published = lesson.published_tools()
    found = [_why_not(lesson, tool, is_new=str(tool.translation_key) not in published) for tool in tools]
    problems = {"tools": " ".join(filter(None, found))} if any(found) else {}
    if not lesson.unplugged_alternative.strip():
        problems["unplugged_alternative"] = _("This lesson uses an AI tool. Say how to teach it without one.")
    return problems


def _why_not(lesson, tool, *, is_new: bool) -> str:
    band, level = lesson.band, lesson.ai_use_level
    if tool.is_for_staff_alone:
        text = _("“%(tool)s” is for staff only and never belongs in a lesson. Take it out.")
    elif band and not tool.is_for_band(band.key):
        text = _("“%(tool)s” is not approved for %(band)s. Choose a tool that is, or take it out.")
    elif level and not tool.covers_level(level.level):
        text = _("“%(tool)s” is not approved for AI-use level %(level)s. Choose a lower level or another tool.")
    elif is_new and not tool.is_overdue_sample() and (reason := tool.why_not_now()):
        text = _("“%(tool)s” cannot be added now. %(reason)s Choose another tool, or ask for its review.")
        return text % {"tool": tool.name, "reason": reason}
    else:
        return ""
    return text % {"tool": tool.name, "band": band, "level": level.level if level else ""}


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


def builds_on_problems(competency) -> dict[str, str]:
    """Why this competency may not be in its grade band with what it builds on, and what builds on it: field to message."""
    if not competency.band_id:
        return {}
    earlier = competency.builds_on_to_be
    if earlier is None:
        earlier = competency.builds_on.select_related("band") if competency.pk else ()
    later = competency.leads_to.select_related("band") if competency.pk else ()
    order, band = competency.band.order, competency.band.name
    too_late = [other.code for other in earlier if other.band.order >= order]
    too_early = [other.code for other in later if other.band.order <= order]
    problems = {}
    if too_late:
        text = _("Not of an earlier grade band than %(band)s: %(codes)s.")
        problems["builds_on"] = text % {"codes": ", ".join(sorted(too_late)), "band": band}
    if too_early:
        text = _("These build on it and would no longer be of a later grade band than %(band)s: %(codes)s.")
        problems["band"] = text % {"codes": ", ".join(sorted(too_early)), "band": band}
    return problems


def band_order_problems(band) -> dict[str, str]:
    """Why this grade band may not take this place: competencies in it would come before what they build on."""
    if not band.pk or band.order is None:
        return {}
    broken = [
        f"{competency.code} → {earlier.code}"
        for competency in band.competencies.prefetch_related("builds_on__band")
        for earlier in competency.builds_on.all()
        if earlier.band.order >= band.order and earlier.band_id != band.pk
    ]
    broken += [
        f"{later.code} → {competency.code}"
        for competency in band.competencies.prefetch_related("leads_to__band")
        for later in competency.leads_to.all()
        if later.band.order <= band.order and later.band_id != band.pk
    ]
    if not broken:
        return {}
    text = _("With this order some competencies would no longer build on an earlier grade band: %(links)s.")
    return {"order": text % {"links": ", ".join(sorted(broken))}}


def framework_problems(framework, competencies) -> dict[str, str]:
    """Why this framework may not change like this: alignments of `competencies` name it by the key and domains it had."""
    key = type(framework).objects.filter(pk=framework.pk).values_list("key", flat=True).first()
    using = [(place.domain, row.code) for row in competencies for place in row.alignment_views() if place.framework == key]
    if using and framework.key != key:
        text = _("Alignments of competencies use this key: %(codes)s.")
        return {"key": text % {"codes": ", ".join(sorted({code for _domain, code in using}))}}
    gone = sorted({f"{domain} ({code})" for domain, code in using if domain not in framework.domains})
    text = _("Alignments of competencies use a domain that would be gone: %(domains)s.")
    return {"domains": text % {"domains": ", ".join(gone)}} if gone else {}


def _purpose(lesson) -> dict[str, str]:
    """Purpose before tools: what a lesson is for, for whom, and how much AI it needs, before anything else."""
    problems = {}
    if not lesson.essential_question.strip():
        problems["essential_question"] = _("Start with the purpose: which big question does this lesson ask?")
    if not lesson.objectives:
        problems["objectives"] = _("Say what students can say or do by the end: at least one objective.")
    if not lesson.band_id:
        problems["band"] = _("Choose the grade band this lesson is for.")
    if not lesson.ai_use_level_id:
        problems["ai_use_level"] = _("Choose how much AI this lesson needs. “No AI” is a level, too.")
    if lesson.unit and not lesson.unit.graduate_traits.all():
        text = _("The unit “%(unit)s” serves no trait of the graduate profile yet. Choose one there first.")
        problems["graduate_traits"] = text % {"unit": lesson.unit.title}
    return problems


def _steps(lesson) -> dict[str, str]:
    return {} if lesson.steps else {"steps": _("A lesson needs at least one step.")}


def _timing(lesson) -> dict[str, str]:
    minutes = minutes_of(lesson.steps)
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
