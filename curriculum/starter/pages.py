"""Writes the home page, the progression, units and lessons, published."""

from collections.abc import Callable
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from wagtail.models import Locale, Page, Site

from cms.errors import NotReadyToPublish
from cms.models import HomePage
from curriculum.models import FamilyLanguage, FamilyNote, LessonPage, ProgressionPage, UnitPage
from curriculum.starter.keys import launch_key
from curriculum.starter.memory import Memory, State, Verdict
from curriculum.starter.reading import Content, Problem, StarterContentError
from curriculum.starter.rows import Rows
from curriculum.starter.taxonomy import Terms, subject_key

WELCOME_TITLE = "Welcome to your new Wagtail site!"
HOME_TITLE = "Learning about AI, from TK to graduation"
HOME_INTRODUCTION = (
    "Lessons that open inside the courses your school already uses, and that anyone may read here. "
    "Purpose comes before tools, and people stay in charge."
)
PROGRESSION_TITLE = "What students learn about AI, from TK to graduation"


def write_pages(content: Content, terms: Terms, memory: Memory) -> None:
    """Create or update every page of the files, in the order of bands and units."""
    progression = _progression(content, memory.report)
    bands = {band["key"]: band["order"] for band in content.progression["bands"]}
    for record in sorted(content.units.values(), key=lambda unit: (bands[unit["band"]], unit["order"])):
        fields = partial(_unit_fields, record, terms)
        unit = write_page(UnitPage, "unit", record["slug"], _unit_source(record), progression, memory, fields)
        for lesson in sorted(record["lessons"], key=lambda lesson: lesson["order"]):
            if unit is None:
                memory.leave("lesson", lesson["slug"], reason="its unit is not here")
            else:
                _write_lesson(lesson, content.family_notes["notes"].get(lesson["slug"]), unit, terms, memory)
        memory.report(f"  {record['title']}: {len(record['lessons'])} lessons")
    memory.report(memory.summary("unit"))
    memory.report(memory.summary("lesson"))


def _progression(content: Content, report: Callable[[str], object]) -> ProgressionPage:
    page = ProgressionPage.objects.filter(locale=Locale.get_default()).first()
    if page is None:
        page = ProgressionPage(title=PROGRESSION_TITLE, slug="curriculum", introduction=content.progression.get("summary", "").strip())
        home_page(report).add_child(instance=page)
        page.save_revision().publish()
        report("Curriculum page created")
    return page


