"""The gate: what an audience may see of a lesson. Deny by default, one place, in Python.

Page, preview, check, index and every export take a lesson only through here. First the drawers an audience may open are
taken out of the document and joined; the view is then built from that alone, so nothing withheld can slip into it.
"""

from dataclasses import replace

from django.core.cache import cache

from cms.foreign import in_language_of
from cms.sanitize import render_markdown
from cms.viewer import Audience
from curriculum.attachments import as_they_are_now
from curriculum.documents import Part, html, opened, values
from curriculum.parts import (
    AIUseView,
    AnswerView,
    CheckView,
    ChoiceView,
    CompetencyView,
    FamilyNoteView,
    FileView,
    HandoutView,
    LessonView,
    PictureView,
    RestsOnView,
    StepView,
    TeacherPart,
    TermView,
    ToolView,
)
from curriculum.read_aloud import reading_texts
from curriculum.tools.today import with_tools_of_today

__all__ = [
    "AnswerView",
    "LessonView",
    "answer_to",
    "contents_for",
    "is_read_aloud",
    "lesson_view",
    "lesson_views",
    "read_aloud",
]

# Raise this whenever the views or their rendering change: it is part of the cache's keys.
RENDERER = 8
CACHED_SECONDS = 24 * 60 * 60
READ_ALOUD = "read_aloud"
CHECK_KINDS = {"multiple_choice", "short_answer", "reflection"}

ATTACHMENTS = {"file", "picture"}

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
        return _live(_build(source, audience, number=0))
    key = _cache_key(source, audience)
    view = cache.get(key)
    if view is None:
        view = _build(source.document, audience, number=source.number)
        cache.set(key, view, CACHED_SECONDS)
    return _live(view)


def lesson_views(versions, audience: Audience) -> list[LessonView]:
    """Views of several versions, asking the cache once, and the database once for all that the cache does not know.

    For lists: without files, pictures and tools.
    """
    keys = {_cache_key(version, audience): version for version in versions}
    known = cache.get_many(keys)
    unknown = {version.pk: key for key, version in keys.items() if key not in known}
    if unknown:
        whole = type(keys[next(iter(unknown.values()))]).objects.filter(pk__in=unknown)
        built = {unknown[version.pk]: _build(version.document, audience, number=version.number) for version in whole}
        cache.set_many(built, CACHED_SECONDS)
        known |= built
    return [replace(known[key], handouts=(), tools=()) for key in keys]


def _live(view: LessonView) -> LessonView:
    """With what is never frozen: who may open its files, and which of its tools are approved today."""
    return with_tools_of_today(as_they_are_now(view))


def answer_to(source, check_index: int, choice_index: int) -> AnswerView | None:
    """Our reply to one choice of one multiple-choice check; None where there is no such check or choice."""
    document = source if isinstance(source, dict) else source.document
    checks = opened(document, (Part.PUBLIC, Part.ANSWERS)).get("checks", [])
    for check in checks:
        if check["at"] != check_index or check["type"] != "multiple_choice":
            continue
        for choice in check["value"].get("choices", []):
            if choice["at"] == choice_index:
                value = choice["value"]
                return AnswerView(choice_index, bool(value.get("correct")), value.get("feedback", ""))
    return None


def contents_for(source, audience: Audience) -> dict:
    """What an audience may see of a version or document, as plain values by field: for comparing, never for a page of the lesson."""
    return opened(source if isinstance(source, dict) else source.document, DRAWERS[audience])


def is_read_aloud(document: dict) -> bool:
    """Whether the lesson's grade band has it read aloud, one page of few words at a time."""
    return _band(document).get("layout") == READ_ALOUD


def read_aloud(document: dict) -> dict:
    """The same document as if its grade band were one whose lessons are read aloud; for previews."""
    return {**document, Part.PUBLIC: {**document[Part.PUBLIC], "band": {**_band(document), "layout": READ_ALOUD}}}


def _band(document: dict) -> dict:
    return document[Part.PUBLIC].get("band") or {}


