"""Lessons rest on clauses of policies: what a lesson cites, which lessons cite a clause, and who looks again when one changes."""

from collections import defaultdict

from django.conf import settings
from django.db.models import Exists
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cms.foreign import ForeignText
from cms.models import PolicyClause, PolicyPage, PolicyVersion
from cms.policies.citations import SHOWN, Citations, CitingPage
from cms.policies.services import is_original
from cms.restrictions import restrictions_above
from cms.reviews import ask_for_review
from cms.translations import page_address


def cited_by(lesson) -> list[dict]:
    """What a lesson's document keeps: each clause with the policy's title, in the lesson's language where there is one, and the version of
    the policy that last changed the clause."""
    clauses = sorted(lesson.rests_on.all(), key=lambda clause: (str(clause.policy_key), clause.number))
    language = lesson.locale.language_code if lesson.locale_id else settings.LANGUAGE_CODE
    titles = _titles({clause.policy_key for clause in clauses}, language) if clauses else {}
    return [
        {"key": str(clause.policy_key), "title": titles.get(clause.policy_key, ""), "number": clause.number, "version": clause.changed_in}
        for clause in clauses
    ]


def lessons_resting_on(policy: PolicyPage) -> dict[int, Citations]:
    """For the policy's page: lessons that anybody may read, by clause, each in the policy's language where it has been translated. One query."""
    from curriculum.models import LessonPage  # noqa: PLC0415  (a lesson's model compiles its citations, and so imports this module)

    language = policy.locale.language_code
    rows = LessonPage.objects.live().filter(
        rests_on__policy_key=policy.translation_key, locale__language_code__in={language, settings.LANGUAGE_CODE}
    )
    rows = rows.exclude(Exists(restrictions_above("path"))).in_teaching_order()
    names = ("rests_on__number", "translation_key", "locale__language_code", "title", "band__name", "url_path")
    by_clause: dict[int, dict] = defaultdict(lambda: defaultdict(dict))
    for number, key, code, *rest in rows.values_list(*names):
        by_clause[number][key][code] = (code, *rest)
    return {number: _citations(lessons, language) for number, lessons in by_clause.items()}


def ask_citing_lessons(sender, policy: PolicyPage, version: PolicyVersion, changed: list, removed: list, **kwargs) -> None:
    """Exactly the live lessons that cite a clause with other words come into the review queue, once for each clause.

    The text itself concerns lessons in every language; a translation of it only those in its language.
    """
    with override(settings.LANGUAGE_CODE):
        for clause in changed:
            _ask(policy, clause, _("Clause %(clause)s of “%(policy)s” changed in version %(version)s."), version)
        for clause in removed:
            _ask(policy, clause, _("Clause %(clause)s of “%(policy)s” was taken out in version %(version)s."), version)


def _ask(policy: PolicyPage, clause: PolicyClause, reason: str, version: PolicyVersion) -> None:
    from curriculum.models import LessonPage  # noqa: PLC0415  (a lesson's model compiles its citations, and so imports this module)

    citing = LessonPage.objects.live().filter(rests_on=clause)
    if not is_original(policy):
        citing = citing.filter(locale=policy.locale_id)
    words = reason % {"clause": clause.number, "policy": policy.title[:200], "version": version.number}
    ask_for_review(
        items=citing.only("pk"), reason=words, source=f"clause:{clause.policy_key}:{clause.number}:{policy.locale.language_code}"
    )


def _titles(keys: set, language: str) -> dict:
    pages = PolicyPage.objects.filter(translation_key__in=keys, locale__language_code__in={language, settings.LANGUAGE_CODE})
    rows = list(pages.values_list("translation_key", "locale__language_code", "title"))
    # The wanted language last, so that it wins.
    return {key: title for key, _code, title in sorted(rows, key=lambda row: row[1] == language)}


def _citations(lessons: dict, language: str) -> Citations:
    pages = tuple(_citing_page(found.get(language) or found[settings.LANGUAGE_CODE], language) for found in list(lessons.values())[:SHOWN])
    heading = ngettext("Rests on this clause: %(count)s lesson", "Rests on this clause: %(count)s lessons", len(lessons))
    return Citations(heading % {"count": len(lessons)}, pages, more=len(lessons) - len(pages))


def _citing_page(row: tuple, language: str) -> CitingPage:
    code, title, band, url_path = row
    title, band = (ForeignText(text, code) if text and code != language else text for text in (title, band))
    return CitingPage(title, band, page_address(url_path, code))
