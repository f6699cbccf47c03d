"""The kinds of items that have a review clock, whichever app they are in, and where each is edited."""

from django.apps import apps
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from wagtail.models import Page

from cms.models import Reviewable


def reviewable_models() -> list[type[Reviewable]]:
    """Every concrete model that mixes in Reviewable, in a fixed order."""
    return sorted((model for model in apps.get_models() if issubclass(model, Reviewable)), key=lambda model: model._meta.label)


def reviewable_types() -> dict[int, type[Reviewable]]:
    """The same by the key of their content type; from Django's cache after the first call."""
    kinds = ContentType.objects.get_for_models(*reviewable_models())
    return {kind.pk: model for model, kind in kinds.items()}


def edit_url(model: type[Reviewable], pk: int) -> str:
    """Where an item is edited in the admin."""
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[pk])
    return reverse(model.snippet_viewset.get_url_name("edit"), args=[quote(pk)])
