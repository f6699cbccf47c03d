"""The starter content: from YAML files to published pages, any number of times, never over a person's work."""

import uuid
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

STARTER_NAMESPACE = uuid.UUID("6f1d3a52-2c0e-5b57-9d7a-6d6c1f0e7a11")
CONTENT_FOLDER = Path(__file__).resolve().parents[1] / "starter_content"

__all__ = ["CONTENT_FOLDER", "STARTER_NAMESPACE", "launch_key", "load"]


def launch_key(kind: str, slug: str) -> uuid.UUID:
    """The permanent key of a starter unit or lesson, the same in every installation."""
    return uuid.uuid5(STARTER_NAMESPACE, f"{kind}:{slug}")


def load(*, report: Callable[[str], object] = print, folder: Path = CONTENT_FOLDER) -> None:
    """Create or update taxonomy, units and lessons from `folder`, telling `report` what happened, one line at a time.

    Everything is checked first; raises StarterContentError with every problem found, and then nothing has changed. Updates
    only what this loader made and nobody has edited since. A second run changes nothing.
    """
    # Local: these need models, and this module's names must be importable before the apps are ready.
    from curriculum.starter.pages import write_pages  # noqa: PLC0415
    from curriculum.starter.reading import read_content  # noqa: PLC0415
    from curriculum.starter.taxonomy import write_taxonomy  # noqa: PLC0415
    from curriculum.starter.validation import check_content  # noqa: PLC0415

    content = read_content(folder)
    check_content(content)
    with transaction.atomic():
        terms = write_taxonomy(content, report)
        write_pages(content, terms, report)
