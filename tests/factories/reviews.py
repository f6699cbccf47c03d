"""People and items for tests of the review clock."""

import datetime

from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from wagtail.models import GroupPagePermission, Page

from cms.models import User
from curriculum.models import LessonPage


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def make_person(name: str, *permissions: str, page: Page | None = None, **fields) -> User:
    """Somebody who may enter the admin, with these rights: `change` and the like on `page` and below, or whole codenames."""
    user = User.objects.create_user(name, f"{name}@district.example", "a long password 42", first_name=name.title(), **fields)
    group = Group.objects.create(name=f"{name}'s")
    user.groups.add(group)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for permission in permissions:
        if page is None:
            group.permissions.add(Permission.objects.get(codename=permission))
        else:
            codename = Permission.objects.get(codename=f"{permission}_page", content_type__app_label="wagtailcore")
            GroupPagePermission.objects.create(group=group, page=page, permission=codename)
    return user


def set_clock(item, *, due_in: int, reviewed: int | None = None) -> None:
    """Straight into the row, as if time had passed."""
    reviewed_on = None if reviewed is None else in_days(reviewed)
    type(item).objects.filter(pk=item.pk).update(reviewed_on=reviewed_on, review_due_on=in_days(due_in))


def again(item: LessonPage) -> LessonPage:
    return type(item).objects.get(pk=item.pk)
