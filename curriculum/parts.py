"""What a lesson's template receives: frozen, already decided, already clean. Every `*_html` is sanitised."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from cms.viewer import Audience

EMPTY = SafeString("")


@dataclass(frozen=True)
class TermView:
    term: str
    definition: str


@dataclass(frozen=True)
class CompetencyView:
    code: str
    title: str
    i_can: str


@dataclass(frozen=True)
class AIUseView:
    level: int = 0
    level_count: int = 5
    name: str = ""
    student_words: str = ""
    description: str = ""
    human_contribution: str = ""
    disclose: str = ""


@dataclass(frozen=True)
class StepView:
    phase: str
    minutes: int
    student_html: SafeString
    teacher_note_html: SafeString = EMPTY
    """Empty unless the audience is the teacher."""


@dataclass(frozen=True)
class HandoutView:
    title: str
    body_html: SafeString
    is_teacher_only: bool


@dataclass(frozen=True)
class ChoiceView:
    index: int
    text: str
    is_correct: bool | None = None
    """None unless the audience is the teacher."""
    feedback: str = ""


@dataclass(frozen=True)
class CheckView:
    index: int
    kind: str
    prompt: str
    choices: tuple[ChoiceView, ...] = ()
    sample_answer: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class AnswerView:
    """What we reply to one chosen answer, and nothing about the others."""

    choice_index: int
    is_correct: bool
    feedback: str


@dataclass(frozen=True)
class TeacherPart:
    prep_html: SafeString
    supports_english_learners: tuple[str, ...]
    supports_disabilities: tuple[str, ...]


@dataclass(frozen=True)
class LessonView:
    """One version of a lesson as one audience may see it."""

    audience: Audience
    version_number: int
    launch_key: str
    language: str
    title: str
    band_key: str
    band_name: str
    essential_question: str
    duration_minutes: int
    subjects: tuple[str, ...]
    objectives: tuple[str, ...]
    materials: tuple[str, ...]
    vocabulary: tuple[TermView, ...]
    competencies: tuple[CompetencyView, ...]
    ai_use: AIUseView
    graduate_traits: tuple[str, ...]
    steps: tuple[StepView, ...]
    handouts: tuple[HandoutView, ...]
    discussion_questions: tuple[str, ...]
    checks: tuple[CheckView, ...]
    extension_html: SafeString
    unplugged_html: SafeString
    family_html: SafeString
    """Empty unless the audience is a family or the teacher."""
    teacher: TeacherPart | None
    """None unless the audience is the teacher."""
