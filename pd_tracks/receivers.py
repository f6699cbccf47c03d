"""Listens to Wagtail: publishing a module writes its version."""

from wagtail.signals import page_published

from curriculum.services import publish_version
from pd_tracks.models import ModulePage


def connect() -> None:
    """Called once when the apps are ready."""
    page_published.connect(write_version, sender=ModulePage, dispatch_uid="pd_tracks.write_version")


def write_version(sender, instance: ModulePage, **kwargs) -> None:
    """Every way to publish ends here: the editor, a schedule, a workflow, the loader, a copy."""
    publish_version(page=instance)
