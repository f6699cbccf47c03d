"""Creates and updates rows from records, unless a person did something to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Model

from wagtail.blocks import StreamValue
from wagtail.models import Locale

from curriculum.starter.keys import launch_key
from curriculum.starter.memory import Memory, State, Verdict, fingerprint

Rows = dict[object, Model]
"""By the key that the files use; without those that a person removed."""

NOT_CONTENT = {"id", "translation_key", "locale"}


@dataclass
class RowWriter:
    memory: Memory
    locale: Locale = field(default_factory=Locale.get_default)

    def write(
        self,
        model: type[Model],
        kind: str,
        records: Iterable[dict],
        *,
        key: str | None = "key",
        refs: Mapping[str, Rows] | None = None,
        into: Rows | None = None,
    ) -> Rows:
        """One row for each record, whose names are the model's; those in `refs` hold keys of other records.

        Without a `key` there is one row in each language. Says of each one that is left alone why, and at the end what was done.
        """
        rows = {} if into is None else into
        table = _Table(model, kind, key, refs or {}, self.locale)
        refused = [record for record in records if not self._write(table, record, rows, is_last_try=False)]
        # What stood in the way may have been another record as it was before.
        for record in refused:
            self._write(table, record, rows, is_last_try=True)
        self.memory.report(self.memory.summary(kind))
        return rows

    def _write(self, table: "_Table", record: dict, rows: Rows, *, is_last_try: bool) -> bool:
        slug = record[table.key] if table.key else table.kind
        row = table.find(slug)
        now = state_of(row) if row else None
        verdict = self.memory.verdict(table.kind, slug, record, now)
        if row:
            rows[slug] = row
        if verdict is Verdict.LEAVE:
            self.memory.leave(table.kind, slug, now)
            return True
        if verdict is not Verdict.KEEP:
            try:
                rows[slug] = table.save(slug, row, record)
            except ValidationError as error:
                if is_last_try:
                    self.memory.leave(table.kind, slug, reason=f"it does not fit what a person changed: {' '.join(error.messages)}")
                return is_last_try
            self.memory.remember(table.kind, slug, record, state_of(rows[slug]))
        self.memory.count(table.kind, verdict)
        return True


@dataclass
class _Table:
    """All rows of one model in one language."""

    model: type[Model]
    kind: str
    key: str | None
    refs: Mapping[str, Rows]
    locale: Locale

    def __post_init__(self):
        rows = list(self.model.objects.filter(locale=self.locale))
        self._ours = {row.translation_key: row for row in rows}
        self._by_key = {getattr(row, self.key) if self.key else self.kind: row for row in rows}

    def find(self, slug: str) -> Model | None:
        """The row that this loader made, also under another key; else one that has the key."""
        return self._ours.get(launch_key(self.kind, slug)) or self._by_key.get(slug)

    def save(self, slug: str, row: Model | None, record: dict) -> Model:
        """Raises ValidationError where the row would not be valid, and then nothing is written."""
        # A row of its own, so that a refused one does not stay behind half changed.
        row = self.model.objects.get(pk=row.pk) if row else self.model(locale=self.locale, translation_key=launch_key(self.kind, slug))
        links = {}
        for name, value in record.items():
            if name not in self.refs:
                setattr(row, name, value)
            elif isinstance(value, list):
                links[name] = [self.refs[name][one] for one in value if one in self.refs[name]]
            else:
                setattr(row, name, self._ref(name, value))
        if "builds_on" in links:
            row.builds_on_to_be = links["builds_on"]
        row.full_clean()
        row.save()
        for name, targets in links.items():
            getattr(row, name).set(targets)
        return self.model.objects.get(pk=row.pk)

    def _ref(self, name: str, key: object) -> Model | None:
        if key is not None and key not in self.refs[name]:
            raise ValidationError(f"{name} {key} is not here.")
        return None if key is None else self.refs[name][key]


def state_of(row: Model) -> State:
    """A short hash for each field that a person can change."""
    values = {field.name: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields if field.name not in NOT_CONTENT}
    for link in row._meta.many_to_many:
        values[link.name] = sorted(getattr(row, link.name).values_list("pk", flat=True))
    return {name: fingerprint(value)[:16] for name, value in values.items()}


def _plain(value: object) -> object:
    """Blocks without their ids, which are new each time."""
    if isinstance(value, StreamValue):
        return [[child.block_type, child.block.get_prep_value(child.value)] for child in value]
    return value
