"""Keeps the catalog up to date: listens to pages that go live, move or are withdrawn, and to the words of the progression."""

from django.db.models.signals import post_save

from wagtail.models import Revision
from wagtail.signals import page_published, page_unpublished, post_page_move

from curriculum.models import Competency, GradeBand, GraduateTrait, LessonPage, Strand, Subject, UnitPage
from curriculum.search import drafts, writing


def connect() -> None:
    """Called once when the apps are ready, after the receiver that writes a lesson's version."""
    for model, enter in ((LessonPage, lesson_published), (UnitPage, unit_published)):
        page_published.connect(enter, sender=model, dispatch_uid=f"curriculum.search.enter.{model.__name__}")
        page_unpublished.connect(page_withdrawn, sender=model, dispatch_uid=f"curriculum.search.forget.{model.__name__}")
    post_save.connect(drafts.revision_saved, sender=Revision, dispatch_uid="curriculum.search.drafts")
    post_page_move.connect(lesson_moved, sender=LessonPage, dispatch_uid="curriculum.search.move")
    post_save.connect(competency_saved, sender=Competency, dispatch_uid="curriculum.search.competency")
    for model, renamed in (
        (Strand, shared_by_competencies),
        (GradeBand, band_saved),
        (Subject, said_of_units),
        (GraduateTrait, said_of_units),
    ):
        post_save.connect(renamed, sender=model, dispatch_uid=f"curriculum.search.{model.__name__}")


def lesson_published(sender, instance: LessonPage, **kwargs) -> None:
    writing.enter_lesson(instance)


def unit_published(sender, instance: UnitPage, **kwargs) -> None:
    writing.enter_unit(instance)


def page_withdrawn(sender, instance, **kwargs) -> None:
    writing.forget_page(instance)


def lesson_moved(sender, instance: LessonPage, parent_page_before, parent_page_after, **kwargs) -> None:
    """Its address and its order are asked of the page; what changes is what both units are narrowed by."""
    writing.retag_units([parent_page_before.path, parent_page_after.path])


def competency_saved(sender, instance: Competency, raw: bool = False, **kwargs) -> None:
    if not raw:
        writing.enter_competency(instance)


def shared_by_competencies(sender, instance: Strand | GradeBand, created: bool, raw: bool = False, **kwargs) -> None:
    """The pages of competencies name their strand and grade band as they are now."""
    if not created and not raw:
        for competency in instance.competencies.all():
            writing.enter_competency(competency)


def said_of_units(sender, instance: Subject | GraduateTrait, created: bool, raw: bool = False, **kwargs) -> None:
    """The pages of units name their subjects and traits as they are now."""
    if not created and not raw:
        field = "subjects" if sender is Subject else "graduate_traits"
        for unit in UnitPage.objects.live().filter(**{field: instance}):
            writing.enter_unit(unit)


def band_saved(sender, instance: GradeBand, created: bool, raw: bool = False, **kwargs) -> None:
    shared_by_competencies(sender, instance, created, raw)
    if not created and not raw:
        for unit in UnitPage.objects.live().for_grade_band(instance):
            writing.enter_unit(unit)
