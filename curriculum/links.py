"""Links from lessons into our own site. Whether they lead anywhere changes with every page, so the report asks the database each time.

Links to other sites are not looked at: nothing here goes out.
"""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.languages import language_of_path
from cms.logs import LAUNCH_TOKEN
from cms.sanitize import links_in_markdown
from cms.viewer import PUBLIC, Audience
from curriculum.audience import contents_for
from curriculum.models import LessonLink, LessonPage

LONGEST = LessonLink._meta.get_field("words").max_length
LARGEST = 2**31 - 1
"""Of the numbers that a document can have."""
AT_ONCE = 50


@transaction.atomic
def keep_links(lesson: LessonPage) -> None:
    """What the newest version of a lesson leads to is known from now on; nothing where it is not live."""
    LessonLink.objects.filter(lesson_id=lesson.pk).delete()
    if lesson.live:
        contents = contents_for(lesson.version_for(PUBLIC), Audience.TEACHER)
        found = {tuple(link.items()): LessonLink(lesson_id=lesson.pk, **link) for link in _links(contents)}
        LessonLink.objects.bulk_create(found.values())


def rebuild_links() -> int:
    """All of it made again from what is published now; returns how many links there are. Safe at any time."""
    LessonLink.objects.exclude(lesson__live=True).delete()
    for lesson in LessonPage.objects.live().iterator(AT_ONCE):
        keep_links(lesson)
    return LessonLink.objects.count()


def _links(value) -> Iterator[dict]:
    """The links anywhere in the contents of a lesson, as fields of LessonLink."""
    if isinstance(value, str):
        for href in links_in_markdown(value) if "](" in value or "<" in value else ():
            if (target := target_of(href)) is not None:
                yield {"words": href[:LONGEST], **target}
    elif isinstance(value, list):
        for item in value:
            yield from _links(item)
    elif isinstance(value, dict):
        for kind in ("document", "image"):
            if isinstance(value.get(kind), dict):
                yield {"words": str(value.get("title", ""))[:LONGEST], kind: value[kind]["id"]}
        for item in value.values():
            yield from _links(item)


def target_of(href: str) -> dict | None:
    """Where an address of Markdown leads inside our site, as fields of LessonLink: none of them where it leads nowhere.

    None where it is not ours to judge: another site, a place in the same text, an address of ours that is no page.
    """
    try:
        parts = urlsplit(href)
    except ValueError:  # such as an unclosed bracket where a host should be
        return {}
    if parts.scheme not in {"", "http", "https"} or (not parts.scheme and not parts.netloc and not parts.path):
        return None
    if parts.netloc and parts.netloc != urlsplit(settings.PUBLIC_URL).netloc:
        return None
    path = unquote(parts.path) or "/"
    if not path.startswith("/") or LAUNCH_TOKEN.match(path):
        return {}  # from elsewhere it leads elsewhere; and a launch ends
    path = path if path.endswith("/") or path.startswith("/documents/") else f"{path}/"
    try:
        found = resolve(path)
    except Resolver404:
        return {}
    if found.url_name == "wagtaildocs_serve":
        number = int(found.args[0])
        return {"document": number} if number <= LARGEST else {}
    if found.url_name != "wagtail_serve":
        return None
    language = language_of_path(path)
    root = next((root.root_path for root in Site.get_site_root_paths() if root.language_code == language), None)
    return {"url_path": root + found.args[0], "path": Redirect.normalise_path(path)} if root else {}
