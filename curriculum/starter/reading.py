"""Reads the YAML files. Says nothing about what they mean."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from curriculum.errors import CurriculumError

PROGRESSION, PROFILE, SCALE = "progression.yaml", "graduate_profile.yaml", "ai_use_scale.yaml"
TOOLS, POLICIES = "vetted_tools.yaml", "policies.yaml"
SPANISH_PROGRESSION, SPANISH_NOTES = "es/progression.yaml", "es/family_connections.yaml"


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where, and what to do about it."""

    file: str
    record: str
    field: str
    message: str

    def __str__(self):
        return ": ".join(part for part in (self.file, self.record, self.field, self.message) if part)


class StarterContentError(CurriculumError):
    """The files cannot be loaded. `problems` names each place."""

    code = "starter_content_invalid"
    message = "The starter content was not loaded, and nothing was changed."

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join([self.message, *map(str, problems)]))


@dataclass(frozen=True)
class Content:
    """The parsed files, each under its name; those of which there are several by the name of the file."""

    progression: dict
    graduate_profile: dict
    ai_use_scale: dict
    vetted_tools: dict
    policies: dict
    spanish_progression: dict
    family_notes: dict
    units: dict[str, dict] = field(default_factory=dict)
    tracks: dict[str, dict] = field(default_factory=dict)
    spanish_units: dict[str, dict] = field(default_factory=dict)


def read_content(folder: Path) -> Content:
    """The parsed content of a folder. Raises StarterContentError where a file is missing or is not a YAML mapping."""
    problems: list[Problem] = []

    def read(name: str) -> dict:
        try:
            data = yaml.load((folder / name).read_text(encoding="utf-8"), Loader=_NothingTwice)  # noqa: S506  (a SafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            problems.append(Problem(name, "", "", f"cannot be read: {_one_line(error)}"))
            return {}
        if not isinstance(data, dict):
            problems.append(Problem(name, "", "", "must be a mapping"))
            return {}
        return data

    def read_all(pattern: str) -> dict[str, dict]:
        return {name: read(name) for name in sorted(str(path.relative_to(folder)) for path in folder.glob(pattern))}

    content = Content(
        progression=read(PROGRESSION),
        graduate_profile=read(PROFILE),
        ai_use_scale=read(SCALE),
        vetted_tools=read(TOOLS),
        policies=read(POLICIES),
        spanish_progression=read(SPANISH_PROGRESSION),
        family_notes=read(SPANISH_NOTES),
        units=read_all("units/*.yaml"),
        tracks=read_all("tracks/*.yaml"),
        spanish_units=read_all("es/tk2-*.yaml"),
    )
    problems += [Problem(name, "", "", "holds no files") for name in ("units", "tracks") if not getattr(content, name)]
    if problems:
        raise StarterContentError(problems)
    return content


class _NothingTwice(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML keeps the last of two entries with one key; here that would lose somebody's text without a word."""


def _mapping_of_different_keys(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict:
    keys = [loader.construct_object(key, deep=True) for key, _value in node.value]
    for at, key in enumerate(keys):
        if key in keys[:at]:
            raise yaml.constructor.ConstructorError(None, None, f"“{key}” is there twice", node.value[at][0].start_mark)
    return loader.construct_mapping(node, deep=True)


_NothingTwice.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_of_different_keys)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
