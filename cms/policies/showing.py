"""What the pages of policies show: frozen, and clean. Every `*_html` is sanitised."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.dates import district_today
from cms.foreign import ForeignText, in_language_of
from cms.models.reviews import ReviewDates
from cms.models.settings import DistrictSettings
from cms.policies.citations import Citations, citations_of
from cms.policies.documents import next_document, text_of
from cms.sanitize import render_markdown
from cms.translations import page_address


@dataclass(frozen=True)
class ClauseView:
    number: int
    heading: str
    html: SafeString
    is_new: bool
    is_changed: bool
    """In the version that is shown."""
    citations: tuple[Citations, ...] = ()


@dataclass(frozen=True)
class RemovedClauseView:
    number: int
    heading: str
    removed_in: int
    last_url: str
    """Of the last version that had it."""
    citations: tuple[Citations, ...] = ()


@dataclass(frozen=True)
class LogEntry:
    number: int
    published_at: datetime.datetime
    heard_from: str
    heard: str
    change_note: str
    url: str
    is_here: bool

    @property
    def is_first(self) -> bool:
        return self.number == 1


@dataclass(frozen=True)
class Dial:
    """The days between two reviews, for a drawing: of `total`, `passed` are over."""

    passed: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.passed


@dataclass(frozen=True)
class PolicyView:
    language: str
    title: str
    summary: str
    kind: str
    notice: str
    """Above a sample; empty otherwise."""
    audiences: tuple[str, ...]
    owner_role: str
    adopted_on: datetime.date | None
    version_number: int
    newest_number: int
    clauses: tuple[ClauseView, ...]
    removed: tuple[RemovedClauseView, ...]
    log: tuple[LogEntry, ...]
    review: ReviewDates
    review_months: int
    dial: Dial | None
    contact_email: str
    url: str
    list_url: str


@dataclass(frozen=True)
class ListedPolicy:
    """In a list; texts in another language than the list's are ForeignTexts."""

    title: str
    summary: str
    kind: str
    audiences: tuple[str, ...]
    is_sample: bool
    url: str


@dataclass(frozen=True)
class PolicyListView:
    language: str
    rows: tuple[ListedPolicy, ...]


def policy_view(policy, *, version=None, is_draft: bool = False) -> PolicyView:
    """A policy as published: the newest version, or this one. A draft, or a page that no version was written of, as it stands in memory."""
    url = page_address(policy.url_path, policy.locale.language_code) if policy.url_path else ""
    log = list(policy.versions.defer("document").newest_first()) if policy.pk else []
    shown = version or (log[0] if log and not is_draft else None)
    document = _told_apart(shown.document if shown else _unpublished(policy), policy)
    number = shown.number if shown else 0
    citations = {} if version or not policy.pk else citations_of(policy)
    district = DistrictSettings.load()
    return PolicyView(
        language=policy.locale.language_code,
        title=document["title"],
        summary=document["introduction"],
        kind=policy.get_kind_display(),
        notice=_notice(policy),
        audiences=tuple(policy.audiences),
        owner_role=policy.owner_role,
        adopted_on=policy.adopted_on,
        version_number=number,
        newest_number=log[0].number if log else 0,
        clauses=tuple(_clause(clause, number, citations) for clause in document["clauses"]),
        removed=tuple(_removed(clause, url, citations) for clause in document["removed"]),
        log=tuple(_entry(each, url, number) for each in log),
        review=policy.review_dates,
        review_months=district.review_interval_months,
        dial=dial_of(policy.review_dates),
        contact_email=district.contact_email,
        url=url,
        list_url=url[: url.rstrip("/").rfind("/") + 1],
    )


def index_view(language: str, policies: Iterable) -> PolicyListView:
    """Every policy once: in this language, else as it is, marked as being in another one."""
    by_key: dict = {}
    for policy in policies:
        by_key.setdefault(policy.translation_key, {})[policy.locale.language_code] = policy
    chosen = [found.get(language) or found.get(settings.LANGUAGE_CODE) for found in by_key.values()]
    return PolicyListView(language, tuple(_listed(policy, language) for policy in chosen if policy))


def dial_of(dates: ReviewDates) -> Dial | None:
    """None without a clock."""
    since = dates.reviewed_on or dates.published_on
    if not dates.due_on or not since or dates.due_on <= since:
        return None
    total = (dates.due_on - since).days
    return Dial(min(max((district_today() - since).days, 0), total), total)


def _unpublished(policy) -> dict:
    """With numbers in the order of the text, for what has none yet."""
    text = text_of(policy)
    newest = policy.versions.newest_first().first() if policy.pk else None
    before = newest.document if newest else None
    known = {clause["key"]: clause["number"] for name in ("clauses", "removed") for clause in (before or {}).get(name, ())}
    last = max(known.values(), default=0)
    new = {key: last + at for at, key in enumerate((one["key"] for one in text["clauses"] if one["key"] not in known), start=1)}
    return next_document(text, known | new, 0, before)


def _told_apart(document: dict, policy) -> dict:
    """The document of a translation; what still reads as the original does is marked as being in its language. One query, none for an original."""
    if policy.locale.language_code == settings.LANGUAGE_CODE:
        return document
    original = policy.versions.model.objects.of_original(policy).values_list("document", flat=True).first()
    return _marked(document, original) if original else document


def _marked(document: dict, original: dict) -> dict:
    theirs = {clause["key"]: clause for clause in [*original["removed"], *original["clauses"]]}

    def mark(texts: dict, before: dict, names: tuple[str, ...]) -> dict:
        same = {
            name: ForeignText(texts[name], settings.LANGUAGE_CODE) for name in names if texts.get(name) and texts[name] == before.get(name)
        }
        return {**texts, **same}

    lists = {
        name: [mark(clause, theirs.get(clause["key"], {}), ("heading", "text")) for clause in document[name]]
        for name in ("clauses", "removed")
    }
    return {**mark(document, original, ("title", "introduction")), **lists}


def _notice(policy) -> str:
    if not policy.is_sample:
        return ""
    return policy.sample_notice or _("Sample text, to be replaced by the district. Not adopted policy and not legal advice.")


def _clause(clause: dict, version: int, citations: dict[int, tuple[Citations, ...]]) -> ClauseView:
    is_new = version > 1 and clause["added_in"] == version
    is_changed = version > 1 and clause["changed_in"] == version and not is_new
    html = in_language_of(clause["text"], render_markdown(clause["text"]))
    return ClauseView(clause["number"], clause["heading"], html, is_new, is_changed, citations.get(clause["number"], ()))


def _removed(clause: dict, url: str, citations: dict[int, tuple[Citations, ...]]) -> RemovedClauseView:
    last_url = f"{url}versions/{clause['removed_in'] - 1}/#c{clause['number']}"
    return RemovedClauseView(clause["number"], clause["heading"], clause["removed_in"], last_url, citations.get(clause["number"], ()))


def _entry(version, url: str, shown: int) -> LogEntry:
    said = (version.heard_from, version.heard, version.change_note)
    return LogEntry(version.number, version.published_at, *said, f"{url}versions/{version.number}/", version.number == shown)


def _listed(policy, language: str) -> ListedPolicy:
    own = policy.locale.language_code

    def said(text: str) -> str:
        return ForeignText(text, own) if text and own != language else text

    return ListedPolicy(
        title=said(policy.title),
        summary=said(policy.introduction),
        kind=policy.get_kind_display(),
        audiences=tuple(policy.audiences),
        is_sample=policy.is_sample,
        url=page_address(policy.url_path, own),
    )
