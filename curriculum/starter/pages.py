"""Writes the home page, the progression, units and lessons, published."""

from collections.abc import Callable

from django.utils.text import slugify

from wagtail.models import Page, Site

from cms.models import HomePage
from curriculum.models import LessonPage, ProgressionPage, UnitPage
from curriculum.starter.memory import Memory, Verdict
from curriculum.starter.reading import Content, Problem, StarterContentError
from curriculum.starter.taxonomy import Terms

WELCOME_TITLE = "Welcome to your new Wagtail site!"
HOME_INTRODUCTION = (
    "AI literacy from TK to grade 12, inside the courses your school already uses. Purpose comes before tools, and people stay in charge."
)


def write_pages(content: Content, terms: Terms, report: Callable[[str], object]) -> None:
    """Create or update every page of the files, in the order of bands and units."""
    memory = Memory(report)
    progression = _progression(content, report)
    units = sorted(content.units.values(), key=lambda unit: (terms.bands[unit["band"]].order, unit["order"]))
    for record in units:
        unit = _write_unit(record, progression, terms, memory)
        if unit is None:
            continue
        for lesson in sorted(record["lessons"], key=lambda lesson: lesson["order"]):
            _write_lesson(lesson, unit, terms, memory)
        report(f"  {record['title']}: {len(record['lessons'])} lessons in order")
    report(memory.summary("unit"))
    report(memory.summary("lesson"))


def _progression(content: Content, report: Callable[[str], object]) -> ProgressionPage:
    page = ProgressionPage.objects.first()
    if page is None:
        page = ProgressionPage(title="Curriculum", slug="curriculum", introduction=content.progression.get("summary", "").strip())
        _home(report).add_child(instance=page)
        page.save_revision().publish()
        report("Curriculum page created")
    return page


def _home(report: Callable[[str], object]) -> HomePage:
    """The site's home page; takes the place of Wagtail's untouched welcome page, and of nothing else."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    root = site.root_page if site else None
    if root and isinstance(root.specific, HomePage):
        return root.specific
    if root and (root.title != WELCOME_TITLE or root.specific_class is not Page or root.numchild):
        raise StarterContentError(
            [Problem("", f"site {site.hostname}", "root_page", "must be a home page; choose one under Settings, Sites")]
        )
    home = HomePage(title="Waymark", slug="waymark", introduction=HOME_INTRODUCTION)
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


def _write_unit(record: dict, parent: ProgressionPage, terms: Terms, memory: Memory) -> UnitPage | None:
    fields = {
        "title": record["title"],
        "slug": record["slug"],
        "introduction": record["summary"].strip(),
        "band": terms.bands[record["band"]],
        "essential_question": record["essential_question"],
        "student_voice": record["student_voice"],
        "subjects": _subjects(record, terms),
        "graduate_traits": [terms.traits[key] for key in record["graduate_profile"]],
    }
    source = {name: value for name, value in record.items() if name != "lessons"}
    return _write_page(UnitPage, "unit", source, fields, parent, memory)


def _write_lesson(record: dict, unit: UnitPage, terms: Terms, memory: Memory) -> LessonPage | None:
    fields = {
        **{name: record[name] for name in ("title", "slug", "duration_minutes", "essential_question")},
        **{name: record[name].strip() for name in ("extension", "unplugged_alternative", "family_connection", "teacher_prep")},
        "band": terms.bands[record["band"]],
        "ai_use_level": terms.levels[record["ai_use_level"]],
        "competencies": [terms.competencies[code] for code in record["competencies"]],
        "subjects": _subjects(record, terms),
        "objectives": [("objective", text) for text in record["objectives"]],
        "materials": [("material", text) for text in record["materials"]],
        "vocabulary": [("term", term) for term in record["vocabulary"]],
        "steps": [("step", {"teacher_note": "", **step}) for step in record["steps"]],
        "handouts": [_handout(handout) for handout in record.get("handouts", [])],
        "discussion_questions": [("question", text) for text in record["discussion_questions"]],
        "checks": [_check(check) for check in record["check"]],
        "supports": [(kind, text) for kind, texts in record["supports"].items() for text in texts],
    }
    return _write_page(LessonPage, "lesson", record, fields, unit, memory)


def _subjects(record: dict, terms: Terms) -> list:
    return [terms.subjects[slugify(name)] for name in record["subjects"]]


def _handout(handout: dict) -> tuple[str, dict]:
    kind = "teacher_handout" if handout["audience"] == "teacher" else "handout"
    return kind, {"title": handout["title"], "body": handout["body"]}


def _check(check: dict) -> tuple[str, dict]:
    kind = check["type"]
    if kind == "multiple_choice":
        return kind, {"prompt": check["prompt"], "choices": check["choices"]}
    return kind, {name: value for name, value in check.items() if name not in {"type", "choices"}}


def _write_page(model: type[Page], kind: str, source: dict, fields: dict, parent: Page, memory: Memory):
    """The page, created or updated and published where needed; as it is where a person did something to it; None if they removed it."""
    from curriculum.starter import launch_key  # noqa: PLC0415  (the package imports this module lazily)

    slug = source["slug"]
    key = launch_key(kind, slug)
    page = model.objects.filter(translation_key=key, locale_id=parent.locale_id).first()
    verdict = memory.verdict(kind, slug, source, _page_hash(page) if page else None)
    if verdict in {Verdict.KEEP, Verdict.LEAVE}:
        return page
    page = page or model(translation_key=key, locale_id=parent.locale_id, live=False)
    for name, value in fields.items():
        setattr(page, name, value)
    if verdict is Verdict.CREATE:
        parent.add_child(instance=page)
    page.save_revision().publish()
    memory.remember(kind, slug, source, _page_hash(model.objects.get(pk=page.pk)))
    return model.objects.get(pk=page.pk)


def _page_hash(page: Page) -> str:
    """Every edit in Wagtail makes a revision, and withdrawing sets `live`: together they tell whether anybody was here."""
    return f"revision {page.latest_revision_id} live {page.live}"
