"""Tells the loader's work from a person's: what it wrote, and whether that still stands."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from curriculum.models import StarterRecord

State = Mapping[str, object]
"""What of a row or page a person can change, as plain JSON."""


class Verdict(StrEnum):
    """What to do with one record."""

    CREATE = "created"
    UPDATE = "updated"
    KEEP = "unchanged"
    LEAVE = "left alone"


REMOVED = "a person removed it"
NOT_OURS = "a person made one with the same key"


def fingerprint(data: object) -> str:
    """The same for the same data, whatever the order of keys."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


@dataclass
class Memory:
    """One run's view of all starter records, read in one query, with a count of what was done."""

    report: Callable[[str], object]
    records: dict[tuple[str, str], StarterRecord] = field(default_factory=dict)
    done: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.records = {(record.kind, record.slug): record for record in StarterRecord.objects.all()}

    def verdict(self, kind: str, slug: str, source: object, now: State | None) -> Verdict:
        """What to do, given the file's record and what is in the database now (None: nothing is). Not yet counted."""
        record = self.records.get((kind, slug))
        if self._reason(record, now):
            return Verdict.LEAVE
        if record is None:
            return Verdict.CREATE
        return Verdict.KEEP if record.source_hash == fingerprint(source) else Verdict.UPDATE

    def leave(self, kind: str, slug: str, now: State | None = None, reason: str = "") -> None:
        """Say that this one is left alone, and why."""
        self.done[kind, Verdict.LEAVE] += 1
        self.report(f"  {kind} {slug}: left alone, {reason or self._reason(self.records.get((kind, slug)), now)}")

    def count(self, kind: str, verdict: Verdict) -> None:
        self.done[kind, verdict] += 1

    def remember(self, kind: str, slug: str, source: object, written: State) -> None:
        """Call after writing."""
        values = {"source_hash": fingerprint(source), "written": dict(written)}
        record, _created = StarterRecord.objects.update_or_create(kind=kind, slug=slug, defaults=values)
        self.records[kind, slug] = record

    def summary(self, kind: str) -> str:
        """Such as "lesson: 27 created"."""
        counts = [f"{self.done[kind, verdict]} {verdict}" for verdict in Verdict if self.done[kind, verdict]]
        return f"{kind}: {', '.join(counts) or 'none'}"

    @staticmethod
    def _reason(record: StarterRecord | None, now: State | None) -> str:
        """Why a record is a person's; empty where it is ours to write."""
        if record is None:
            return "" if now is None else NOT_OURS
        if now is None:
            return REMOVED
        changed = sorted(name for name, value in record.written.items() if now.get(name) != value)
        # A name that the row does not have says that it was a person's before fields were remembered one by one.
        named = ", ".join(name for name in changed if name in now)
        return f"a person changed it{f' ({named})' if named else ''}" if changed else ""
