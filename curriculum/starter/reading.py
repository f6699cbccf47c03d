"""Reads the YAML files. Says nothing about what they mean."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from curriculum.errors import CurriculumError


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
    """The parsed files this app loads, each under its name."""

    progression: dict
    graduate_profile: dict
    ai_use_scale: dict
    units: dict[str, dict] = field(default_factory=dict)
    """File name to unit."""
    family_notes: dict = field(default_factory=dict)


def read_content(folder: Path) -> Content:
    """The parsed content of a folder. Raises StarterContentError where a file is missing or is not a YAML mapping."""
    problems: list[Problem] = []

    def read(path: Path) -> dict:
        name = str(path.relative_to(folder))
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            problems.append(Problem(name, "", "", f"cannot be read: {_one_line(error)}"))
            return {}
        if not isinstance(data, dict):
            problems.append(Problem(name, "", "", "must be a mapping"))
            return {}
        return data

    content = Content(
        progression=read(folder / "progression.yaml"),
        graduate_profile=read(folder / "graduate_profile.yaml"),
        ai_use_scale=read(folder / "ai_use_scale.yaml"),
        units={f"units/{path.name}": read(path) for path in sorted((folder / "units").glob("*.yaml"))},
        family_notes=read(folder / "es" / "family_connections.yaml"),
    )
    if not content.units:
        problems.append(Problem("units", "", "", "holds no files"))
    if problems:
        raise StarterContentError(problems)
    return content


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
