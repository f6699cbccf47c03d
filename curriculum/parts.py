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
class AlignmentView:
    """One place in somebody else's framework that a competency corresponds to."""

    framework: str
    domain: str
    code: str = ""


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
class ToolView:
    """An AI tool that a lesson uses. A version names it; all the rest is as it stands today, and never cached."""

    key: str
    name: str
    slug: str = ""
    """Its place on the public list; empty where it is not there any more."""
    conditions: tuple[str, ...] = ()
    is_fictional: bool = False
    is_usable: bool = False
    """Approved today, for this grade band and AI-use level. False until somebody has looked."""
    why_not: str = ""
    """What happened and since when, for teachers."""


@dataclass(frozen=True)
class StepView:
    phase: str
    minutes: int
    student_html: SafeString
    teacher_note_html: SafeString = EMPTY
    """Empty unless the audience is the teacher."""
    pages_html: tuple[SafeString, ...] = ()
    """What students read, as pages of few words; empty unless the lesson is to be read aloud."""


@dataclass(frozen=True)
class FileView:
    """A document attached to a lesson. Its address is made where it is shown: a view is kept for many launches."""

    document_id: int
    filename: str = ""
    kind: str = ""
    size: int = 0
    is_for_everybody: bool = False


@dataclass(frozen=True)
class PictureView:
    """A picture attached to a lesson, at the size at which it is shown."""

    image_id: int
    name: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class HandoutView:
    """A sheet to read, or a file or picture with a title; never more than one of these."""

    title: str
    body_html: SafeString
    is_teacher_only: bool
    note: str = ""
    file: FileView | None = None
    picture: PictureView | None = None


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
class FamilyNoteView:
    """A lesson's note to families in another language than the lesson's."""

    language: str
    title: str
    html: SafeString


@dataclass(frozen=True)
class ReadingPage:
    """One page of a lesson that is read aloud."""

    number: int
    phase: str
    html: SafeString
    is_last: bool

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        """0 after the last one."""
        return 0 if self.is_last else self.number + 1


@dataclass(frozen=True)
class RestsOnView:
    """A clause that a lesson rests on, as it was when the version was published."""

    key: str
    """Of the policy, in all its languages."""
    title: str
    number: int
    version: int
    """Of the policy: the one that had last changed the clause."""


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
    is_read_aloud: bool
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
    family_notes: tuple[FamilyNoteView, ...]
    """The same in other languages."""
    teacher: TeacherPart | None
    """None unless the audience is the teacher."""
    tools: tuple[ToolView, ...] = ()
    """Those that may be used today. The teacher's view also has the others, with the reason."""
    is_unplugged_today: bool = False
    """Whether a tool it uses may not be used today: then it is done without a screen."""
    rests_on: tuple[RestsOnView, ...] = ()

    @property
    def reading_pages(self) -> tuple[ReadingPage, ...]:
        """All steps as pages to turn; empty unless the lesson is to be read aloud."""
        texts = [(step.phase, html) for step in self.steps for html in step.pages_html]
        return tuple(ReadingPage(at, phase, html, at == len(texts)) for at, (phase, html) in enumerate(texts, start=1))
