"""What may stand behind the ? of an address. A name that is not listed, a value that is none and a name given twice are refused, never ignored."""

import re

from django.conf import settings
from django.http import QueryDict
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from rest_framework import serializers

from cms.api.paging import MOST, PAGE_SIZE

LANGUAGES = [code for code, _name in settings.LANGUAGES]
DIGITS = re.compile(r"[0-9]{1,6}")


class Whole(serializers.IntegerField):
    """A whole number in digits 0 to 9; no other way of writing one."""

    def to_internal_value(self, data):
        if not DIGITS.fullmatch(str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


class Query(serializers.Serializer):
    """For every resource."""

    lang = serializers.ChoiceField(
        LANGUAGES,
        required=False,
        help_text="The language wanted; goes before the header Accept-Language.",
    )


class ListQuery(Query):
    """For every list."""

    page_size = Whole(min_value=1, max_value=MOST, required=False, help_text=f"How many at once: {PAGE_SIZE}, unless said otherwise.")
    cursor = serializers.CharField(required=False, max_length=500, help_text="Where a page begins: taken from `next` or `previous`.")


def problems_of(query: QueryDict, serializer: serializers.Serializer) -> dict[str, list[str]]:
    """What is wrong with the parameters, by name; empty where nothing is."""
    problems = {name: ["There is no such parameter here."] for name in query if name not in serializer.fields}
    problems |= {name: ["Given more than once."] for name, values in query.lists() if len(values) > 1 and name not in problems}
    # PostgreSQL keeps no such text and fails when asked for it, so no field looks at it.
    unreadable = [name for name, values in query.lists() if any("\0" in each for each in values)]
    if unreadable:
        return dict.fromkeys(unreadable, ["Holds a character that no text has (NUL)."]) | problems
    serializer.is_valid()
    return problems | {name: list(texts) for name, texts in serializer.errors.items() if name not in problems}


def language_of(request, wanted: str | None) -> str:
    """The language to answer in: the one asked for by name, else the first of Accept-Language that we have, else the site's main one."""
    if wanted:
        return wanted
    for code, _priority in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
