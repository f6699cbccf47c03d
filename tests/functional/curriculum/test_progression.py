"""The map, the pages of competencies, units and the front door: the numbers are those of the files, and nothing hidden shows."""

import re
from collections import Counter
from html import unescape

from django.urls import NoReverseMatch, reverse

from wagtail.models import Page, PageViewRestriction

import pytest
import yaml

from cms.viewer import Audience
from curriculum.models import Competency, GradeBand, LessonPage, ProgressionPage, Strand, UnitPage
from curriculum.progression import tint_of
from curriculum.starter import CONTENT_FOLDER
from tests.factories.curriculum import publish_change

MAP = "/curriculum/"
UNIT = "/curriculum/g68-can-i-trust-this/"
TAUGHT = "SOC-912"


def read(name: str) -> dict:
    return yaml.safe_load((CONTENT_FOLDER / name).read_text(encoding="utf-8"))


PROGRESSION = read("progression.yaml")
UNITS = [read(f"units/{path.name}") for path in (CONTENT_FOLDER / "units").glob("*.yaml")]
LESSONS = [lesson for unit in UNITS for lesson in unit["lessons"]]
BY_CODE = Counter(code for lesson in LESSONS for code in lesson["competencies"])
BUILDS_ON = {record["code"]: set(record.get("builds_on", ())) for record in PROGRESSION["competencies"]}


def address(code: str) -> str:
    return reverse("competency", args=[code])


def cards(client) -> dict:
    return {card.code: card for band in client.get(MAP).context["bands"] for card in band.competencies}


