"""The column of the gradebook that belongs to a link: reused before created, and never made twice (AGS 2.0, section 3.2.15)."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from cms.outgoing import FetchError
from lti.models import ResourceLink
from lti.protocol import scores as ags
from lti.protocol.addresses import origin_of
from lti.services.access import Service, ServiceError

TAG = "waymark-completion"
"""By which a column is known again after a course copy; also in what the picker places."""
LEASE = timedelta(minutes=2)


def line_item_of(link: ResourceLink, service: Service, offered: set[str]) -> str:
    """The address of the link's column: the one the platform bound, else one found by the link or by our tag, else a new one.

    Raises ServiceError; "column_busy" where another worker is looking for the same one.
    """
    if known := link.line_item_url or link.found_line_item_url:
        return known
    container = link.context.line_items_url if link.context_id else ""
    if not container:
        raise ServiceError("no_column", may_try_again=False)
    now = timezone.now()
    free = ResourceLink.objects.filter(Q(line_item_leased_until=None) | Q(line_item_leased_until__lt=now), pk=link.pk)
    if not free.update(line_item_leased_until=now + LEASE):
        raise ServiceError("column_busy", may_try_again=True, retry_after=5)
    try:
        link.refresh_from_db(fields=["line_item_url", "found_line_item_url"])
        url = link.line_item_url or link.found_line_item_url or _found(link, container, service, offered)
        url = url or _made(link, container, service, offered)
        ResourceLink.objects.filter(pk=link.pk).update(found_line_item_url=url)
        link.found_line_item_url = url
        return url
    finally:
        ResourceLink.objects.filter(pk=link.pk).update(line_item_leased_until=None)


def is_gone(link: ResourceLink, service: Service, offered: set[str]) -> bool:
    """Whether the column that this tool found or made was taken away since; then it is forgotten, and looked for the next time.
    A column that the platform bound is the platform's to change: the next launch says which it is."""
    if link.line_item_url or not link.found_line_item_url or ags.LINE_ITEM_SCOPE not in offered:
        return False
    try:
        service.call("GET", link.found_line_item_url, scopes=(ags.LINE_ITEM_SCOPE,), accept=ags.LINE_ITEM)
    except ServiceError as error:
        if error.status != 404:
            return False
        ResourceLink.objects.filter(pk=link.pk).update(found_line_item_url="")
        return True
    return False


def _found(link: ResourceLink, container: str, service: Service, offered: set[str]) -> str:
    """Among the columns that the platform says are this link's: the one with our tag, else the only one. Else one of ours for the same
    content that belongs to no link, as a copy of a course may leave it, and that no other link here has."""
    scope = next((scope for scope in (ags.LINE_ITEM_SCOPE, ags.LINE_ITEM_READ_SCOPE) if scope in offered), None)
    if scope is None:
        raise ServiceError("no_column", may_try_again=False)
    # A platform that does not know a filter answers with every column of the course, so each row is looked at again.
    of_link = _columns(container, service, scope, resource_link_id=link.id_on_platform)
    mine = [row for row in of_link if str(row.get("resourceLinkId", "")) == link.id_on_platform]
    tagged = [row for row in mine if row.get("tag") == TAG]
    if chosen := tagged[:1] or (mine if len(mine) == 1 else []):
        return _address(chosen[0], container)
    content = str(link.opens or "")
    of_content = _columns(container, service, scope, resource_id=content, tag=TAG) if content else []
    others = ResourceLink.objects.filter(context=link.context_id).exclude(pk=link.pk)
    taken = {url for urls in others.values_list("line_item_url", "found_line_item_url") for url in urls}
    for row in of_content:
        is_ours = row.get("tag") == TAG and row.get("resourceId") == content
        if is_ours and not row.get("resourceLinkId") and row["id"] not in taken:
            return _address(row, container)
    return ""


def _columns(container: str, service: Service, scope: str, **filters: str) -> list[dict]:
    """The columns of all pages. Raises ServiceError."""
    found: list[dict] = []
    for document in service.pages(ags.with_query(container, **filters), scopes=(scope,), accept=ags.LINE_ITEMS):
        found += _rows(document)
    return found


def _rows(document: object) -> list[dict]:
    try:
        return ags.read_line_items(document)
    except ValueError as error:
        raise ServiceError("columns_unreadable", may_try_again=True) from error


def _address(row: dict, container: str) -> str:
    """Where a line item is. Only at the host that a signed launch named: our access token goes there. Raises ServiceError."""
    origin = origin_of(row["id"])
    if not origin or origin != origin_of(container):
        raise ServiceError("column_elsewhere", may_try_again=False)
    return row["id"]


def _made(link: ResourceLink, container: str, service: Service, offered: set[str]) -> str:
    if ags.LINE_ITEM_SCOPE not in offered:
        raise ServiceError("no_column", may_try_again=False)
    body = ags.line_item(label=link.title or "Waymark", resource_link_id=link.id_on_platform, resource_id=str(link.opens or ""), tag=TAG)
    answer = service.call("POST", container, scopes=(ags.LINE_ITEM_SCOPE,), accept=ags.LINE_ITEM, content_type=ags.LINE_ITEM, body=body)
    try:
        made = _rows([answer.json()])
    except FetchError as error:
        raise ServiceError("column_unreadable", may_try_again=True) from error
    if not made:
        raise ServiceError("column_unreadable", may_try_again=True)
    return _address(made[0], container)
