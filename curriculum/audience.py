"""The gate: what an audience may see of a lesson. Deny by default, one place, in Python.

Page, preview, check, index and every export take a lesson only through here. First the drawers an audience may open are
taken out of the document and joined; the view is then built from that alone, so nothing withheld can slip into it.
"""

from django.core.cache import cache
from django.utils.safestring import SafeString

from cms.sanitize import render_markdown
from cms.viewer import Audience
from curriculum.parts import (
    EMPTY,
    AIUseView,
    AnswerView,
    CheckView,
    ChoiceView,
    CompetencyView,
    HandoutView,
    LessonView,
    StepView,
    TeacherPart,
    TermView,
)
from curriculum.versions import Part

__all__ = ["AnswerView", "LessonView", "answer_to", "lesson_view", "lesson_views"]

# Raise this whenever the views or their rendering change: it is part of the cache's keys.
RENDERER = 1
CACHED_SECONDS = 24 * 60 * 60
CHECK_KINDS = {"multiple_choice", "short_answer", "reflection"}

DRAWERS = {
    Audience.STUDENT: (Part.PUBLIC,),
    Audience.FAMILY: (Part.PUBLIC, Part.FAMILY),
    Audience.TEACHER: (Part.PUBLIC, Part.FAMILY, Part.TEACHER, Part.ANSWERS),
}


def lesson_view(source, audience: Audience) -> LessonView:
    """A published version, or a document compiled in memory, as one audience sees it.

    Views of versions come from the cache where they can: a version never changes. Documents in memory are never cached.
    """
    if isinstance(source, dict):
        return _build(source, audience, number=0)
    key = _cache_key(source, audience)
    view = cache.get(key)
    if view is None:
        view = _build(source.document, audience, number=source.number)
        cache.set(key, view, CACHED_SECONDS)
    return view


def lesson_views(versions, audience: Audience) -> list[LessonView]:
    """Views of several versions, asking the cache once."""
    versions = list(versions)
    keys = [_cache_key(version, audience) for version in versions]
    known = cache.get_many(keys)
    return [known.get(key) or lesson_view(version, audience) for key, version in zip(keys, versions, strict=True)]


def answer_to(source, check_index: int, choice_index: int) -> AnswerView | None:
    """Our reply to one choice of one multiple-choice check; None where there is no such check or choice."""
    document = source if isinstance(source, dict) else source.document
    checks = _opened(document, (Part.PUBLIC, Part.ANSWERS)).get("checks", [])
    for check in checks:
        if check["at"] != check_index or check["type"] != "multiple_choice":
            continue
        for choice in check["value"].get("choices", []):
            if choice["at"] == choice_index:
                value = choice["value"]
                return AnswerView(choice_index, bool(value.get("correct")), value.get("feedback", ""))
    return None


def _cache_key(version, audience: Audience) -> str:
    # The time tells apart two databases that share a cache, as after a restore.
    return f"lesson-view:{RENDERER}:{version.pk}:{version.published_at.timestamp()}:{audience}"


def _opened(document: dict, parts: tuple[Part, ...]) -> dict:
    contents: dict = {}
    for part in parts:
        contents = _joined(contents, document.get(part, {}))
    return contents


def _joined(one, other):
    """Two drawers' pieces of one value put together again."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {**one, **{name: _joined(one[name], piece) if name in one else piece for name, piece in other.items()}}
    if isinstance(one, list) and isinstance(other, list):
        items = {item["at"]: item for item in one}
        for item in other:
            items[item["at"]] = _joined(items[item["at"]], item) if item["at"] in items else item
        return [items[at] for at in sorted(items)]
    return other


def _build(document: dict, audience: Audience, *, number: int) -> LessonView:
    contents = _opened(document, DRAWERS[audience])
    band = contents.get("band") or {}
    return LessonView(
        audience=audience,
        version_number=number,
        launch_key=contents.get("launch_key", ""),
        language=contents.get("language", ""),
        title=contents.get("title", ""),
        band_key=band.get("key", ""),
        band_name=band.get("name", ""),
        essential_question=contents.get("essential_question", ""),
        duration_minutes=contents.get("duration_minutes") or 0,
        subjects=tuple(contents.get("subjects", ())),
        objectives=tuple(_values(contents, "objectives", "objective")),
        materials=tuple(_values(contents, "materials", "material")),
        vocabulary=tuple(TermView(term.get("term", ""), term.get("definition", "")) for term in _values(contents, "vocabulary", "term")),
        competencies=tuple(CompetencyView(**competency) for competency in contents.get("competencies", ())),
        ai_use=AIUseView(**(contents.get("ai_use_level") or {})),
        graduate_traits=tuple(contents.get("graduate_traits", ())),
        steps=tuple(_step(step) for step in _values(contents, "steps", "step")),
        handouts=tuple(_handouts(contents)),
        discussion_questions=tuple(_values(contents, "discussion_questions", "question")),
        checks=tuple(_check(item) for item in contents.get("checks", ()) if item["type"] in CHECK_KINDS),
        extension_html=_html(contents, "extension"),
        unplugged_html=_html(contents, "unplugged_alternative"),
        family_html=_html(contents, "family_connection"),
        teacher=_teacher(contents) if audience is Audience.TEACHER else None,
    )


def _values(contents: dict, field: str, *types: str) -> list:
    return [item["value"] for item in contents.get(field, ()) if item["type"] in types]


def _html(contents: dict, field: str) -> SafeString:
    text = contents.get(field)
    return render_markdown(text) if text else EMPTY


def _step(step: dict) -> StepView:
    return StepView(step.get("phase", ""), step.get("minutes") or 0, _html(step, "student"), _html(step, "teacher_note"))


def _handouts(contents: dict):
    for item in contents.get("handouts", ()):
        if item["type"] in {"handout", "teacher_handout"}:
            handout = item["value"]
            yield HandoutView(handout.get("title", ""), _html(handout, "body"), item["type"] == "teacher_handout")


def _check(item: dict) -> CheckView:
    check = item["value"]
    choices = tuple(
        ChoiceView(
            choice["at"],
            choice["value"].get("text", ""),
            bool(choice["value"]["correct"]) if "correct" in choice["value"] else None,
            choice["value"].get("feedback", ""),
        )
        for choice in check.get("choices", ())
    )
    return CheckView(item["at"], item["type"], check.get("prompt", ""), choices, check.get("sample_answer", ""), check.get("feedback", ""))


def _teacher(contents: dict) -> TeacherPart:
    return TeacherPart(
        prep_html=_html(contents, "teacher_prep"),
        supports_english_learners=tuple(_supports(contents, "english_learners")),
        supports_disabilities=tuple(_supports(contents, "students_with_disabilities")),
    )


def _supports(contents: dict, kind: str) -> list[str]:
    return [item["value"] for item in contents.get("supports") or () if item["type"] == kind]
