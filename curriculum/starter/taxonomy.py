"""Writes bands, strands, competencies, AI-use levels, traits and subjects."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.utils.text import slugify

from wagtail.models import Locale

from curriculum.models import AIUseLevel, Competency, GradeBand, GraduateTrait, Strand, Subject
from curriculum.starter.memory import Memory, Verdict, fingerprint
from curriculum.starter.reading import Content


@dataclass
class Terms:
    """What lessons and units refer to, by key."""

    bands: dict[str, GradeBand]
    strands: dict[str, Strand]
    levels: dict[int, AIUseLevel]
    competencies: dict[str, Competency]
    traits: dict[str, GraduateTrait]
    subjects: dict[str, Subject]
    """By name, as the files name them."""


def write_taxonomy(content: Content, report: Callable[[str], object]) -> Terms:
    """Create or update every term; returns those of the site's main language, also the ones a person made."""
    from curriculum.starter import launch_key  # noqa: PLC0415  (the package imports this module's siblings lazily)

    writer = _Writer(Memory(report), Locale.get_default(), launch_key)
    data = content.progression
    for level in content.ai_use_scale["levels"]:
        fields = {name: level[name] for name in _LEVEL_FIELDS}
        writer.write(AIUseLevel, "level", "key", fields)
    levels = {level.level: level for level in writer.rows(AIUseLevel)}
    for band in data["bands"]:
        fields = {name: value for name, value in band.items() if name != "ai_use_levels"}
        writer.write(GradeBand, "band", "key", fields, ai_use_levels=[levels[number] for number in band["ai_use_levels"]])
    for strand in data["strands"]:
        writer.write(Strand, "strand", "key", strand)
    for trait in content.graduate_profile["attributes"]:
        writer.write(GraduateTrait, "trait", "key", {name: trait[name] for name in _TRAIT_FIELDS})
    for name in sorted(_subject_names(content)):
        writer.write(Subject, "subject", "key", {"key": slugify(name), "name": name})
    bands = {band.key: band for band in writer.rows(GradeBand)}
    strands = {strand.key: strand for strand in writer.rows(Strand)}
    for competency in sorted(data["competencies"], key=lambda record: bands[record["band"]].order):
        fields = {name: value for name, value in competency.items() if name != "builds_on"}
        fields |= {"band": bands[competency["band"]], "strand": strands[competency["strand"]]}
        known = {row.code: row for row in writer.rows(Competency)}
        writer.write(
            Competency, "competency", "code", fields, builds_on=[known[code] for code in competency.get("builds_on", []) if code in known]
        )
    for kind in ("level", "band", "strand", "trait", "subject", "competency"):
        report(writer.memory.summary(kind))
    return Terms(
        bands=bands,
        strands=strands,
        levels=levels,
        competencies={row.code: row for row in writer.rows(Competency)},
        traits={row.key: row for row in writer.rows(GraduateTrait)},
        subjects={row.key: row for row in writer.rows(Subject)},
    )


_LEVEL_FIELDS = (
    *("level", "key", "name", "student_words", "description", "use_when"),
    *("student_must_disclose", "human_contribution", "example"),
)
_TRAIT_FIELDS = ("key", "name", "how_ai_learning_serves", "reflection_question")


def _subject_names(content: Content) -> set[str]:
    units = content.units.values()
    return {name for unit in units for record in (unit, *unit["lessons"]) for name in record["subjects"]}


@dataclass
class _Writer:
    memory: Memory
    locale: Locale
    launch_key: Callable

    def rows(self, model: type[Model]):
        return model.objects.filter(locale=self.locale)

    def write(self, model: type[Model], kind: str, key: str, fields: dict, **links: list[Model]) -> None:
        """Create or update one row, unless a person did something to it."""
        slug = fields[key]
        row = self.rows(model).filter(**{key: slug}).first()
        source = {**fields, **{name: [str(target) for target in targets] for name, targets in links.items()}}
        verdict = self.memory.verdict(kind, slug, source, _row_hash(row) if row else None)
        if verdict in {Verdict.KEEP, Verdict.LEAVE}:
            return
        row = row or model(locale=self.locale, translation_key=self.launch_key(kind, slug))
        for name, value in fields.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        for name, targets in links.items():
            getattr(row, name).set(targets)
        self.memory.remember(kind, slug, source, _row_hash(model.objects.get(pk=row.pk)))


def _row_hash(row: Model) -> str:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    for field in row._meta.many_to_many:
        values[field.name] = sorted(getattr(row, field.name).values_list("pk", flat=True))
    return fingerprint(values)
