"""The text of a policy as plain values, and what is different between two of them. Writes nothing."""

import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings

SAME_MARKS = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚", "'"), **dict.fromkeys("–—‑−", "-"), "\u00ad": None})
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Difference:
    """Between a version and the text after it, by the keys of clauses."""

    added: frozenset[str]
    changed: frozenset[str]
    removed: frozenset[str]
    has_new_frame: bool
    """Other words in the title or the summary."""

    @property
    def is_in_words(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.has_new_frame)


def text_of(policy) -> dict:
    """The text of a page as it stands in memory."""
    clauses = [_clause(block, at) for at, block in enumerate(policy.clauses)]
    return {"title": policy.title, "introduction": policy.introduction, "clauses": clauses}


def same_text(document: dict, text: dict) -> bool:
    """Letter by letter, and in the same order."""
    clauses = [{name: clause[name] for name in ("key", "heading", "text")} for clause in document["clauses"]]
    return text == {"title": document["title"], "introduction": document["introduction"], "clauses": clauses}


def difference(document: dict, text: dict) -> Difference:
    """In words: another order, other spaces, quotation marks or dashes change nothing."""
    before, after = _by_key(document), _by_key(text)
    return Difference(
        added=frozenset(after.keys() - before.keys()),
        changed=frozenset(key for key in before.keys() & after.keys() if before[key] != after[key]),
        removed=frozenset(before.keys() - after.keys()),
        has_new_frame=any(_words(document[name]) != _words(text[name]) for name in ("title", "introduction")),
    )


def next_document(text: dict, numbers: dict[str, int], number: int, before: dict | None) -> dict:
    """The document of version `number`: each clause with when it came and last changed, and a trace of each that was taken out."""
    before = before or {**text, "clauses": [], "removed": []}
    changed, earlier = difference(before, text).changed, {clause["key"]: clause for clause in before["clauses"]}

    def dated(clause: dict) -> dict:
        known = earlier.get(clause["key"], {})
        changed_in = number if not known or clause["key"] in changed else known["changed_in"]
        return {**clause, "number": numbers[clause["key"]], "added_in": known.get("added_in", number), "changed_in": changed_in}

    here = {clause["key"] for clause in text["clauses"]}
    gone = [clause for clause in before["removed"] if clause["key"] not in here]
    taken_out = [
        {"key": clause["key"], "number": clause["number"], "heading": clause["heading"], "removed_in": number}
        for clause in before["clauses"]
        if clause["key"] not in here
    ]
    return {**text, "clauses": [dated(clause) for clause in text["clauses"]], "removed": gone + taken_out}


def needs_note(policy) -> bool:
    """Whether publishing this draft changes the words of a published policy, and nobody has said yet what and why.

    A translation follows its original, whose note says it.
    """
    if not policy.pk or policy.locale.language_code != settings.LANGUAGE_CODE or has_own_note(policy):
        return False
    newest = policy.versions.newest_first().first()
    return newest is not None and difference(newest.document, text_of(policy)).is_in_words


def has_own_note(policy) -> bool:
    """Whether the draft says something that was not said with an earlier version: a note stays in the draft it was written in."""
    return bool(policy.change_note) and policy.change_note != last_note(policy)


def last_note(policy) -> str:
    said = policy.versions.exclude(change_note="").newest_first().values_list("change_note", flat=True)
    return said.first() or ""


def _clause(block, at: int) -> dict:
    # A block that was never saved has no id yet.
    return {"key": str(block.id or at), "heading": block.value["heading"], "text": block.value["text"]}


def _by_key(document: dict) -> dict[str, tuple[str, str]]:
    return {clause["key"]: (_words(clause["heading"]), _words(clause["text"])) for clause in document["clauses"]}


def _words(text: str) -> str:
    return SPACE.sub(" ", unicodedata.normalize("NFKC", text).translate(SAME_MARKS)).strip()
