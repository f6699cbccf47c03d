"""The standard's own schemas, and the terms of its contexts, from the stored files."""

import json
from datetime import datetime
from functools import cache

from jsonschema import Draft201909Validator, FormatChecker

from tests.unit.pd_tracks.badges.samples import STORED

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def problems(document: dict, name: str = "achievementcredential") -> list[str]:
    """What the schema has against a document. Its `$schema` ends with "#", so the dialect is named here."""
    schema = json.loads((STORED / f"ob_v3p0_{name}_schema.json").read_text(encoding="utf-8"))
    return [
        f"{error.json_path}: {error.message[:200]}" for error in Draft201909Validator(schema, format_checker=FORMATS).iter_errors(document)
    ]


@cache
def _terms() -> dict:
    contexts = [
        json.loads((STORED / "contexts" / name).read_text(encoding="utf-8"))["@context"]
        for name in ("credentials-v2.jsonld", "ob-v3p0-context-3.0.3.json")
    ]
    return contexts[0] | contexts[1]


def unknown_terms(node: object) -> set[str]:
    """Names in a document that no context defines for their place: a reader of linked data would drop them, or stop."""
    if isinstance(node, list):
        return set().union(*map(unknown_terms, node))
    if not isinstance(node, dict):
        return set()
    types = node.get("type", [])
    scopes = [_terms()] + [
        _terms()[name].get("@context", {}) for name in ([types] if isinstance(types, str) else types) if name in _terms()
    ]
    known = {"@context"}.union(*scopes)
    return (node.keys() - known).union(*map(unknown_terms, node.values()))
