"""Every public answer of the API, for tests that look for what must not be there."""

import json

from django.test import override_settings

from tests.functional.api.conftest import Caller

LISTS = ("grade-bands/", "strands/", "competencies/", "units/", "lessons/", "tools/", "tracks/", "modules/", "policies/")
KEYS = {"grade-bands/": "key", "strands/": "key", "competencies/": "code", "tools/": "slug"}


@override_settings(API_REQUESTS_PER_MINUTE_ANONYMOUS=10**6, API_REQUESTS_PER_MINUTE_TOKEN=10**6)
def everything(caller: Caller, languages=("en", "es")) -> dict[str, str]:
    """Address to answer; what is listed, by itself too."""
    bodies = {path: caller.get(path).content.decode() for path in ("", "problems/", "schema/")}
    for language in languages:
        for path in LISTS:
            items = caller.all_of(path, {"lang": language})
            bodies[f"{language} {path}"] = as_text(items)
            for item in items:
                address = f"{path}{key_of(path, item)}/"
                bodies[f"{language} {address}"] = as_text(caller.get(address, {"lang": language}).json())
    return bodies


def key_of(path: str, item: dict) -> str:
    return item[KEYS.get(path, "key")]


def as_text(answer) -> str:
    """With line breaks as blanks, so that words are words."""
    return json.dumps(answer, ensure_ascii=False).replace("\\n", " ")