def home_page(report: Callable[[str], object]) -> HomePage:
    """The site's home page; takes the place of Wagtail's untouched welcome page, and of nothing else."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page if site else None
    if root and isinstance(root.specific, HomePage):
        return root.specific
    if root and (root.title != WELCOME_TITLE or root.specific_class is not Page or root.numchild):
        raise StarterContentError(
            [Problem("", f"site {site.hostname}", "root_page", "must be a home page; choose one under Settings, Sites")]
        )
    home = HomePage(title=HOME_TITLE, slug="waymark", introduction=HOME_INTRODUCTION)
    Page.get_first_root_node().add_child(instance=home)
    home.save_revision().publish()
    if site is None:
        Site.objects.create(hostname="localhost", site_name="Waymark", is_default_site=True, root_page=home)
    else:
        site.root_page, site.site_name = home, site.site_name or "Waymark"
        site.save()
        Page.objects.get(pk=root.pk).delete()
    report("Home page created")
    return HomePage.objects.get(pk=home.pk)


def _unit_source(record: dict) -> dict:
    return {name: value for name, value in record.items() if name != "lessons"}


def _unit_fields(record: dict, terms: Terms) -> dict:
    return {
        "title": record["title"],
        "slug": record["slug"],
        "introduction": record["summary"].strip(),
        "band": _needed(terms.bands, record["band"]),
        "essential_question": record["essential_question"],
        "student_voice": record["student_voice"],
        "subjects": _subjects(record, terms),
        "graduate_traits": _those_here(record["graduate_profile"], terms.traits),
    }


def _write_lesson(record: dict, note: dict | None, unit: UnitPage, terms: Terms, memory: Memory) -> None:
    # A note is part of its lesson, and changes with it.
    source = {**record, "family_notes": {FamilyLanguage.SPANISH: note} if note else {}}
    write_page(LessonPage, "lesson", record["slug"], source, unit, memory, partial(_lesson_fields, source, terms))


def _lesson_fields(record: dict, terms: Terms) -> dict:
    return {
        **{name: record[name] for name in ("title", "slug", "duration_minutes", "essential_question")},
        **{name: record[name].strip() for name in ("extension", "unplugged_alternative", "family_connection", "teacher_prep")},
        "band": _needed(terms.bands, record["band"]),
        "ai_use_level": _needed(terms.levels, record["ai_use_level"]),
        "competencies": _those_here(record["competencies"], terms.competencies),
        "subjects": _subjects(record, terms),
        "tools": _those_here(record.get("tools", []), terms.tools),
        "rests_on": _those_here([(cited["policy"], cited["clause"]) for cited in record.get("rests_on", [])], terms.clauses),
        "objectives": [("objective", text) for text in record["objectives"]],
        "materials": [("material", text) for text in record["materials"]],
        "vocabulary": [("term", term) for term in record["vocabulary"]],
        "steps": [("step", {"teacher_note": "", **step}) for step in record["steps"]],
        "handouts": [_handout(handout) for handout in record.get("handouts", [])],
        "discussion_questions": [("question", text) for text in record["discussion_questions"]],
        "checks": [_check(check) for check in record["check"]],
        "supports": [(kind, text) for kind, texts in record["supports"].items() for text in texts],
        "family_notes": [
            FamilyNote(language=language, title=note["title"], note=note["note"].strip())
            for language, note in record["family_notes"].items()
        ],
    }


def _subjects(record: dict, terms: Terms) -> list[Model]:
    return _those_here([subject_key(name) for name in record["subjects"]], terms.subjects)


def _those_here(keys: list, rows: Rows) -> list[Model]:
    """A person may have removed some."""
    return [rows[key] for key in keys if key in rows]


def _needed(rows: Rows, key: object) -> Model:
    if key not in rows:
        raise ValidationError(f"{key} is not here.")
    return rows[key]


def _handout(handout: dict) -> tuple[str, dict]:
    kind = "teacher_handout" if handout["audience"] == "teacher" else "handout"
    return kind, {"title": handout["title"], "body": handout["body"]}


def _check(check: dict) -> tuple[str, dict]:
    kind = check["type"]
    if kind == "multiple_choice":
        return kind, {"prompt": check["prompt"], "choices": check["choices"]}
    return kind, {name: value for name, value in check.items() if name not in {"type", "choices"}}


def write_page(model: type[Page], kind: str, slug: str, source: dict, parent: Page, memory: Memory, fields: Callable[[], dict]):
    """The page, created or updated and published where needed; as it is where a person did something to it; None if they removed it."""
    key = launch_key(kind, slug)
    page = model.objects.filter(translation_key=key, locale_id=parent.locale_id).first()
    now = _state_of(page) if page else None
    verdict = memory.verdict(kind, slug, source, now)
    if verdict is Verdict.LEAVE:
        memory.leave(kind, slug, now, _why_theirs(page) if page else "")
        return page
    if verdict is Verdict.CREATE and parent.get_children().filter(slug=slug).exists():
        memory.leave(kind, slug, reason="a person made another page with its address")
        return None
    if verdict is not Verdict.KEEP:
        try:
            with transaction.atomic():
                page = _saved(page or model(translation_key=key, locale_id=parent.locale_id, live=False), parent, fields())
        except (ValidationError, NotReadyToPublish) as refusal:
            memory.leave(kind, slug, reason=f"it does not fit what a person changed: {_one_line(refusal)}")
            return model.objects.filter(translation_key=key, locale_id=parent.locale_id).first()
        memory.remember(kind, slug, source, _state_of(page))
    memory.count(kind, verdict)
    return page


def _why_theirs(page: Page) -> str:
    return "a person edited it" if page.live else "a person withdrew it"


def _one_line(refusal: Exception) -> str:
    return " ".join(getattr(refusal, "messages", [str(refusal)]))


def _saved(page: Page, parent: Page, fields: dict) -> Page:
    for name, value in fields.items():
        setattr(page, name, value)
    if page.pk is None:
        parent.add_child(instance=page)
    elif hasattr(page, "change_note"):
        page.change_note = f"Updated with the starter content of {timezone.localdate():%Y-%m-%d}."
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def _state_of(page: Page) -> State:
    """Every edit in Wagtail makes a revision, and withdrawing sets `live`: together they tell whether anybody was here."""
    return {"revision": page.latest_revision_id, "live": page.live}
