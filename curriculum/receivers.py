"""Listens to Wagtail, where publishing a lesson writes its version, and to links between competencies.

The second is a rule in a signal, which this project otherwise avoids: a link is written by `competency.builds_on.add()` and its
relatives from either end, and nothing but the signal stands between them and the database. It only refuses.
"""

from django.db.models.signals import m2m_changed

from wagtail.signals import page_published

from cms.policies.citations import clauses_changed
from curriculum.citations import ask_citing_lessons
from curriculum.errors import BuildsOnRefused
from curriculum.links import keep_links
from curriculum.models import Competency, LessonPage
from curriculum.services import publish_version


def connect() -> None:
    """Called once when the apps are ready."""
    page_published.connect(write_version, sender=LessonPage, dispatch_uid="curriculum.write_version")
    clauses_changed.connect(ask_citing_lessons, dispatch_uid="curriculum.ask_citing_lessons")
    m2m_changed.connect(refuse_circles, sender=Competency.builds_on.through, dispatch_uid="curriculum.refuse_circles")


def write_version(sender, instance: LessonPage, **kwargs) -> None:
    """Every way to publish ends here: the editor, a schedule, a workflow, the loader, a copy."""
    publish_version(page=instance)
    keep_links(instance)


def refuse_circles(sender, instance: Competency, action: str, reverse: bool, pk_set: set[int] | None, **kwargs) -> None:
    """Only earlier grade bands can be built on, whoever writes the link. Raises BuildsOnRefused."""
    if action != "pre_add" or not pk_set:
        return
    for other in Competency.objects.filter(pk__in=pk_set).select_related("band"):
        later, earlier = (other, instance) if reverse else (instance, other)
        if earlier.band.order >= later.band.order:
            raise BuildsOnRefused(f"{later.code} cannot build on {earlier.code}, which is not of an earlier grade band.")
