"""The groups a district starts with, what each may do, and the workflow between them (docs/runbooks/publishing.md).

Least permissions: a group can do what its people do every day. Each app says what its own models need, through the hook
`group_grants`, so that the floor knows none of them. Administrators are superusers and in no group.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from wagtail import hooks
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from cms.models import HomePage

LEADS, AUTHORS, REVIEWERS, COACHES, LEADERS = "Curriculum Leads", "Authors", "Reviewers", "Coaches", "Leaders"
GROUPS = (LEADS, AUTHORS, REVIEWERS, COACHES, LEADERS)
WORKFLOW = "Review before publishing"
TASK = "A colleague reads it"
WAGTAILS_OWN = ("Editors", "Moderators")

IN_COLLECTIONS = ("cms.add_image", "cms.choose_image", "cms.add_document", "cms.choose_document")


@dataclass(frozen=True)
class Grant:
    """What one group gets from one app. Permissions are "app_label.codename"; `on_pages` are Wagtail's, for pages and all below."""

    group: str
    permissions: tuple[str, ...] = ()
    in_collections: tuple[str, ...] = ()
    on_pages: tuple[str, ...] = ()
    pages: Callable[[], Iterable[Page]] = Page.objects.none


def grants_of_the_floor() -> list[Grant]:
    """Coaches and leaders have pages on the site and nothing to do in the administration; their groups only say who is one."""
    return [
        Grant(
            LEADS,
            permissions=("wagtailadmin.access_admin", "wagtail_localize.submit_translation"),
            in_collections=(*IN_COLLECTIONS, "cms.change_image", "cms.change_document"),
            on_pages=("add", "change", "publish", "lock", "unlock"),
            pages=HomePage.objects.all,
        ),
        Grant(AUTHORS, permissions=("wagtailadmin.access_admin",), in_collections=IN_COLLECTIONS),
        # Reading what waits for them, approving it and sending it back comes with the workflow's task.
        Grant(REVIEWERS, permissions=("wagtailadmin.access_admin",)),
    ]


def everything_about(*models) -> tuple[str, ...]:
    """The names of Django's four permissions for each of these models."""
    return tuple(
        f"{model._meta.app_label}.{verb}_{model._meta.model_name}" for model in models for verb in ("add", "change", "delete", "view")
    )


@transaction.atomic
def set_up_groups(*, reset: bool = False) -> list[str]:
    """Make the groups that are missing, with their permissions and workflow; returns the names of those it wrote.

    A group that is there is left as it is, because an administrator may have changed it; with `reset` it gets back what is
    written here. Its people stay either way.
    """
    is_first = not Group.objects.filter(name__in=GROUPS).exists()
    written = [name for name in GROUPS if Group.objects.get_or_create(name=name)[1] or reset]
    for name in written:
        _write(Group.objects.get(name=name), [grant for grant in _grants() if grant.group == name])
    if is_first:
        _retire_wagtails_own()
    if is_first or reset:
        _assign_workflow()
    return written


def _grants() -> list[Grant]:
    return [grant for app_grants in hooks.get_hooks("group_grants") for grant in app_grants()]


def _write(group: Group, grants: list[Grant]) -> None:
    group.permissions.set(_permissions(name for grant in grants for name in grant.permissions))
    group.page_permissions.all().delete()
    group.collection_permissions.all().delete()
    root = Collection.get_first_root_node()
    for permission in _permissions(name for grant in grants for name in grant.in_collections):
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
    for grant in grants:
        for page in grant.pages():
            for kind in grant.on_pages:
                GroupPagePermission.objects.create(group=group, page=page.page_ptr, permission_type=kind)


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = Q(pk__in=[])
    for name in names:
        app_label, codename = name.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(wanted))


def _retire_wagtails_own() -> None:
    """Groups and a workflow that come with Wagtail and that nobody uses would only be chosen by mistake."""
    Group.objects.filter(name__in=WAGTAILS_OWN, user__isnull=True).delete()
    unused = Workflow.objects.filter(name="Moderators approval").exclude(pk__in=WorkflowState.objects.values("workflow"))
    for workflow in unused:
        workflow.deactivate()


def _assign_workflow() -> None:
    """For everything on the site, in every language."""
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    task, _made = GroupApprovalTask.objects.get_or_create(name=TASK)
    task.groups.set(Group.objects.filter(name__in=(REVIEWERS, LEADS)))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    for home in HomePage.objects.all():
        WorkflowPage.objects.get_or_create(page=home.page_ptr, defaults={"workflow": workflow})