def _cache_key(version, audience: Audience) -> str:
    # The time tells apart two databases that share a cache, as after a restore.
    return f"lesson-view:{RENDERER}:{version.pk}:{version.published_at.timestamp()}:{audience}"


def _build(document: dict, audience: Audience, *, number: int) -> LessonView:
    contents = opened(document, DRAWERS[audience])
    band = contents.get("band") or {}
    is_read_aloud = band.get("layout") == READ_ALOUD
    return LessonView(
        audience=audience,
        version_number=number,
        launch_key=contents.get("launch_key", ""),
        language=contents.get("language", ""),
        title=contents.get("title", ""),
        band_key=band.get("key", ""),
        band_name=band.get("name", ""),
        is_read_aloud=is_read_aloud,
        essential_question=contents.get("essential_question", ""),
        duration_minutes=contents.get("duration_minutes") or 0,
        subjects=tuple(contents.get("subjects", ())),
        objectives=tuple(values(contents, "objectives", "objective")),
        materials=tuple(values(contents, "materials", "material")),
        vocabulary=tuple(TermView(term.get("term", ""), term.get("definition", "")) for term in values(contents, "vocabulary", "term")),
        competencies=tuple(CompetencyView(**competency) for competency in contents.get("competencies", ())),
        ai_use=AIUseView(**(contents.get("ai_use_level") or {})),
        graduate_traits=tuple(contents.get("graduate_traits", ())),
        tools=tuple(ToolView(tool.get("key", ""), tool.get("name", "")) for tool in contents.get("tools", ())),
        steps=tuple(_step(step, is_read_aloud) for step in values(contents, "steps", "step")),
        handouts=tuple(_handouts(contents)),
        discussion_questions=tuple(values(contents, "discussion_questions", "question")),
        checks=tuple(_check(item) for item in contents.get("checks", ()) if item["type"] in CHECK_KINDS),
        extension_html=html(contents, "extension"),
        unplugged_html=html(contents, "unplugged_alternative"),
        family_html=html(contents, "family_connection"),
        family_notes=tuple(_family_notes(contents)),
        teacher=_teacher(contents) if audience is Audience.TEACHER else None,
        rests_on=tuple(RestsOnView(**cited) for cited in contents.get("rests_on", ())),
    )


def _step(step: dict, is_read_aloud: bool) -> StepView:
    student = step.get("student", "")
    pages = tuple(in_language_of(student, render_markdown(text)) for text in reading_texts(student)) if is_read_aloud else ()
    return StepView(step.get("phase", ""), step.get("minutes") or 0, html(step, "student"), html(step, "teacher_note"), pages)


def _handouts(contents: dict):
    for item in contents.get("handouts", ()):
        audience, _separator, kind = item["type"].rpartition("_")
        if (audience, kind) in {("", "handout"), (Audience.TEACHER, "handout")} or (kind in ATTACHMENTS and audience in set(Audience)):
            yield _handout(item["value"], audience == Audience.TEACHER)


def _handout(value: dict, is_teacher_only: bool) -> HandoutView:
    document, image = value.get("document") or {}, value.get("image") or {}
    return HandoutView(
        value.get("title", ""),
        html(value, "body"),
        is_teacher_only,
        "" if value.get("decorative") else value.get("note", ""),
        FileView(document["id"]) if document else None,
        PictureView(image["id"]) if image else None,
    )


def _family_notes(contents: dict):
    notes = [item["value"] for item in contents.get("family_notes", ())]
    for note in notes:
        # A translated page says it in its own words.
        if note["language"] != contents.get("language"):
            yield FamilyNoteView(note["language"], note["title"], html(note, "note"))


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
        prep_html=html(contents, "teacher_prep"),
        supports_english_learners=tuple(_supports(contents, "english_learners")),
        supports_disabilities=tuple(_supports(contents, "students_with_disabilities")),
    )


def _supports(contents: dict, kind: str) -> list[str]:
    return [item["value"] for item in contents.get("supports") or () if item["type"] == kind]
