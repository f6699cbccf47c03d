"""What must hold before a page goes live, whoever asks: a list, a schedule, a workflow or code.

The editor's form says the same at its fields. Saving asks none of this, so that one page never stops work on another.
"""

from collections.abc import Iterable, Iterator

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext as _

from wagtail.fields import StreamField
from wagtail.models import Page

Problems = dict[str, list[str]]


def publishing_problems(page: Page) -> Problems:
    """Why this page, as it stands in memory, cannot go live: field name to messages. Empty where it can."""
    problems = {field: [message] for field, message in (page.publishing_rules() | going_problems(page)).items()}
    try:
        page.full_clean()
    except ValidationError as refusal:
        # A rule says it in words for teachers, where a field only says that it is empty.
        problems = refusal.message_dict | problems
    for field in _broken_streams(page):
        problems.setdefault(field, [_("Something in here is not finished.")])
    return problems


def going_problems(page: Page) -> dict[str, str]:
    """A page that will go down by itself says beforehand why: nobody can be asked on that day."""
    if not page.expire_at or getattr(page, "withdrawal_note", None) != "":
        return {}
    return {"withdrawal_note": _("It has a date on which it goes down by itself. Say why, for everybody who follows an old link then.")}


def why_not_ready(page: Page, problems: Problems) -> str:
    """The same as one sentence for a person."""
    found = [f"{_label(page, field)}: {' '.join(messages)}" for field, messages in problems.items()]
    return _("“%(title)s” cannot be published yet. %(problems)s") % {"title": page.title, "problems": " ".join(found)}


def why_not_ready_as_drafted(pages: Iterable[Page]) -> list[str]:
    """For each of these pages whose newest draft cannot go live, why."""
    drafts = [_newest_draft(page) for page in pages]
    found = [(draft, publishing_problems(draft)) for draft in drafts if hasattr(draft, "publishing_rules")]
    return [why_not_ready(draft, problems) for draft, problems in found if problems]


def _newest_draft(page: Page) -> Page:
    revision = page.get_latest_revision()
    return revision.as_object() if revision else page.specific


def _broken_streams(page: Page) -> Iterator[str]:
    """Drafts keep unfinished blocks, and a model's own validation does not look into them."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField) and (value := getattr(page, field.name)):
            try:
                field.stream_block.clean(value)
            except ValidationError:
                yield field.name


def _label(page: Page, field: str) -> str:
    try:
        return str(page._meta.get_field(field).verbose_name)
    except FieldDoesNotExist:
        return str(page._meta.verbose_name)
