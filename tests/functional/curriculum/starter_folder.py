"""A copy of the starter content to break, and a picture of the database to compare."""

import shutil
from pathlib import Path

from django.apps import apps
from django.db import models

from wagtail.models import Page, Revision

import yaml

from curriculum.starter import CONTENT_FOLDER, load

DROP = object()


def copy_of_content(to: Path) -> Path:
    return Path(shutil.copytree(CONTENT_FOLDER, to / "content"))


def put(folder: Path, file: str, path: str, value: object) -> None:
    """Set (or, by DROP, take out) one place of a file, such as "lessons.1.steps.0.minutes"; "+" adds to a list."""
    data = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    place = data
    for step in way:
        place = place[step]
    if value is DROP:
        del place[last]
    elif last == "+":
        place.append(value)
    else:
        place[last] = value
    (folder / file).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def load_quietly(folder: Path = CONTENT_FOLDER) -> list[str]:
    """What the loader says."""
    lines: list[str] = []
    load(report=lines.append, folder=folder)
    return lines


def picture() -> dict[str, list]:
    """Every row of this app, the pages and the numbers of their revisions, as values that can be compared."""
    found = {model._meta.label: _rows(model) for model in apps.get_app_config("curriculum").get_models() if model._meta.managed}
    found["pages"] = sorted(Page.objects.values_list("path", "title", "slug", "live", "translation_key", "depth", "numchild"))
    found["revisions"] = sorted(Revision.objects.values_list("pk", "object_id"))
    return found


def _rows(model: type[models.Model]) -> list:
    links = [link.remote_field.through for link in model._meta.local_many_to_many]
    return sorted(repr(row) for table in (model, *links) for row in table._base_manager.values_list())
