"""The only writer of policies' versions and of clauses' numbers."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cms.errors import VersionNotWritten
from cms.models import PolicyClause, PolicyPage, PolicyVersion
from cms.policies.citations import clauses_changed
from cms.policies.documents import Difference, difference, has_own_note, next_document, same_text, text_of

ATTEMPTS = 5


def publish_policy_version(*, policy: PolicyPage) -> PolicyVersion:
    """The newest version of a policy that has just been published, written now if its text differs from the last one.

    Says which clauses changed, where any did in words. Safe when two people publish at once. Raises VersionNotWritten after five lost races.
    """
    text = text_of(policy)
    for _attempt in range(ATTEMPTS):
        newest = PolicyVersion.objects.of(policy).first()
        if newest and same_text(newest.document, text):
            return newest
        try:
            with transaction.atomic():
                return _next_version(policy, text, newest)
        except IntegrityError:
            # Somebody else took this number; look again at what is newest now.
            continue
    raise VersionNotWritten


def _next_version(policy: PolicyPage, text: dict, newest: PolicyVersion | None) -> PolicyVersion:
    number = newest.number + 1 if newest else 1
    numbers = _numbered(policy, [clause["key"] for clause in text["clauses"]], number)
    # What was said with an earlier version is not said again for this one.
    said = {name: getattr(policy, name) for name in ("heard_from", "heard", "change_note")} if has_own_note(policy) or not newest else {}
    before = newest.document if newest else None
    document = next_document(text, numbers, number, before)
    version = PolicyVersion.objects.create(policy=policy, number=number, document=document, **said)
    if newest:
        _tell(policy, version, difference(before, text))
    return version


def _numbered(policy: PolicyPage, keys: list[str], version: int) -> dict[str, int]:
    """The permanent number of each clause: the one it has, or the next that no clause ever had."""
    rows = PolicyClause.objects.filter(policy_key=policy.translation_key)
    known = {str(key): number for key, number in rows.values_list("key", "number")}
    last = max(known.values(), default=0)
    new = {key: last + at for at, key in enumerate((key for key in keys if key not in known), start=1)}
    PolicyClause.objects.bulk_create(
        PolicyClause(policy_key=policy.translation_key, key=key, number=number, changed_in=version) for key, number in new.items()
    )
    return known | new


def _tell(policy: PolicyPage, version: PolicyVersion, found: Difference) -> None:
    rows = PolicyClause.objects.filter(policy_key=policy.translation_key)
    # A clause that was taken out and comes back is cited already; a new one is not.
    returned = set(map(str, rows.filter(key__in=found.added, removed_in__isnull=False).values_list("key", flat=True)))
    if is_original(policy):
        rows.filter(key__in=found.changed | found.added).update(changed_in=version.number, removed_in=None)
        rows.filter(key__in=found.removed).update(removed_in=version.number)
    changed, removed = (list(rows.filter(key__in=keys)) for keys in (found.changed | returned, found.removed))
    if changed or removed:
        clauses_changed.send(sender=PolicyPage, policy=policy, version=version, changed=changed, removed=removed)


def is_original(policy: PolicyPage) -> bool:
    """Whether this is the text itself and no translation: in the site's main language, or the only one there is."""
    others = PolicyPage.objects.exclude(pk=policy.pk).filter(translation_key=policy.translation_key)
    return policy.locale.language_code == settings.LANGUAGE_CODE or not others.filter(locale__language_code=settings.LANGUAGE_CODE).exists()


def clauses_to_cite(also: models.QuerySet | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Clauses of live policies, grouped by policy, as choices for a form; and these others, which are cited already. Three queries."""
    pages = PolicyPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path")
    titles = dict(pages.values_list("translation_key", "title"))
    wanted = models.Q(policy_key__in=titles, removed_in__isnull=True)
    wanted |= models.Q(pk__in=[clause.pk for clause in also] if also is not None else [])
    headings = _headings(pages)
    groups: dict = {key: [] for key in titles}
    for clause in PolicyClause.objects.filter(wanted):
        groups.setdefault(clause.policy_key, []).append((clause.pk, f"{clause.number}  {headings.get(str(clause.key), '')}".strip()))
    return [(titles.get(key) or _("No longer published"), choices) for key, choices in groups.items() if choices]


def _headings(pages) -> dict[str, str]:
    newest = PolicyVersion.objects.filter(policy=models.OuterRef("policy")).newest_first().values("number")[:1]
    documents = PolicyVersion.objects.filter(policy__in=pages.order_by(), number=models.Subquery(newest)).values_list("document", flat=True)
    return {clause["key"]: clause["heading"] for document in documents for clause in document["clauses"]}
