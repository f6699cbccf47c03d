"""Listens to Wagtail and Django for every launchable page type: what was published stays."""

from django.db.models.signals import pre_delete

from wagtail.models import get_page_models

from cms.launchable import LaunchableMixin, refuse_deletion


def connect() -> None:
    """Called once when the apps are ready, and with them every page type."""
    for model in get_page_models():
        if issubclass(model, LaunchableMixin):
            pre_delete.connect(keep_published, sender=model, dispatch_uid=f"cms.keep_published.{model._meta.label}")


def keep_published(sender, instance: LaunchableMixin, **kwargs) -> None:
    """The last guard, for deletions that reach a page from above or around its own methods."""
    refuse_deletion(instance)
