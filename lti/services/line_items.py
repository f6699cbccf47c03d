"""The column of the gradebook that belongs to a link: reused before created, and never made twice (AGS 2.0, section 3.2.15)."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from lti.models import ResourceLink
from lti.protocol import scores as ags
from lti.protocol.http import FetchError
from lti.protocol.pages import next_page
from lti.services.access import Service, ServiceError

TAG = "waymark-completion"
"""By which a column is known again after a course copy; also in what the picker places."""
MOST_PAGES = 50
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


def forget_line_item(link: ResourceLink) -> None:
    """The column we found is gone: look again the next time."""
    ResourceLink.objects.filter(pk=link.pk).update(found_line_item_url="")


def _found(link: ResourceLink, container: str, service: Service, offered: set[str]) -> str:
    """Among the columns that the platform says are this link's: the one with our tag, else the only one."""
    scope = next((scope for scope in (ags.LINE_ITEM_SCOPE, ags.LINE_ITEM_READ_SCOPE) if scope in offered), None)
    if scope is None:
        raise ServiceError("no_column", may_try_again=False)
    mine: list[dict] = []
    url = ags.with_query(container, resource_link_id=link.id_on_platform)
    for _page in range(MOST_PAGES):
        answer = service.call("GET", url, scopes=(scope,), accept=ags.LINE_ITEMS)
        try:
            rows = ags.read_line_items(answer.json())
        except (FetchError, ValueError) as error:
            raise ServiceError("columns_unreadable", may_try_again=True) from error
        # A platform that does not know the filter answers with every column of the course.
        mine += [row for row in rows if str(row.get("resourceLinkId", "")) == link.id_on_platform]
        url = next_page(answer.headers.get("link", ""), asked=url)
        if not url:
            break
    tagged = [row for row in mine if row.get("tag") == TAG]
    chosen = tagged[:1] or (mine if len(mine) == 1 else [])
    return chosen[0]["id"] if chosen else ""


def _made(link: ResourceLink, container: str, service: Service, offered: set[str]) -> str:
    if ags.LINE_ITEM_SCOPE not in offered:
        raise ServiceError("no_column", may_try_again=False)
    body = ags.line_item(label=link.title or "Waymark", resource_link_id=link.id_on_platform, resource_id=str(link.opens or ""), tag=TAG)
    answer = service.call("POST", container, scopes=(ags.LINE_ITEM_SCOPE,), accept=ags.LINE_ITEM, content_type=ags.LINE_ITEM, body=body)
    try:
        made = ags.read_line_items([answer.json()])
    except (FetchError, ValueError) as error:
        raise ServiceError("column_unreadable", may_try_again=True) from error
    if not made:
        raise ServiceError("column_unreadable", may_try_again=True)
    return made[0]["id"]
