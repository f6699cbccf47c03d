"""Rows of the progression in one language, and which of their words are still in another.

A language has only what somebody translated. What is missing is shown in the site's main language, marked as such, never silently.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from django.db import models

from wagtail.models import TranslatableMixin

from cms.foreign import ForeignText

Row = TypeVar("Row", bound=models.Model)

NOT_WORDS = {"key", "code"}


def in_language(rows: models.QuerySet, language: str) -> list:
    """Each of these things once, in this language where it has been translated, else in the site's main one. One query.

    The rows are for reading only: a text that is not in `language` is a ForeignText.
    """
    return worded(in_both(rows, language), language)


def linked_in(related, language: str) -> list:
    """The same for what a page is linked to, in whichever language the link was made. One query; of a draft in memory, one more."""
    rows = related.all()
    keys = rows.values("translation_key") if isinstance(rows, models.QuerySet) else [row.translation_key for row in rows]
    return in_language(related.model._default_manager.filter(translation_key__in=keys), language)


def in_both(rows: models.QuerySet, language: str) -> models.QuerySet:
    """Rows of this language and of the site's main one, with their locale."""
    return rows.filter(locale__language_code__in={language, settings.LANGUAGE_CODE}).select_related("locale")


def worded(rows: Iterable[Row], language: str) -> list[Row]:
    """The same for rows in hand: those of both languages, with their locale, in the order wanted."""
    by_key: dict = {}
    for row in rows:
        by_key.setdefault(row.translation_key, {})[row.locale.language_code] = row
    found = []
    for versions in by_key.values():
        original = versions.get(settings.LANGUAGE_CODE)
        row = versions.get(language, original)
        if row is not None:
            _mark(row, original, language)
            found.append(row)
    return found


def translated(rows: Iterable[models.Model], locale_id: int | None) -> list[models.Model]:
    """These rows, each in this locale where it has been translated; the others as they are. One query, none where nothing differs."""
    rows = list(rows)
    other = [row for row in rows if locale_id and isinstance(row, TranslatableMixin) and row.locale_id != locale_id]
    if not other:
        return rows
    keys = [row.translation_key for row in other]
    found = {row.translation_key: row for row in type(other[0])._default_manager.filter(translation_key__in=keys, locale_id=locale_id)}
    return [found.get(getattr(row, "translation_key", None), row) for row in rows]


def _mark(row: models.Model, original: models.Model | None, language: str) -> None:
    own = row.locale.language_code
    if own == language == settings.LANGUAGE_CODE:
        return
    for field in row._meta.concrete_fields:
        if field.name in NOT_WORDS or field.choices or not isinstance(field, models.CharField | models.TextField | models.JSONField):
            continue
        before = getattr(original, field.attname) if original is not None else None
        setattr(row, field.attname, _marked(getattr(row, field.attname), before, own, language))


def _marked(value, before, own: str, language: str):
    """A value of a row; its texts marked where the row is in another language, or where they are still those of the original."""
    if isinstance(value, list):
        known = before if isinstance(before, list) else []
        return [_marked(item, item if item in known else None, own, language) for item in value]
    if not isinstance(value, str) or not value:
        return value
    if own != language:
        return ForeignText(value, own)
    return ForeignText(value, settings.LANGUAGE_CODE) if value == before else value
