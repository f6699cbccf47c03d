"""Units and their lessons: one band, minutes that add up, levels that the band allows, checks that can be answered."""

from collections import Counter
from collections.abc import Iterator

from curriculum.models.tools import APPROVED, OperatedBy
from curriculum.starter.reading import Content, Problem
from curriculum.starter.rules.common import check_misfits, unknown, used_twice
from curriculum.starter.shapes import Found


def problems(content: Content) -> Iterator[Problem]:
    yield from _slug_problems(content)
    bands = {band["key"]: band for band in content.progression["bands"]}
    codes = [competency["code"] for competency in content.progression["competencies"]]
    tools = {tool["slug"]: tool for tool in content.vetted_tools["tools"]}
    traits = [trait["key"] for trait in content.graduate_profile["attributes"]]
    clauses = {policy["slug"]: [section["heading"] for section in policy["sections"]] for policy in content.policies["policies"]}
    for file, unit in content.units.items():
        found = [
            *unknown("band", [unit["band"]], bands, "band"),
            *unknown("graduate_profile", unit["graduate_profile"], traits, "attribute"),
        ]
        yield from (Problem(file, unit["slug"], field, message) for field, message in found)
        yield from used_twice(file, unit["lessons"], "order", by="slug")
        for lesson in unit["lessons"]:
            for field, message in (*_lesson_misfits(lesson, unit, bands, codes), *_tool_misfits(lesson, tools)):
                yield Problem(file, lesson["slug"], field, message)
            for field, message in _citation_misfits(lesson.get("rests_on", []), clauses):
                yield Problem(file, lesson["slug"], field, message)


def _slug_problems(content: Content) -> Iterator[Problem]:
    slugs = {
        "unit": [unit["slug"] for unit in content.units.values()],
        "lesson": [lesson["slug"] for unit in content.units.values() for lesson in unit["lessons"]],
    }
    for kind, names in slugs.items():
        for slug, count in Counter(names).items():
            if count > 1:
                yield Problem("units", slug, "slug", f"is used by {count} {kind}s")


def _lesson_misfits(lesson: dict, unit: dict, bands: dict, codes: list[str]) -> Iterator[Found]:
    minutes = sum(step["minutes"] for step in lesson["steps"])
    if minutes != lesson["duration_minutes"]:
        yield "duration_minutes", f"is {lesson['duration_minutes']}, but the steps add up to {minutes}"
    band = bands.get(unit["band"])
    if band and lesson["band"] != unit["band"]:
        yield "band", f"is {lesson['band']}, but the unit is for {unit['band']}"
    elif band and lesson["ai_use_level"] not in band["ai_use_levels"]:
        yield "ai_use_level", f"level {lesson['ai_use_level']} is not allowed for {unit['band']}"
    yield from unknown("competencies", lesson["competencies"], codes, "competency")
    yield from check_misfits(lesson["check"])


def _tool_misfits(lesson: dict, tools: dict) -> Iterator[Found]:
    """What publishing would ask (`curriculum.rules.tool_problems`), but for the day: samples are loaded whenever somebody likes."""
    names = lesson.get("tools", [])
    yield from unknown("tools", names, tools, "tool")
    for slug, count in Counter(names).items():
        if count > 1:
            yield "tools", f"{slug} is there twice"
    for tool in (tools[name] for name in dict.fromkeys(names) if name in tools):
        highest = tool["max_ai_use_level"] or 0
        if tool["operated_by"] == OperatedBy.STAFF_ONLY:
            yield "tools", f"{tool['slug']} is for staff only"
        if tool["status"] not in APPROVED:
            yield "tools", f"{tool['slug']} is not approved"
        if lesson["band"] not in tool["bands"]:
            yield "tools", f"{tool['slug']} is not for {lesson['band']}"
        if lesson["ai_use_level"] > highest:
            yield "tools", f"{tool['slug']} covers level {highest}, but the lesson is at level {lesson['ai_use_level']}"


def _citation_misfits(citations: list[dict], clauses: dict[str, list[str]]) -> Iterator[Found]:
    for number, cited in enumerate(citations, start=1):
        at, policy, clause = f"rests_on[{number}]", cited["policy"], cited["clause"]
        if policy not in clauses:
            yield f"{at}.policy", f"there is no policy {policy}"
        elif clause not in clauses[policy]:
            yield f"{at}.clause", f"{policy} has no clause “{clause}”; it has {', '.join(clauses[policy])}"
