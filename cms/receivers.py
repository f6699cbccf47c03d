"""Listens to Wagtail and Django: what was published stays, says why it was withdrawn, and has a review clock from its first day."""

from django.db.models.signals import pre_delete

from wagtail.models import get_page_models
from wagtail.signals import page_published, page_unpublished

from cms.launchable import LaunchableMixin, refuse_deletion
from cms.models import PolicyPage, ReviewablePage
from cms.policies.services import publish_policy_version
from cms.reviews import start_clock


def connect() -> None:
    """Called once when the apps are ready, and with them every page type."""
    for model in get_page_models():
        if issubclass(model, LaunchableMixin):
            pre_delete.connect(keep_published, sender=model, dispatch_uid=f"cms.keep_published.{model._meta.label}")
            page_unpublished.connect(keep_reason, sender=model, dispatch_uid=f"cms.keep_reason.{model._meta.label}")

        if issubclass(model, ReviewablePage):
            page_published.connect(start_review_clock, sender=model, dispatch_uid=f"cms.start_review_clock.{model._meta.label}")
    page_published.connect(write_policy_version, sender=PolicyPage, dispatch_uid="cms.write_policy_version")


def write_policy_version(sender, instance: PolicyPage, **kwargs) -> None:
    """Every way to publish ends here."""
    publish_policy_version(policy=instance)


def keep_published(sender, instance: LaunchableMixin, **kwargs) -> None:
    """The last guard, for deletions that reach a page from above or around its own methods."""
    refuse_deletion(instance)


def keep_reason(sender, instance: LaunchableMixin, **kwargs) -> None:
    """Unpublishing keeps the live row; the reason was most likely written in a draft, and the tombstone reads the row."""
    if instance.alias_of_id:  # made by code: no drafts of its own, and it goes down with its original
        if not instance.withdrawal_note:
            instance.take_reason_from(instance.alias_of.specific.get_latest_revision_as_object())
        return
    instance.take_reason_from(instance.get_latest_revision_as_object())


def start_review_clock(sender, instance: ReviewablePage, **kwargs) -> None:
    """The first publishing starts it; later ones change nothing (docs/runbooks/reviews.md)."""
    start_clock(item=instance)
