"""Teaching material's models, one public import path."""

from curriculum.models.lessons import LessonPage
from curriculum.models.pages import ProgressionPage, UnitPage
from curriculum.models.starter import StarterRecord
from curriculum.models.taxonomy import AIUseLevel, Competency, GradeBand, GraduateTrait, Strand, Subject
from curriculum.models.versions import LessonVersion

__all__ = [
    "AIUseLevel",
    "Competency",
    "GradeBand",
    "GraduateTrait",
    "LessonPage",
    "LessonVersion",
    "ProgressionPage",
    "StarterRecord",
    "Strand",
    "Subject",
    "UnitPage",
]
