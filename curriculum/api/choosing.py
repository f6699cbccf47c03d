"""Rows of the progression in one language, each once, and the filters that lists share."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from rest_framework import serializers

from curriculum.models import Competency, GradeBand, Strand


def in_one_language(rows: QuerySet, language: str) -> QuerySet:
    """Each of these things once: in this language where it has been translated, else in the site's main one."""
    own = rows.filter(locale__language_code=language)
    if language == settings.LANGUAGE_CODE:
        return own.select_related("locale")
    same = rows.model._default_manager.filter(locale__language_code=language, translation_key=OuterRef("translation_key"))
    main = Q(locale__language_code=settings.LANGUAGE_CODE) & ~Exists(same.order_by())
    return rows.filter(Q(locale__language_code=language) | main).select_related("locale")


class BandField(serializers.CharField):
    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=10, help_text="The key of a grade band, such as 6-8.", **kwargs)

    def to_internal_value(self, data):
        return known(GradeBand, "key", super().to_internal_value(data), "grade band")


class StrandField(serializers.CharField):
    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=10, help_text="The key of a strand.", **kwargs)

    def to_internal_value(self, data):
        return known(Strand, "key", super().to_internal_value(data), "strand")


class CompetencyField(serializers.CharField):
    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=20, help_text="The code of a competency.", **kwargs)

    def to_internal_value(self, data):
        return known(Competency, "code", super().to_internal_value(data), "competency")


def known(model, field: str, value: str, words: str) -> str:
    """The value, where there is such a thing; one statement. Else says that there is none."""
    if not model.objects.filter(**{field: value}).exists():
        raise serializers.ValidationError(f"There is no {words} “{value}”.")
    return value
