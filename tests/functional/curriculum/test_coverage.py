"""The grids of coverage, against a count by hand from the files; each cell leads to exactly its lessons."""

import csv
import io
from collections import defaultdict

from django.urls import reverse

import pytest

from cms.groups import AUTHORS, COACHES, LEADS, REVIEWERS
from curriculum.models import Competency, LessonPage, VettedTool
from curriculum.reports.coverage import grids
from curriculum.starter import CONTENT_FOLDER
from curriculum.starter.reading import read_content
from tests.factories.people import member_of

CONTENT = read_content(CONTENT_FOLDER)


def by_hand() -> dict[tuple[str, str, str], set[str]]:
    """(kind, row, band) to the slugs of its lessons, by walking the files."""
    strands = {one["code"]: one["strand"] for one in CONTENT.progression["competencies"]}
    found = defaultdict(set)
    for unit in CONTENT.units.values():
        for lesson in unit["lessons"]:
            for code in lesson["competencies"]:
                found["strand", strands[code], unit["band"]].add(lesson["slug"])
            for trait in unit["graduate_profile"]:
                found["trait", trait, unit["band"]].add(lesson["slug"])
    return found


def address_parts(url: str) -> dict[str, str]:
    return dict(part.split("=") for part in url.partition("?")[2].split("&"))


def test_each_cell_is_what_one_counts_by_hand():
    hand, seen = by_hand(), 0
    for grid in grids("en"):
        for row in grid.rows:
            for cell in row.cells:
                asked = address_parts(cell.url)
                assert cell.count == len(hand[grid.kind, asked[grid.kind], asked["band"]])
                seen += cell.count
        assert grid.total.count == sum(cell.count for cell in grid.totals) == 27
    assert seen > 27


def test_each_cell_leads_to_exactly_its_lessons(admin_client):
    hand = by_hand()
    for grid in grids("en"):
        for row in grid.rows:
            for cell in (cell for cell in row.cells if cell.count):
                asked = address_parts(cell.url)
                listed = admin_client.get(cell.url).context["object_list"]
                assert {lesson.slug for lesson in listed} == hand[grid.kind, asked[grid.kind], asked["band"]]


def test_a_withdrawn_lesson_does_not_count_and_a_draft_does_where_it_is_asked_for(admin_client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    lesson.copy(update_attrs={"slug": "draft", "title": "Draft"}, keep_live=False)
    assert grids("en")[0].total.count == 27
    assert grids("en", with_drafts=True)[0].total.count == 28
    lesson.unpublish()
    assert grids("en")[0].total.count == 26
    assert grids("es")[0].total.count == 6


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_sheet_says_what_the_page_says(admin_client, form):
    response = admin_client.get(reverse("coverage"), {"export": form})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if form == "csv":
        rows = list(csv.reader(io.StringIO(body.decode())))
        strands = grids("en")[0]
        assert rows[1] == [strands.rows[0].name, *(str(cell.count) for cell in strands.rows[0].cells), str(strands.rows[0].total.count)]
        assert len(rows) == 1 + sum(len(grid.rows) + 1 for grid in grids("en"))
    else:
        assert body.startswith(b"PK")


def test_a_competency_without_lessons_is_listed_first(admin_client):
    thin = Competency.objects.filter(locale__language_code="en").first()
    for lesson in LessonPage.objects.filter(competencies__translation_key=thin.translation_key).distinct():
        lesson.competencies.set(lesson.competencies.exclude(translation_key=thin.translation_key))
        lesson.save(clean=False)
    listed = admin_client.get(reverse("competency_report")).context["object_list"]
    assert (listed[0].code, listed[0].lesson_count) == (thin.code, 0)
    assert [row.code for row in admin_client.get(reverse("competency_report"), {"lessons": "0"}).context["object_list"]] == [thin.code]


PROBLEMS = {
    "long": (
        "120 minutes, and a sitting has 60. Split it, or say in a step where to stop.",
        lambda lesson: setattr(lesson, "duration_minutes", 120),
    ),
    "no-competency": ("It names no competency. Choose what it teaches.", lambda lesson: lesson.competencies.clear()),
}


@pytest.mark.parametrize("asked", [{}, {"band": "no-such-band"}, {"language": "xx"}], ids=lambda asked: "".join(asked) or "nothing")
def test_the_report_is_about_what_is_live_in_one_language(admin_client, asked):
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    lesson.copy(update_attrs={"slug": "draft", "title": "Draft"}, keep_live=False)
    lesson.unpublish()

    def counted(**more) -> int:
        return admin_client.get(reverse("lesson_report"), {**asked, **more}).context["paginator"].count

    assert counted() == 26
    assert counted(drafts="on") == 27
    if "language" not in asked:
        assert counted(language="es") == 6


@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_is_wrong_is_said(admin_client, problem):
    words, break_it = PROBLEMS[problem]
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    before = listed(admin_client, problem)
    break_it(lesson)
    lesson.save(clean=False)
    assert listed(admin_client, problem) - before == {lesson.slug}
    assert words in admin_client.get(reverse("lesson_report"), {"problem": problem}).content.decode()


def test_tools_past_their_approval(admin_client):
    before = listed(admin_client, "tool")
    using = set(LessonPage.objects.live().filter(locale__language_code="en", tools__isnull=False).values_list("slug", flat=True))
    assert before < using
    VettedTool.objects.update(status="retired")
    assert listed(admin_client, "tool") == using


def test_a_unit_without_traits(admin_client):
    unit = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim").unit
    unit.graduate_traits.clear()
    unit.save(clean=False)
    assert listed(admin_client, "no-trait") == {page.slug for page in unit.get_children()}


def test_translations_that_are_missing_and_that_are_older(admin_client, publish_again):
    translated = set(LessonPage.objects.filter(locale__language_code="es").values_list("translation_key", flat=True))
    assert len(listed(admin_client, "untranslated")) == 27 - len(translated)
    assert listed(admin_client, "stale") == set()
    publish_again("tk2-oops-pip")
    assert listed(admin_client, "stale") == {"tk2-oops-pip"}


@pytest.fixture
def publish_again():
    from tests.factories.curriculum import publish_change  # noqa: PLC0415  (a fixture of this file alone)

    def publish(slug: str) -> None:
        lesson = LessonPage.objects.get(locale__language_code="en", slug=slug)
        lesson.essential_question = "What does a machine that makes mistakes need?"
        publish_change(lesson)

    return publish


def listed(client, problem: str) -> set[str]:
    return {lesson.slug for lesson in client.get(reverse("lesson_report"), {"problem": problem}).context["object_list"]}


def test_the_home_of_the_admin_says_what_is_thin(admin_client):
    page = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert "How the progression is doing" in page
    assert "lessons are not translated" in page


@pytest.mark.parametrize(("group", "may"), [(LEADS, True), (AUTHORS, True), (REVIEWERS, False), (COACHES, False)])
@pytest.mark.parametrize("name", ["coverage", "lesson_report", "competency_report"])
def test_who_may_read_them(client, group, may, name):
    client.force_login(member_of(group))
    assert (client.get(reverse(name)).status_code == 200) is may
