"""Tells the loader's work from a person's: what it wrote, and whether that still stands."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from curriculum.models import StarterRecord


class Verdict(StrEnum):
    """What to do with one record."""

    CREATE = "created"
    UPDATE = "updated"
    KEEP = "unchanged"
    LEAVE = "left alone"


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

    def verdict(self, kind: str, slug: str, source: object, written_hash: str | None) -> Verdict:
        """What to do, given the file's record and the hash of what is in the database now (None: nothing is)."""
        verdict = self._judged(self.records.get((kind, slug)), fingerprint(source), written_hash)
        self.done[kind, verdict] += 1
        if verdict is Verdict.LEAVE:
            self.report(f"  {kind} {slug}: left alone, a person has made, edited or removed it")
        return verdict

    def remember(self, kind: str, slug: str, source: object, written_hash: str) -> None:
        """Call after writing."""
        values = {"source_hash": fingerprint(source), "written_hash": written_hash}
        record, _created = StarterRecord.objects.update_or_create(kind=kind, slug=slug, defaults=values)
        self.records[kind, slug] = record

    def summary(self, kind: str) -> str:
        """Such as "lesson: 27 created"."""
        counts = [f"{self.done[kind, verdict]} {verdict}" for verdict in Verdict if self.done[kind, verdict]]
        return f"{kind}: {', '.join(counts) or 'none'}"

    @staticmethod
    def _judged(record: StarterRecord | None, source_hash: str, written_hash: str | None) -> Verdict:
        if record is None:
            return Verdict.CREATE if written_hash is None else Verdict.LEAVE
        if record.written_hash != written_hash:
            return Verdict.LEAVE
        return Verdict.KEEP if record.source_hash == source_hash else Verdict.UPDATE
