"""Bands, strands, levels, traits, frameworks and competencies: each name leads somewhere, and learning goes upwards."""

from collections.abc import Iterator

from curriculum.starter.reading import PROFILE, PROGRESSION, SCALE, Content, Problem
from curriculum.starter.rules.common import alignment_misfits, band_keys, unknown, used_twice
from curriculum.starter.shapes import Found


def problems(content: Content) -> Iterator[Problem]:
    data = content.progression
    for name, key in (("bands", "key"), ("strands", "key"), ("frameworks", "key"), ("competencies", "code")):
        yield from used_twice(PROGRESSION, data[name], key)
    yield from used_twice(PROGRESSION, data["related_public_resources"], "name")
    for name in ("bands", "strands"):
        yield from used_twice(PROGRESSION, data[name], "order", by="key")
    yield from _band_problems(content)
    yield from _level_problems(content)
    yield from _trait_problems(content)
    for reading in data["related_public_resources"]:
        for field, message in unknown("bands", reading["bands"], band_keys(content), "band"):
            yield Problem(PROGRESSION, reading["name"], field, message)
    for competency in data["competencies"]:
        for field, message in _competency_misfits(competency, content):
            yield Problem(PROGRESSION, competency["code"], field, message)


def _band_problems(content: Content) -> Iterator[Problem]:
    levels = [level["level"] for level in content.ai_use_scale["levels"]]
    for band in content.progression["bands"]:
        for field, message in unknown("ai_use_levels", band["ai_use_levels"], levels, "level"):
            yield Problem(PROGRESSION, band["key"], field, message)


def _level_problems(content: Content) -> Iterator[Problem]:
    levels, templates = content.ai_use_scale["levels"], content.ai_use_scale["disclosure_templates"]
    yield from used_twice(SCALE, levels, "key")
    if sorted(level["level"] for level in levels) != [1, 2, 3, 4, 5]:
        yield Problem(SCALE, "", "levels", "must be 1 to 5, each once")
    for level in levels:
        for field, message in _level_misfits(level, content):
            yield Problem(SCALE, level["key"], field, message)
    yield from used_twice(SCALE, templates, "band")
    for field, message in unknown("disclosure_templates", [template["band"] for template in templates], band_keys(content), "band"):
        yield Problem(SCALE, "", field, message)


def _level_misfits(level: dict, content: Content) -> Iterator[Found]:
    allowing = [band["key"] for band in content.progression["bands"] if level["level"] in band["ai_use_levels"]]
    if set(level["bands"]) != set(allowing):
        said, allowed = ", ".join(level["bands"]), ", ".join(allowing) or "none"
        yield "bands", f"says {said}, but in {PROGRESSION} this level is allowed for {allowed}"
    yield from (
        (f"band_notes.{band}", f"level {level['level']} is not for {band}") for band in level.get("band_notes", {}).keys() - level["bands"]
    )


def _trait_problems(content: Content) -> Iterator[Problem]:
    traits = content.graduate_profile["attributes"]
    strands = [strand["key"] for strand in content.progression["strands"]]
    yield from used_twice(PROFILE, traits, "key")
    for trait in traits:
        found = [
            *unknown("looks_like", trait["looks_like"], band_keys(content), "band"),
            *unknown("strands", trait["strands"], strands, "strand"),
        ]
        for field, message in found:
            yield Problem(PROFILE, trait["key"], field, message)


def _competency_misfits(competency: dict, content: Content) -> Iterator[Found]:
    data = content.progression
    orders = {band["key"]: band["order"] for band in data["bands"]}
    bands = {other["code"]: other["band"] for other in data["competencies"]}
    yield from unknown("strand", [competency["strand"]], [strand["key"] for strand in data["strands"]], "strand")
    yield from unknown("band", [competency["band"]], orders, "band")
    yield from unknown("builds_on", competency.get("builds_on", []), bands, "competency")
    for code in competency.get("builds_on", []):
        if bands.get(code) in orders and orders[bands[code]] >= orders.get(competency["band"], len(orders) + 1):
            yield "builds_on", f"{code} is not of an earlier band"
    yield from alignment_misfits(competency.get("alignments", []), content)
    if not any(competency["code"] in lesson["competencies"] for unit in content.units.values() for lesson in unit["lessons"]):
        yield "code", "is taught by no lesson"
