"""The fields of every file of the starter content, as its README describes them."""

import datetime
from dataclasses import dataclass, field

from cms.models import PolicyKind, PolicyStatus
from curriculum.models import AgreementStatus, OperatedBy, ToolStatus
from curriculum.starter.shapes import Field, MapOf, OneOf, Shape

TEXT, NUMBER, TEXTS, NUMBERS, DATE, FLAG = Field(str), Field(int), Field([str]), Field([int]), Field(datetime.date), Field(bool)
MAYBE_TEXT, MAYBE_TEXTS = Field(str, is_required=False), Field([str], is_required=False, may_be_empty=True)
TEXTS_OR_NONE = Field([str], may_be_empty=True)
BY_BAND = Field(MapOf(str))


def texts(*names: str) -> Shape:
    return dict.fromkeys(names, TEXT)


def lists(*names: str) -> Shape:
    return dict.fromkeys(names, TEXTS)


ALIGNMENT: Shape = {**texts("framework", "domain"), "code": MAYBE_TEXT}
BAND: Shape = {
    **texts("key", "name", "theme", "focus", "description"),
    **lists("grades", "students_may", "students_may_not"),
    "order": NUMBER,
    "ai_use_levels": NUMBERS,
}
STRAND: Shape = {**texts("key", "name", "question", "description"), "order": NUMBER}
FRAMEWORK: Shape = {**texts("key", "name", "publisher", "version", "note"), "domains": TEXTS}
READING: Shape = {**texts("name", "publisher", "note"), "bands": TEXTS}
COMPETENCY: Shape = {
    **texts("code", "strand", "band", "title", "i_can", "description"),
    "evidence": TEXTS,
    "builds_on": MAYBE_TEXTS,
    "alignments": Field([ALIGNMENT], is_required=False, may_be_empty=True),
}
TRAIT: Shape = {
    **texts("key", "name", "name_es", "how_ai_learning_serves", "reflection_question"),
    "looks_like": BY_BAND,
    "strands": TEXTS,
}
LEVEL: Shape = {
    **texts("key", "name", "name_es", "student_words", "description", "use_when"),
    **texts("student_must_disclose", "human_contribution", "example"),
    "level": NUMBER,
    "bands": TEXTS,
    "band_notes": Field(MapOf(str), is_required=False),
}
CHOICE: Shape = {**texts("text", "feedback"), "correct": FLAG}
CHECK: Shape = {
    "type": Field(OneOf(("multiple_choice", "short_answer", "reflection"))),
    "prompt": TEXT,
    "choices": Field([CHOICE], is_required=False),
    "sample_answer": MAYBE_TEXT,
    "feedback": MAYBE_TEXT,
}
HANDOUT: Shape = {**texts("title", "body"), "audience": Field(OneOf(("student", "teacher")))}
LESSON: Shape = {
    **texts("title", "slug", "band", "essential_question", "extension", "unplugged_alternative", "family_connection", "teacher_prep"),
    **dict.fromkeys(("order", "duration_minutes", "ai_use_level"), NUMBER),
    **lists("competencies", "subjects", "objectives", "materials", "discussion_questions"),
    "vocabulary": Field([texts("term", "definition")]),
    "steps": Field([{**texts("phase", "student"), "minutes": NUMBER, "teacher_note": MAYBE_TEXT}]),
    "rests_on": Field([texts("policy", "clause")], is_required=False, may_be_empty=True),
    "handouts": Field([HANDOUT], is_required=False, may_be_empty=True),
    "check": Field([CHECK]),
    "tools": MAYBE_TEXTS,
    "supports": Field(lists("english_learners", "students_with_disabilities")),
}
UNIT: Shape = {
    **texts("title", "slug", "band", "essential_question", "summary", "student_voice"),
    **lists("subjects", "graduate_profile"),
    "order": NUMBER,
}
TOOL: Shape = {
    **texts("name", "slug", "agreement_note", "age_limit", "reviewer_role"),
    **dict.fromkeys(("fictional", "accounts_required"), FLAG),
    "status": Field(OneOf(tuple(ToolStatus.values))),
    "agreement_status": Field(OneOf(tuple(AgreementStatus.values))),
    "operated_by": Field(OneOf(tuple(OperatedBy.values))),
    "purposes": TEXTS,
    **dict.fromkeys(("bands", "data_collected", "data_not_collected", "conditions"), TEXTS_OR_NONE),
    "max_ai_use_level": Field(int, may_be_null=True),
    **dict.fromkeys(("review_date", "next_review"), DATE),
    "safe_notes": Field(texts("safety", "accountability", "fairness", "efficacy")),
}
MODULE: Shape = {
    **texts("title", "slug", "purpose", "evidence_of_completion"),
    **dict.fromkeys(("order", "pd_minutes"), NUMBER),
    "sections": Field([{**texts("title", "body"), "minutes": NUMBER, "kind": Field(OneOf(("read", "try", "reflect")))}]),
    "check": Field([CHECK]),
    **lists("reflection_prompts", "coach_starters"),
    "helps_to_teach": MAYBE_TEXTS,
}
TRACK: Shape = {
    **texts("title", "slug", "audience", "purpose", "opt_in"),
    "order": NUMBER,
    "privacy": Field(texts("reflections_default", "sharing", "admin_view")),
    "alignments": Field([ALIGNMENT]),
}
POLICY: Shape = {
    **texts("slug", "title", "language", "owner_role", "plain_summary"),
    "kind": Field(OneOf(tuple(PolicyKind.values))),
    "status": Field(OneOf(tuple(PolicyStatus.values))),
    "sample": FLAG,
    "translation_of": MAYBE_TEXT,
    "audience": TEXTS,
    "review_interval_months": NUMBER,
    "sections": Field([texts("heading", "body")]),
}
SPANISH_CHECK: Shape = {"prompt": TEXT, "choices": Field([texts("text", "feedback")], is_required=False), "feedback": MAYBE_TEXT}
SPANISH_LESSON: Shape = {
    **texts("title", "essential_question"),
    **lists("objectives", "steps", "discussion_questions"),
    "vocabulary": Field([texts("term", "definition")]),
    "check": Field([SPANISH_CHECK]),
}


