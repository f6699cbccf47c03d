"""The starter content: from YAML files to published pages, any number of times, never over a person's work."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from curriculum.starter.keys import STARTER_NAMESPACE, launch_key

CONTENT_FOLDER = Path(__file__).resolve().parents[1] / "starter_content"

__all__ = ["CONTENT_FOLDER", "STARTER_NAMESPACE", "launch_key", "load"]


def load(*, report: Callable[[str], object] = print, folder: Path = CONTENT_FOLDER) -> None:
    """Create or update terms, tools, policies, units and lessons from `folder`, telling `report` what happened, one line at a time.

    Everything is checked first; raises StarterContentError with every problem found, and then nothing has changed. All of it is
    one transaction, so that a load that is killed half-way leaves nothing behind. Updates only what this loader made and nobody
    has edited since. A second run changes nothing.
    """
    # Local: these need models, and this module's names must be importable before the apps are ready.
    from curriculum.starter.memory import Memory  # noqa: PLC0415  (needs models; see above)
    from curriculum.starter.pages import home_page, write_pages  # noqa: PLC0415  (needs models; see above)
    from curriculum.starter.policies import write_policies  # noqa: PLC0415  (needs models; see above)
    from curriculum.starter.reading import read_content  # noqa: PLC0415  (needs models; see above)
    from curriculum.starter.spanish import write_spanish  # noqa: PLC0415  (needs models; see above)
    from curriculum.starter.taxonomy import write_taxonomy  # noqa: PLC0415  (needs models; see above)
    from curriculum.starter.validation import check_content  # noqa: PLC0415  (needs models; see above)

    content = read_content(folder)
    check_content(content)
    report("All files are in order.")
    with transaction.atomic():
        memory = Memory(report)
        terms = write_taxonomy(content, memory)
        terms = replace(terms, clauses=write_policies(content, home_page(report), memory))
        write_pages(content, terms, memory)
        write_spanish(content, terms, memory)
