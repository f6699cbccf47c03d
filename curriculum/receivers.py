"""Listens to Wagtail: publishing a lesson writes its version."""

from wagtail.signals import page_published

from curriculum.models import LessonPage
from curriculum.services import publish_version


def connect() -> None:
    """Called once when the apps are ready."""
    page_published.connect(write_version, sender=LessonPage, dispatch_uid="curriculum.write_version")


def write_version(sender, instance: LessonPage, **kwargs) -> None:
    """Every way to publish ends here: the editor, a schedule, a workflow, the loader, a copy."""
    publish_version(lesson=instance)
