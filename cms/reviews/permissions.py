"""Who may record a review: whoever may edit or publish the item. One answer for a row, and the same as a filter for many."""

from django.contrib.auth import get_permission_codename
from django.db import models

from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.models import Reviewable, User
from cms.reviews.kinds import reviewable_models

ACTIONS = {"change", "publish"}


def can_review(user: User, item: Reviewable) -> bool:
    """Whether this person may record a review of this item."""
    if isinstance(item, Page):
        return page_permission_policy.user_has_any_permission_for_instance(user, ACTIONS, item)
    return _may_change(user, type(item))


def can_review_anything(user: User) -> bool:
    snippets = [model for model in reviewable_models() if not issubclass(model, Page)]
    return page_permission_policy.user_has_any_permission(user, ACTIONS) or any(_may_change(user, model) for model in snippets)


def can_hand_over(user: User, item: Reviewable) -> bool:
    """Whether this person may say who looks after an item. An owner may edit it, so it takes who may publish; tools have no owner."""
    return isinstance(item, Page) and item.permissions_for_user(user).can_publish()


def possible_owners(page: Page) -> models.QuerySet[User]:
    """Who could look after a page: whoever may write, edit or publish there."""
    return page_permission_policy.users_with_any_permission_for_instance({"add", *ACTIONS}, page).order_by(
        "last_name", "first_name", "username"
    )


def reviewable_by(user: User | None, model: type[Reviewable]) -> models.QuerySet:
    """The rows of a model that this person may review; all of them for nobody in particular."""
    if user is None:
        return model.objects.all()
    if issubclass(model, Page):
        pages = page_permission_policy.instances_user_has_any_permission_for(user, ACTIONS)
        return model.objects.filter(pk__in=pages.order_by().values("pk"))
    return model.objects.all() if _may_change(user, model) else model.objects.none()


def _may_change(user: User, model: type[models.Model]) -> bool:
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename('change', model._meta)}")
