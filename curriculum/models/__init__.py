"""Teaching material's models, one public import path."""

from curriculum.models.catalog import CatalogEntry, CatalogFTS, CatalogTag, CatalogWord, Facet, Kind
from curriculum.models.frameworks import Framework, FurtherReading
from curriculum.models.lessons import LessonPage
from curriculum.models.links import LessonLink
from curriculum.models.notes import FamilyLanguage, FamilyNote
from curriculum.models.pages import UnitPage
from curriculum.models.progression import ProgressionPage
from curriculum.models.scale import AIUseLevel, AIUseScale
from curriculum.models.starter import StarterRecord
from curriculum.models.taxonomy import Competency, GradeBand, GraduateTrait, Strand, Subject
from curriculum.models.texts import LessonText
from curriculum.models.tools import AgreementStatus, OperatedBy, ToolStatus, VettedTool
from curriculum.models.versions import LessonVersion

__all__ = [
    "AIUseLevel",
    "AIUseScale",
    "AgreementStatus",
    "CatalogEntry",
    "CatalogFTS",
    "CatalogTag",
    "CatalogWord",
    "Competency",
    "Facet",
    "FamilyLanguage",
    "FamilyNote",
    "Framework",
    "FurtherReading",
    "GradeBand",
    "GraduateTrait",
    "Kind",
    "LessonLink",
    "LessonPage",
    "LessonText",
    "LessonVersion",
    "OperatedBy",
    "ProgressionPage",
    "StarterRecord",
    "Strand",
    "Subject",
    "ToolStatus",
    "UnitPage",
    "VettedTool",
]
