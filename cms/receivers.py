"""Listens to Wagtail and Django for every launchable page type: what was published stays, and says why it was withdrawn."""

from django.db.models.signals import pre_delete

from wagtail.models import get_page_models
from wagtail.signals import page_unpublished

from cms.launchable import LaunchableMixin, refuse_deletion


def connect() -> None:
    """Called once when the apps are ready, and with them every page type."""
    for model in get_page_models():
        if issubclass(model, LaunchableMixin):
            pre_delete.connect(keep_published, sender=model, dispatch_uid=f"cms.keep_published.{model._meta.label}")
            page_unpublished.connect(keep_reason, sender=model, dispatch_uid=f"cms.keep_reason.{model._meta.label}")


def keep_published(sender, instance: LaunchableMixin, **kwargs) -> None:
    """The last guard, for deletions that reach a page from above or around its own methods."""
    refuse_deletion(instance)


def keep_reason(sender, instance: LaunchableMixin, **kwargs) -> None:
    """Unpublishing keeps the live row; the reason was most likely written in a draft, and the tombstone reads the row."""
    instance.take_reason_from(instance.get_latest_revision_as_object())