@dataclass(frozen=True)
class FileShape:
    """A file: its own fields, and its lists or mappings of records, each with the field that names a record."""

    top: Shape
    lists: dict[str, tuple[str, Shape]] = field(default_factory=dict)
    maps: dict[str, Shape] = field(default_factory=dict)

    def top_fields(self) -> Shape:
        """The file's own fields; the records' lists are looked at one by one."""
        return {"schema": MAYBE_TEXT, **self.top}


PROGRESSION = FileShape(
    texts("title", "summary"),
    {
        "bands": ("key", BAND),
        "strands": ("key", STRAND),
        "frameworks": ("key", FRAMEWORK),
        "related_public_resources": ("name", READING),
        "competencies": ("code", COMPETENCY),
    },
)
PROFILE = FileShape(texts("title", "summary"), {"attributes": ("key", TRAIT)})
SCALE = FileShape(
    {**texts("title", "purpose", "accommodation_note"), "principles": TEXTS},
    {"levels": ("key", LEVEL), "disclosure_templates": ("band", texts("band", "text"))},
)
UNIT_FILE = FileShape(UNIT, {"lessons": ("slug", LESSON)})
TRACK_FILE = FileShape(TRACK, {"modules": ("slug", MODULE)})
TOOLS = FileShape(
    {
        **texts("title", "notice", "notice_es"),
        "field_guide": Field(texts("status", "agreement_status", "operated_by", "reviewer_role", "review_interval")),
        "review_questions": Field(texts("safety", "accountability", "fairness", "efficacy")),
    },
    {"tools": ("slug", TOOL)},
)
POLICIES = FileShape(texts("notice", "notice_es", "governance_note"), {"policies": ("slug", POLICY)})
SPANISH_PROGRESSION = FileShape(
    {"language": TEXT, "i_can_tk2": Field(MapOf(str)), "phases": Field(MapOf(str)), "subjects": Field(MapOf(str))},
    maps={"bands": texts("name", "theme", "focus", "description"), "strands": texts("name", "question")},
)
SPANISH_NOTES = FileShape({"language": TEXT}, maps={"notes": texts("title", "note")})
SPANISH_UNIT = FileShape(texts("language", "translation_of", "title", "essential_question", "summary"), maps={"lessons": SPANISH_LESSON})
