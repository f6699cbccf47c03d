"""Vetted tools, educator tracks and policies."""

from collections import Counter
from collections.abc import Iterator

from django.utils.text import slugify

from cms.models import PolicyStatus
from curriculum.models import AgreementStatus, OperatedBy, ToolStatus
from curriculum.models.tools import STUDENTS_OPERATE
from curriculum.starter.reading import POLICIES, TOOLS, Content, Problem
from curriculum.starter.rules.common import alignment_misfits, band_keys, check_misfits, unknown, used_twice
from curriculum.starter.shapes import Found

LISTS = {"status": ToolStatus, "agreement_status": AgreementStatus, "operated_by": OperatedBy}
READERS = ("students", "families", "staff", "board")


def problems(content: Content) -> Iterator[Problem]:
    yield from _tool_problems(content)
    yield from _track_problems(content)
    yield from _policy_problems(content)


def _tool_problems(content: Content) -> Iterator[Problem]:
    guide, tools = content.vetted_tools["field_guide"], content.vetted_tools["tools"]
    for name, choices in LISTS.items():
        if set(guide[name].split(" / ")) != set(choices.values):
            yield Problem(TOOLS, "field_guide", name, f"must be {' / '.join(choices.values)}")
    yield from used_twice(TOOLS, tools, "slug")
    for tool in tools:
        for field, message in _tool_misfits(tool, content):
            yield Problem(TOOLS, tool["slug"], field, message)


def _tool_misfits(tool: dict, content: Content) -> Iterator[Found]:
    levels = [level["level"] for level in content.ai_use_scale["levels"]]
    yield from unknown("bands", tool["bands"], band_keys(content), "band")
    if tool["max_ai_use_level"] is not None:
        yield from unknown("max_ai_use_level", [tool["max_ai_use_level"]], levels, "level")
    if str(tool["next_review"]) <= str(tool["review_date"]):
        yield "next_review", f"must be after the review_date {tool['review_date']}"
    if tool["operated_by"] in STUDENTS_OPERATE and tool["accounts_required"]:
        yield "accounts_required", "no student may need an account with an AI tool"


def _track_problems(content: Content) -> Iterator[Problem]:
    tracks = content.tracks.values()
    yield from used_twice("tracks", tracks, "slug")
    yield from used_twice("tracks", [module for track in tracks for module in track["modules"]], "slug")
    for file, track in content.tracks.items():
        for field, message in alignment_misfits(track["alignments"], content):
            yield Problem(file, track["slug"], field, message)
        if track["privacy"]["reflections_default"] != "private":
            yield Problem(file, track["slug"], "privacy.reflections_default", "must be private")
        yield from used_twice(file, track["modules"], "order", by="slug")
        for module in track["modules"]:
            for field, message in _module_misfits(module, content):
                yield Problem(file, module["slug"], field, message)


def _module_misfits(module: dict, content: Content) -> Iterator[Found]:
    units = [unit["slug"] for unit in content.units.values()]
    yield from unknown("helps_to_teach", module.get("helps_to_teach", []), units, "unit")
    minutes = sum(section["minutes"] for section in module["sections"])
    if minutes != module["pd_minutes"]:
        yield "pd_minutes", f"is {module['pd_minutes']}, but the sections add up to {minutes}"
    yield from check_misfits(module["check"])


def _policy_problems(content: Content) -> Iterator[Problem]:
    policies = content.policies["policies"]
    yield from used_twice(POLICIES, policies, "slug")
    by_slug = {policy["slug"]: policy for policy in policies}
    for policy in policies:
        for field, message in _policy_misfits(policy, by_slug.get(policy.get("translation_of", ""))):
            yield Problem(POLICIES, policy["slug"], field, message)


def _policy_misfits(policy: dict, original: dict | None) -> Iterator[Found]:
    yield from unknown("audience", policy["audience"], READERS, "audience")
    if policy["sample"] != (policy["status"] == PolicyStatus.SAMPLE):
        yield "status", f"is {policy['status']}, but sample is {str(policy['sample']).lower()}"
    headings = Counter(slugify(section["heading"]) for section in policy["sections"])
    for number, section in enumerate(policy["sections"], start=1):
        # The key of a clause comes from its heading.
        if headings[slugify(section["heading"])] > 1:
            yield f"sections[{number}].heading", f"“{section['heading']}” is used twice"
    if "translation_of" not in policy:
        return
    if original is None:
        yield "translation_of", f"there is no policy {policy['translation_of']}"
    elif original["language"] == policy["language"]:
        yield "language", f"is that of {original['slug']}, of which it is a translation"
    elif len(original["sections"]) != len(policy["sections"]):
        yield "sections", f"must be {len(original['sections'])}, as in {original['slug']}"
