"""The starter tracks: from the same files as the curriculum, with the same care for what a person changed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.db import transaction

from wagtail.models import Locale

from curriculum.models import UnitPage
from curriculum.starter import CONTENT_FOLDER, launch_key
from curriculum.starter.memory import Memory
from curriculum.starter.pages import home_page, write_page
from curriculum.starter.reading import read_content
from curriculum.starter.validation import check_content
from pd_tracks.models import CoachingPage, ModulePage, TrackPage

TITLE = "For educators: learn at your own pace"
INTRODUCTION = (
    "Short modules about teaching with and about AI. Read something, try it with your class, look back. "
    "Everything is voluntary, nothing is rated, and what you do here is yours."
)
SECTION_TYPES = {"read": "read", "try": "try_it", "reflect": "reflect"}


def load(*, report: Callable[[str], object] = print, folder: Path = CONTENT_FOLDER) -> None:
    """Create or update tracks and modules, after the curriculum's own loader. One transaction; a second run changes nothing."""
    content = read_content(folder)
    check_content(content)
    with transaction.atomic():
        memory = Memory(report)
        parent = _coaching_page(report)
        for record in sorted(content.tracks.values(), key=lambda track: track["order"]):
            source = {name: value for name, value in record.items() if name != "modules"}
            track = write_page(TrackPage, "track", record["slug"], source, parent, memory, partial(_track_fields, record))
            for module in sorted(record["modules"], key=lambda module: module["order"]):
                if track is None:
                    memory.leave("module", module["slug"], reason="its track is not here")
                    continue
                units = UnitPage.objects.filter(
                    translation_key__in=[launch_key("unit", slug) for slug in module.get("helps_to_teach", [])], locale=track.locale
                )
                write_page(ModulePage, "module", module["slug"], module, track, memory, partial(_module_fields, module, list(units)))
        memory.report(memory.summary("track"))
        memory.report(memory.summary("module"))


def _coaching_page(report):

    page = CoachingPage.objects.filter(locale=Locale.get_default()).first()
    if page is None:
        page = CoachingPage(title=TITLE, slug="educators", introduction=INTRODUCTION)
        home_page(report).add_child(instance=page)
        page.save_revision().publish()
        report("Page of educator tracks created")
    return page


def _track_fields(record: dict) -> dict:
    return {
        "title": record["title"],
        "slug": record["slug"],
        "purpose": record["purpose"],
        "intended_for": record["audience"],
        "opt_in": record["opt_in"].strip(),
        "alignments": [("alignment", {"code": "", **alignment}) for alignment in record["alignments"]],
    }


def _module_fields(record: dict, units: list) -> dict:
    return {
        **{name: record[name] for name in ("title", "slug", "purpose", "pd_minutes")},
        "sections": [(SECTION_TYPES[section["kind"]], _section(section)) for section in record["sections"]],
        "checks": [(check["type"], {name: value for name, value in check.items() if name != "type"}) for check in record["check"]],
        "reflection_prompts": [("question", text) for text in record["reflection_prompts"]],
        "coach_starters": [("question", text) for text in record["coach_starters"]],
        "evidence_of_completion": record["evidence_of_completion"].strip(),
        "helps_to_teach": units,
    }


def _section(section: dict) -> dict:
    return {"title": section["title"], "minutes": section["minutes"], "body": section["body"].strip()}