def text(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def hidden_lesson(request) -> LessonPage:
    """A lesson that teaches SOC-912, hidden in the way the test asks for."""
    lesson = LessonPage.objects.filter(competencies__code=TAUGHT).in_teaching_order().first()
    hide = {
        "withdrawn": lambda: lesson.unpublish(),
        "restricted": lambda: PageViewRestriction.objects.create(page=lesson, restriction_type="login"),
        "unit restricted": lambda: PageViewRestriction.objects.create(page=lesson.unit, restriction_type="password", password="x"),
    }
    hide[request.param]()
    return lesson


# ---- the map ----------------------------------------------------------------------------------------------------------


def test_the_map_counts_what_the_files_hold(client):
    found = cards(client)
    assert {code: card.lesson_count for code, card in found.items()} == {code: BY_CODE[code] for code in BUILDS_ON}
    assert len(found) == 24
    assert sum(BY_CODE.values()) > len(LESSONS) == 27


def test_builds_on_and_leads_to_say_the_same(client):
    found = cards(client)
    assert {code: {ref.code for ref in card.builds_on} for code, card in found.items()} == BUILDS_ON
    back = {code: {other for other, earlier in BUILDS_ON.items() if code in earlier} for code in BUILDS_ON}
    assert {code: {ref.code for ref in card.leads_to} for code, card in found.items()} == back


def test_each_cell_is_a_link_with_its_code_its_title_and_its_number_in_words(client):
    page = text(client.get(MAP))
    table = page[page.index("<table>") : page.index("</table>")]
    links = re.findall(r'<a class="cell cell--(\d)"[^>]*href="([^"]+)"[^>]*data-from="([^"]*)">(.*?)</a>', table, re.DOTALL)
    assert len(links) == 24
    titles = {record["code"]: record["title"] for record in PROGRESSION["competencies"]}
    for tint, href, earlier, inside in links:
        words = " ".join(re.sub(r"<[^>]+>", " ", inside).split())
        code = href.split("/")[-2]
        number = BY_CODE[code]
        assert words == f"{titles[code]} {code} {number} lesson{'s' if number > 1 else ''}"
        assert set(earlier.split()) == BUILDS_ON[code]
        assert int(tint) == min(number, 4)
    assert len(re.findall(r'<th scope="col"', table)) == 4
    assert len(re.findall(r'<th scope="row"', table)) == 6


def test_bands_show_their_rules_and_the_levels_they_allow(client):
    bands = client.get(MAP).context["bands"]
    for band, record in zip(bands, PROGRESSION["bands"], strict=True):
        assert list(band.may) == record["students_may"]
        assert list(band.may_not) == record["students_may_not"]
        assert [level.level for level in band.levels] == record["ai_use_levels"]
    page = text(client.get(MAP))
    for level in read("ai_use_scale.yaml")["levels"]:
        assert level["student_words"] in page
    assert [unit.title for band in bands for unit in band.units] == [
        unit["title"]
        for record in PROGRESSION["bands"]
        for unit in sorted(UNITS, key=lambda unit: unit["order"])
        if unit["band"] == record["key"]
    ]
    assert sum(band.lesson_count for band in bands) == 27


@pytest.mark.parametrize("hidden_lesson", ["withdrawn", "restricted", "unit restricted"], indirect=True)
def test_what_nobody_may_open_is_neither_counted_nor_linked(client, hidden_lesson):
    hidden = [lesson for lesson in hidden_lesson.unit.get_children().specific() if not lesson.live or _is_restricted(lesson)]
    lost = sum(lesson.competencies.filter(code=TAUGHT).exists() for lesson in hidden)
    assert cards(client)[TAUGHT].lesson_count == BY_CODE[TAUGHT] - lost
    page = client.get(address(TAUGHT))
    assert len(page.context["lessons"].object_list) == BY_CODE[TAUGHT] - lost
    assert hidden_lesson.title not in text(page)
    assert hidden_lesson.title not in text(client.get(MAP)) + text(client.get("/"))
    bands = client.get(MAP).context["bands"]
    assert sum(unit.lesson_count for band in bands for unit in band.units) == 27 - len(hidden)


def _is_restricted(page: Page) -> bool:
    return page.get_view_restrictions().exists()


def test_a_draft_does_not_count(client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    copy = lesson.copy(update_attrs={"slug": "draft", "title": "Only a draft"}, keep_live=False)
    assert copy.competencies.count() == 1
    assert cards(client)["EVL-68"].lesson_count == BY_CODE["EVL-68"]
    assert "Only a draft" not in text(client.get(address("EVL-68")))


def test_a_restricted_curriculum_shows_its_lessons_to_nobody_else(client, admin_client):
    page = ProgressionPage.objects.get(locale__language_code="en")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    shown = client.get(address(TAUGHT))
    assert shown.status_code == 200
    assert not shown.context["lessons"].object_list
    assert shown.context["competency"].map_url == ""
    assert "curriculum map" not in text(client.get("/")).partition("</header>")[2]
    assert len(admin_client.get(address(TAUGHT)).context["lessons"].object_list) == BY_CODE[TAUGHT]
    assert cards(admin_client)[TAUGHT].lesson_count == BY_CODE[TAUGHT]


# ---- empty, full and long ---------------------------------------------------------------------------------------------


def test_gaps_are_said_in_words(client):
    locale = Strand.objects.first().locale
    Strand.objects.create(key="NEW", name="A strand nobody filled", order=7, question="Why?", locale=locale)
    GradeBand.objects.create(key="13", name="After graduation", order=5, theme="Carry on", locale=locale)
    how, band = Strand.objects.get(locale__language_code="en", key="HOW"), GradeBand.objects.get(locale__language_code="en", key="6-8")
    Competency.objects.create(code="HOW-68B", strand=how, band=band, title="A second one", i_can="I can.", locale=locale)
    response = client.get(MAP)
    page = text(response)
    strands = {strand.key: strand for strand in response.context["strands"]}
    assert [len(inside) for _band, inside in strands["NEW"].cells] == [0, 0, 0, 0, 0]
    assert [len(inside) for _band, inside in strands["HOW"].cells] == [1, 1, 2, 1, 0]
    assert page.count("Nothing here yet") == 5 + 6
    assert page.count("No lessons yet") == 2  # in its cell and in the list
    assert "Competencies for these grades are on their way." in page
    assert "No lessons yet" in text(client.get(address("HOW-68B")))


def test_a_map_without_anything_says_so(client):
    Competency.objects.all().delete()
    assert "<table>" in text(client.get(MAP))
    LessonPage.objects.update(band=None)
    UnitPage.objects.update(band=None)
    GradeBand.objects.all().delete()
    response = client.get(MAP)
    assert "Nothing is here yet" in text(response)
    assert "<table>" not in text(response)
    assert client.get("/").status_code == 200


def test_a_code_that_no_address_can_hold_stays_readable(client):
    Competency.objects.filter(code="EVL-68").update(code="EVL 68/ä")
    with pytest.raises(NoReverseMatch):
        address("EVL 68/ä")
    assert cards(client)["EVL 68/ä"].url == ""
    assert client.get(UNIT).status_code == client.get(UNIT + "g68-trace-the-claim/").status_code == 200


@pytest.mark.parametrize(
    ("count", "most", "tint"),
    [(0, 0, 0), (0, 6, 0), (1, 1, 1), (3, 3, 3), (6, 6, 4), (1, 200, 1), (50, 200, 1), (51, 200, 2), (200, 200, 4)],
)
def test_tints(count, most, tint):
    assert tint_of(count, most) == tint


# ---- a competency -----------------------------------------------------------------------------------------------------


def test_a_competency_says_what_the_file_says(client):
    for record in PROGRESSION["competencies"]:
        response = client.get(address(record["code"]))
        page, view = text(response), response.context["competency"]
        for words in (record["title"], record["i_can"], *record["evidence"]):
            assert words in page
        assert {ref.code for ref in view.builds_on} == BUILDS_ON[record["code"]]
        assert {ref.code for ref in view.leads_to} == {code for code, earlier in BUILDS_ON.items() if record["code"] in earlier}
        for ref in (*view.builds_on, *view.leads_to):
            assert f'href="{ref.url}"' in page
        places = [(place.domain, place.code) for _framework, group in view.alignments for place in group]
        assert sorted(places) == sorted((place["domain"], place.get("code", "")) for place in record["alignments"])


def test_its_lessons_come_in_teaching_order_with_their_unit(client):
    tiles = client.get(address(TAUGHT)).context["lessons"].object_list
    order = {band["key"]: band["order"] for band in PROGRESSION["bands"]}
    units = sorted(UNITS, key=lambda unit: (order[unit["band"]], unit["order"]))
    expected = [
        (lesson["title"], unit["title"])
        for unit in units
        for lesson in sorted(unit["lessons"], key=lambda lesson: lesson["order"])
        if TAUGHT in lesson["competencies"]
    ]
    assert [(tile.title, tile.unit_title) for tile in tiles] == expected
    assert all(client.get(tile.url).status_code == 200 for tile in tiles)


def test_a_withdrawn_unit_is_not_named(client):
    lesson = LessonPage.objects.filter(competencies__code=TAUGHT).first()
    Page.objects.filter(pk=lesson.unit.pk).update(live=False)
    tiles = {tile.title: tile for tile in client.get(address(TAUGHT)).context["lessons"].object_list}
    assert tiles[lesson.title].unit_title == ""


def test_other_capitals_lead_to_the_code_as_it_is_written(client):
    response = client.get(address("how-35"))
    assert (response.status_code, response["Location"]) == (302, address("HOW-35"))
    assert client.get(address("HOW-99")).status_code == 404
    assert "There is no page here" in text(client.get(address("HOW-99")))
    assert client.post(address("HOW-35")).status_code == 405


def test_a_language_without_the_competency_reads_the_main_one(client):
    response = client.get(address("HOW-35"), headers={"Accept-Language": "es"})
    assert response.context["competency"].language == "en"
    assert '<html lang="en"' in text(response)


def test_a_long_list_comes_in_pages(client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    for number in range(61):
        lesson.copy(update_attrs={"slug": f"copy-{number}", "title": f"Copy {number}"})
    url = address("EVL-68")
    first, second = client.get(url).context["lessons"], client.get(url + "?page=2").context["lessons"]
    assert (len(first.object_list), len(second.object_list)) == (60, 61 + BY_CODE["EVL-68"] - 60)
    assert "?page=2" in text(client.get(url))
    assert client.get(url + "?page=nonsense").status_code == client.get(url + "?page=99").status_code == 200


def test_teachers_matter_is_on_none_of_these_pages(client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    lesson.teacher_prep, lesson.family_connection = "SECRET preparation", "FAMILY words"
    publish_change(lesson)
    for url in ("/", MAP, UNIT, address("EVL-68")):
        assert not re.search(r"SECRET|FAMILY words", text(client.get(url)))
    assert client.get(UNIT + "g68-trace-the-claim/").context["lesson"].audience is Audience.STUDENT


def test_the_canonical_address_has_no_launch_in_it(client):
    assert f'<link rel="canonical" href="https://testserver{address("HOW-35")}">' in text(client.get(address("HOW-35")))


# ---- units and lessons ------------------------------------------------------------------------------------------------


def test_a_unit_adds_up_and_knows_its_neighbours(client):
    record = next(unit for unit in UNITS if unit["slug"] == "g68-can-i-trust-this")
    unit = client.get(UNIT).context["unit"]
    assert unit.minutes == sum(lesson["duration_minutes"] for lesson in record["lessons"])
    assert sorted(competency.code for competency in unit.competencies) == sorted(
        {code for lesson in record["lessons"] for code in lesson["competencies"]}
    )
    assert (unit.previous, unit.next.title, unit.map_url) == (None, "Responsibility Lab", MAP)
    after = client.get(unit.next.url).context["unit"]
    assert (after.previous.title, after.next) == ("Can I Trust This?", None)


def test_hidden_units_are_no_neighbours(client):
    PageViewRestriction.objects.create(
        page=UnitPage.objects.get(locale__language_code="en", slug="g68-responsibility-lab"), restriction_type="login"
    )
    assert client.get(UNIT).context["unit"].next is None


def test_units_and_lessons_lead_to_their_competencies(client):
    for url in (UNIT, UNIT + "g68-trace-the-claim/"):
        page = text(client.get(url))
        assert "On the progression" in page
        assert f'href="{address("EVL-68")}"' in page


# ---- the front door ---------------------------------------------------------------------------------------------------


def test_the_front_door_leads_on(client):
    page = text(client.get("/"))
    assert f'href="{MAP}"' in page
    for unit in UNITS:
        assert unit["title"] in page
    for band in PROGRESSION["bands"]:
        assert f'href="{MAP}?view=list#band-{band["key"]}"' in page
    assert "Families" in page


# ---- what they cost ---------------------------------------------------------------------------------------------------

PAGES = {"/": 9, MAP: 13, UNIT: 12, "/lessons/competencies/EVL-68/": 11}


@pytest.mark.parametrize(("url", "statements"), PAGES.items())
def test_number_of_statements(client, django_assert_num_queries, django_assert_max_num_queries, url, statements):
    """Warm; cold may ask once more for what the cache keeps. Independent of the number of lessons, units and versions to be built."""
    with django_assert_max_num_queries(15):
        client.get(url)
    with django_assert_num_queries(statements):
        client.get(url)
    lesson = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    for number in range(4):
        lesson.copy(update_attrs={"slug": f"copy-{number}", "title": f"Copy {number}"})
    UnitPage.objects.get(locale__language_code="en", slug="g68-can-i-trust-this").copy(
        recursive=True, update_attrs={"slug": "copied", "title": "Copied"}
    )
    with django_assert_max_num_queries(15):
        client.get(url)
    with django_assert_num_queries(statements):
        client.get(url)
