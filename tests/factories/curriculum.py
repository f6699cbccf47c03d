"""Teaching material for tests: small valid rows, and the whole starter content inside a transaction that is undone."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction

from wagtail.models import Locale, Page, Site

import factory

from cms.models import HomePage
from curriculum.models import (
    AIUseLevel,
    Competency,
    FamilyNote,
    Framework,
    GradeBand,
    GraduateTrait,
    LessonPage,
    ProgressionPage,
    Strand,
    UnitPage,
    VettedTool,
)
from curriculum.starter import load

CHOICES = [
    {"text": "The first", "correct": True, "feedback": "Reply to the first"},
    {"text": "The second", "correct": False, "feedback": "Reply to the second"},
]


class _TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    locale = factory.LazyFunction(Locale.get_default)


class AIUseLevelFactory(_TermFactory):
    class Meta:
        model = AIUseLevel
        django_get_or_create = ["level", "locale"]

    level = 1
    key = factory.LazyAttribute(lambda level: f"level-{level.level}")
    name = factory.LazyAttribute(lambda level: f"Level {level.level}")
    student_words = "I do this myself."
    description = "No AI."
    use_when = "The skill is the point."
    student_must_disclose = "Nothing."
    human_contribution = "All of it."


class GradeBandFactory(_TermFactory):
    class Meta:
        model = GradeBand
        skip_postgeneration_save = True

    key = factory.Sequence(lambda number: f"b{number}")
    name = factory.LazyAttribute(lambda band: f"Band {band.key}")
    order = factory.Sequence(lambda number: number + 1)
    theme = "Notice and wonder"

    @factory.post_generation
    def levels(self, create, extracted):
        self.ai_use_levels.set(extracted or [AIUseLevelFactory()])


class StrandFactory(_TermFactory):
    class Meta:
        model = Strand

    key = factory.Sequence(lambda number: f"S{number}")
    name = "How AI works"
    order = factory.Sequence(lambda number: number + 1)
    question = "What is the machine doing?"


class CompetencyFactory(_TermFactory):
    class Meta:
        model = Competency

    code = factory.Sequence(lambda number: f"C-{number}")
    strand = factory.SubFactory(StrandFactory)
    band = factory.SubFactory(GradeBandFactory)
    title = "Tracing claims"
    i_can = "I can trace a claim."


class GraduateTraitFactory(_TermFactory):
    class Meta:
        model = GraduateTrait

    key = factory.Sequence(lambda number: f"trait-{number}")
    name = "Critical thinkers"
    how_ai_learning_serves = "They question every result."
    reflection_question = "Where did my thinking change the result?"


class FrameworkFactory(_TermFactory):
    class Meta:
        model = Framework

    key = factory.Sequence(lambda number: f"F{number}")
    name = factory.LazyAttribute(lambda framework: f"Framework {framework.key}")
    publisher = "Somebody else"
    version = "2026"
    domains = factory.LazyFunction(lambda: ["Understand", "Use"])


class VettedToolFactory(_TermFactory):
    class Meta:
        model = VettedTool

    slug = factory.Sequence(lambda number: f"tool-{number}")
    name = factory.LazyAttribute(lambda tool: f"Tool {tool.slug}")
    is_fictional = True
    purposes = factory.LazyFunction(lambda: ["Reading aloud"])
    reviewed_on = datetime.date(2026, 9, 1)
    review_due_on = datetime.date(2026, 12, 1)
    reviewer_role = "Privacy officer"
    safety = "No open chat."
    accountability = "The help desk answers."
    fairness = "Names are sometimes read wrongly."
    efficacy = "Measured by what teachers see."


def family_note(language: str = "es", **fields) -> FamilyNote:
    """A note that is not saved: give it to a lesson."""
    return FamilyNote(**{"language": language, "title": "Una lección", "note": "FAMILY palabras para la **casa**", **fields})


def make_home() -> HomePage:
    """The default site's home page."""
    home = HomePage(title="Home", slug="test-home")
    Page.get_first_root_node().add_child(instance=home)
    site = Site.objects.get(is_default_site=True)
    site.root_page = home
    site.save()
    return home


def make_unit(**fields) -> UnitPage:
    """A published unit below a new home page and progression."""
    progression = ProgressionPage(title="Curriculum", slug="curriculum")
    make_home().add_child(instance=progression)
    band = fields.pop("band", None) or GradeBandFactory()
    unit = UnitPage(**{"title": "A unit", "slug": "a-unit", "band": band, "graduate_traits": [GraduateTraitFactory()], **fields})
    progression.add_child(instance=unit)
    unit.save_revision().publish()
    return unit


def build_lesson(unit: UnitPage, **fields) -> LessonPage:
    """A lesson that may be published, not yet in the tree."""
    values = {
        "title": "A lesson",
        "slug": "a-lesson",
        "band": unit.band,
        "duration_minutes": 10,
        "essential_question": "Why?",
        "ai_use_level": AIUseLevelFactory(),
        "competencies": [CompetencyFactory(band=unit.band)],
        "objectives": [("objective", "I can say why.")],
        "steps": [("step", {"phase": "Start", "minutes": 10, "student": "Look **closely**.", "teacher_note": "SECRET note"})],
        "checks": [("multiple_choice", {"prompt": "Which?", "choices": CHOICES})],
        "unplugged_alternative": "Paper is enough.",
        "family_connection": "FAMILY words",
        "teacher_prep": "SECRET preparation",
        "live": False,
    }
    return LessonPage(**{**values, **fields})


def publish_lesson(unit: UnitPage | None = None, **fields) -> LessonPage:
    """A published lesson with its first version."""
    unit = unit or make_unit()
    lesson = build_lesson(unit, **fields)
    unit.add_child(instance=lesson)
    lesson.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


@contextmanager
def starter_content(django_db_blocker) -> Iterator[None]:
    """The whole starter content for a package's tests, undone afterwards. Each test inside has its own savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(report=lambda line: None)
        yield
        transaction.set_rollback(True)


def publish_change(lesson: LessonPage) -> None:
    """Publishes a lesson as it stands in memory, with a note that was not said before."""
    lesson.change_note = f"Change {uuid4()}."
    lesson.save_revision().publish()
