"""The page of the search: what a person gets for what they typed and chose, on the site and in a launch."""

import re
from functools import cache
from html import unescape
from urllib.parse import urlencode, urlsplit

from django.db import connection
from django.test import Client

from wagtail.models import PageViewRestriction

import pytest

from curriculum.models import CatalogEntry, Competency, GradeBand, LessonPage, UnitPage
from curriculum.search.engines import engine
from curriculum.search.words import words_of
from tests.factories.curriculum import publish_change
from tests.fake_platform import INSTRUCTOR, LEARNER
from tests.functional.curriculum.indexes import stems
from tests.functional.curriculum.withheld import LESSONS, UNITS, open_texts, runs_of_page, secrets, withheld_from_students

SEARCH = "/lessons/search/"
IS_POSTGRESQL = connection.vendor == "postgresql"


def ask(client, text: str = "", **chosen):
    return client.get(SEARCH, {**({"q": text} if text else {}), **chosen})


def found(client, text: str = "", **chosen):
    return ask(client, text, **chosen).context["found"]


def title_of(result) -> str:
    return (result.lesson or result.unit or result.competency).title


def titles(search) -> list[str]:
    return [title_of(result) for result in search.results]


def body(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def counts(search, facet: str) -> dict[str, int]:
    return {choice.key: choice.count for view in search.facets if view.name == facet for choice in view.choices}


WITHHELD = withheld_from_students()


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


# ---- finding --------------------------------------------------------------------------------------------------------


def test_every_lesson_is_found_by_its_title_and_links_to_its_page(client):
    for lesson in LESSONS.values():
        search = found(client, lesson["title"])
        assert lesson["title"] in titles(search)[:2]
        tile = next(result.lesson for result in search.results if result.lesson and result.lesson.title == lesson["title"])
        assert client.get(tile.url).status_code == 200
        assert tile.duration_minutes == lesson["duration_minutes"]


def test_units_and_competencies_are_found_too(client):
    for unit in UNITS:
        result = next(result for result in found(client, unit["title"]).results if result.unit and result.unit.title == unit["title"])
        assert (result.kind_name, result.unit.lesson_count, result.band_key) == ("Unit", len(unit["lessons"]), unit["band"])
        assert client.get(result.unit.url).status_code == 200
    for row in Competency.objects.all():
        result = found(client, row.code).results[0]
        assert (result.competency.code, result.competency.title, result.kind_name) == (row.code, row.title, "Competency")
        assert client.get(result.competency.url).status_code == 200


def test_the_title_counts_more_than_the_text(client):
    assert titles(found(client, "trace the claim"))[0] == "Trace the Claim"
    assert titles(found(client, "claim trace"))[0] in {"Trace the Claim", "Trace claims and media"}


def test_the_last_word_may_be_just_begun(client):
    assert "Trace the Claim" in titles(found(client, "trace the cla"))
    assert not found(client, "trac the claim zz").results


def test_without_a_question_everything_is_there_in_teaching_order(client):
    search = found(client)
    assert search.pages.paginator.count == 60
    names = [title_of(result) for number in (1, 2, 3) for result in found(client, page=number).results]
    assert len(names) == 60
    first = next(unit for unit in UNITS if unit["band"] == "TK-2" and unit["order"] == 1)
    lessons = [lesson["title"] for lesson in sorted(first["lessons"], key=lambda lesson: lesson["order"])]
    assert names[: len(lessons) + 1] == [first["title"], *lessons]
    assert [result.kind for result in found(client, page=3).results][-1] == "competency"


# ---- narrowing ------------------------------------------------------------------------------------------------------


def test_each_facet_narrows_to_what_the_files_say(client):
    lessons = list(LESSONS.values())
    for band in ("TK-2", "3-5", "6-8", "9-12"):
        assert found(client, kind="lesson", band=band).pages.paginator.count == sum(lesson["band"] == band for lesson in lessons)
    for level in range(1, 6):
        assert found(client, kind="lesson", level=level).pages.paginator.count == sum(lesson["ai_use_level"] == level for lesson in lessons)
    for strand in ("HOW", "USE", "EVL", "ETH", "CRE", "SOC"):
        expected = sum(any(code.startswith(f"{strand}-") for code in lesson["competencies"]) for lesson in lessons)
        assert found(client, kind="lesson", strand=strand).pages.paginator.count == expected
    for trait in {key for unit in UNITS for key in unit["graduate_profile"]}:
        expected = sum(len(unit["lessons"]) for unit in UNITS if trait in unit["graduate_profile"])
        assert found(client, kind="lesson", trait=trait).pages.paginator.count == expected
    math = sum("Mathematics" in lesson["subjects"] for lesson in lessons)
    assert found(client, kind="lesson", subject="mathematics").pages.paginator.count == math > 0


def test_choices_of_one_facet_add_and_of_two_narrow(client):
    both = found(client, kind="lesson", band=["TK-2", "3-5"]).pages.paginator.count
    assert both == sum(lesson["band"] in {"TK-2", "3-5"} for lesson in LESSONS.values())
    assert found(client, kind="lesson", band=["TK-2", "3-5"], level=2).pages.paginator.count < both


def test_a_count_is_what_one_would_get(client):
    for chosen in ({}, {"band": "6-8"}, {"kind": "lesson", "strand": "EVL"}, {"q": "data", "band": ["6-8", "9-12"]}):
        search = client.get(SEARCH, chosen).context["found"]
        for facet in search.facets:
            for choice in facet.choices:
                alone = {**chosen, facet.name: choice.key}
                assert client.get(SEARCH, alone).context["found"].pages.paginator.count == choice.count, (chosen, facet.name, choice)


def test_choices_are_taken_back_one_by_one(client):
    response = ask(client, "data", band=["6-8", "9-12"], kind="lesson")
    chips = response.context["found"].chips
    assert [chip.name for chip in chips] == ["Lessons", "Grades 6-8", "Grades 9-12"]
    for chip in chips:
        left = client.get(SEARCH + chip.url).context["found"]
        assert [other.name for other in left.chips] == [other.name for other in chips if other is not chip]
        assert left.question.text == "data"
    page = body(response)
    assert 'name="band" value="6-8" form="find" checked' in page
    assert "Remove Grades:" in page
    assert client.get(SEARCH + response.context["found"].question_url).context["found"].chips == ()


def test_unknown_choices_are_ignored(client):
    for nonsense in (
        {"band": "99"},
        {"strand": "x\x00y"},
        {"level": "-1"},
        {"kind": "teacher"},
        {"audience": "teacher"},
        {"subject": "' OR 1=1"},
    ):
        assert found(client, **nonsense).pages.paginator.count == 60


def test_names_are_those_of_today(client):
    band = GradeBand.objects.get(locale__language_code="en", key="6-8")
    band.name = "Middle school"
    band.save()
    assert "Middle school" in [choice.name for facet in found(client).facets for choice in facet.choices]
    assert {result.band_name for result in found(client, band="6-8").results} == {"Middle school"}


# ---- pages ----------------------------------------------------------------------------------------------------------


def test_a_long_list_comes_in_pages_that_keep_the_question(client):
    response = ask(client, "data ü&=", kind="competency", band="6-8")
    assert response.context["found"].query == urlencode([("q", "data ü&="), ("kind", "competency"), ("band", "6-8")])
    page = ask(client, kind=["lesson", "unit"])
    links = re.findall(r'href="(\?[^"]*page=2)"', unescape(page.content.decode()))
    assert len(set(links)) == 1
    second = client.get(SEARCH + links[0]).context["found"]
    assert (len(second.results), second.pages.number, len(second.chips)) == (36 - 24, 2, 2)
    seen = titles(page.context["found"]) + titles(second)
    assert len(seen) == len(set(seen)) == 36


@pytest.mark.parametrize("number", ["0", "-1", "99", "nonsense", "1e9", "9" * 400, "\x00", "١"])
def test_any_page_number_is_answered(client, number):
    assert ask(client, page=number).status_code == 200


# ---- nothing found --------------------------------------------------------------------------------------------------


def test_nothing_found_says_what_to_try(client):
    response = ask(client, "xylophone")
    assert not response.context["found"].results
    page = body(response)
    assert "No results for “xylophone”" in page
    assert f'href="{SEARCH}"' in page
    assert ("This site takes words as they are typed" in page) is not IS_POSTGRESQL


def test_choices_that_leave_nothing_can_be_dropped_at_once(client):
    response = ask(client, "trace the claim", band="TK-2")
    search = response.context["found"]
    assert (search.results, search.instead) == ((), "")
    assert search.without_choices == found(client, "trace the claim").pages.paginator.count > 0
    assert f"See {search.without_choices} results without narrowing" in body(response)
    assert client.get(SEARCH + search.question_url).context["found"].results


def test_a_mistyped_word_is_forgiven_and_said_or_said_not_to_be(client):
    response = ask(client, "pirvacy")
    search = response.context["found"]
    if IS_POSTGRESQL:
        assert search.instead == "privacy"
        assert titles(search) == titles(found(client, "privacy"))
        assert "Nothing has “pirvacy” in it. This is what has “privacy”." in body(response)
        assert 'value="pirvacy"' in body(response)
    else:
        assert (search.instead, search.results) == ("", ())
        assert "one other letter is enough to miss them" in body(response)


def test_a_word_that_is_there_is_never_replaced(client):
    search = found(client, "claim")
    assert (bool(search.results), search.instead) == (True, "")
    assert "This is what has" not in body(ask(client, "claim"))


def test_an_empty_catalog_says_so(client):
    CatalogEntry.objects.all().delete()
    assert "There is nothing to find yet" in body(ask(client))
    assert ask(client, "claim").status_code == 200


# ---- who may find what ----------------------------------------------------------------------------------------------


@cache
def words_withheld() -> list[str]:
    """Words that only secrets have, and that share neither their beginning nor their stem with anything said openly."""
    openly = stems(open_texts())
    everything = " " + " ".join(sorted({word for text in open_texts() for word in words_of(text)} | openly))
    secret_words = {word for lesson in LESSONS.values() for secret in secrets(lesson) for word in words_of(secret)}
    unlike = [word for word in sorted(secret_words) if len(word) > 5 and f" {word[:4]}" not in everything]
    return [word for word in unlike if not [other for stem in stems([word]) for other in openly if other.startswith(stem)]]


def test_no_secret_word_finds_anything(client):
    withheld = words_withheld()
    assert len(withheld) > 20
    readable = CatalogEntry.objects.findable("en")
    for word in withheld:
        assert not engine().matching(readable, (word,), "en").exists(), word
    # Of a part of a word, whatever else begins like it may be found.
    for word in withheld[::5]:
        for part in (word, word[:-2], word[:4]):
            response = ask(client, part)
            assert part != word or not response.context["found"].results or response.context["found"].instead
            assert not WITHHELD & runs_of_page(response.content.decode())


def test_a_whole_phrase_of_a_teachers_text_finds_nothing(client):
    for slug, lesson in LESSONS.items():
        phrase = next(text for text in (lesson["teacher_prep"], *secrets(lesson)) if len(words_of(text)) > 11)
        search = found(client, " ".join(words_of(phrase))[:190])
        assert lesson["title"] not in titles(search), slug


def test_hidden_pages_are_in_neither_results_nor_counts(client, lesson):
    before = found(client, "trace the claim")
    PageViewRestriction.objects.create(page=lesson.unit, restriction_type="login")
    after = found(client, "trace the claim")
    assert set(titles(before)) - set(titles(after)) >= {"Trace the Claim", "Can I Trust This?"}
    assert counts(after, "kind").get("lesson", 0) < counts(before, "kind")["lesson"]
    assert "Can I Trust This?" not in body(ask(client, "trace the claim"))


def test_administrators_find_what_everybody_finds(admin_client, lesson):
    PageViewRestriction.objects.create(page=lesson, restriction_type="login")
    assert "Trace the Claim" not in titles(found(admin_client, "trace the claim"))


def test_a_withdrawn_unit_is_not_named_on_its_lessons(client, lesson):
    UnitPage.objects.filter(pk=lesson.unit.pk).update(live=False)
    tile = next(
        result.lesson for result in found(client, "trace the claim").results if result.lesson and result.lesson.title == lesson.title
    )
    assert tile.unit_title == ""


# ---- languages ------------------------------------------------------------------------------------------------------


def test_a_language_without_anything_reads_the_main_one_and_says_so(client):
    CatalogEntry.objects.filter(language="es").delete()
    response = client.get(f"/es{SEARCH}", {"q": "trace"})
    search = response.context["found"]
    assert (search.language, search.is_own_language) == ("en", False)
    assert search.results
    page = response.content.decode()
    assert '<html lang="es"' in page
    assert '<ul class="tiles tiles--found" lang="en">' in page
    assert "notice" in page


def test_a_language_with_entries_keeps_to_them(client):
    search = client.get(f"/es{SEARCH}", {"q": "¿Ayudantes inteligentes?", "kind": "unit"}).context["found"]
    assert (search.language, search.is_own_language) == ("es", True)
    assert titles(search) == ["Ayudantes inteligentes por todas partes"]
    nothing = client.get(f"/es{SEARCH}", {"q": "trace the claim"})
    assert (nothing.context["found"].language, nothing.context["found"].results) == ("es", ())
    assert 'href="/lessons/search/?q=trace+the+claim"' in nothing.content.decode()


def test_what_has_no_spanish_words_yet_says_so(client):
    page = client.get(f"/es{SEARCH}").content.decode()
    assert '<span lang="en">Machines learn from examples</span>' in page
    assert "Lengua y literatura en inglés" in page
    assert "Lo estudiamos juntos" in page or "Mi propio trabajo" in page
    assert not re.search(r'="[^"<>]*<(?:span|div) lang=', page)


# ---- in a launch ----------------------------------------------------------------------------------------------------


def launched(platform, role: str, slug: str = "g68-trace-the-claim", **custom) -> tuple[Client, str]:
    """A browser inside a launch of this lesson, and the launch's prefix."""
    client = Client()
    key = str(LessonPage.objects.get(locale__language_code="en", slug=slug).translation_key)
    location = platform.launch(client, roles=[role], custom={"launch_key": key, **custom})["Location"]
    prefix = re.match(r"/s/[^/]+", urlsplit(location).path).group()
    return client, prefix


@pytest.mark.parametrize("role", [LEARNER, INSTRUCTOR])
def test_in_a_launch_the_search_stays_in_it(platform, role):
    client, prefix = launched(platform, role)
    response = client.get(f"{prefix}{SEARCH}", {"q": "trace the claim", "kind": "lesson"}, secure=True)
    assert response.status_code == 200
    search, page = response.context["found"], response.content.decode()
    assert f'action="{prefix}{SEARCH}"' in page
    assert all(result.lesson.url.startswith(f"{prefix}/curriculum/") for result in search.results)
    assert client.get(search.results[0].lesson.url, secure=True).status_code == 200
    assert 'class="site-nav"' not in page
    competency = client.get(f"{prefix}{SEARCH}", {"kind": "competency"}, secure=True).context["found"].results[0].competency
    assert client.get(competency.url, secure=True).status_code == 200


@pytest.mark.parametrize("role", [LEARNER, INSTRUCTOR])
def test_a_launched_lesson_leads_to_the_search(platform, role):
    client, prefix = launched(platform, role)
    url = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim").get_url()
    page = client.get(f"{prefix}{url}", secure=True, headers={"Sec-Fetch-Dest": "iframe"}).content.decode()
    assert f'href="{prefix}{SEARCH}"' in page
    assert "Find another lesson" in page
    assert "Find another lesson" not in client.get(f"{prefix}{SEARCH}", secure=True).content.decode()


def test_a_teacher_finds_no_more_than_anybody(platform, client):
    teacher, prefix = launched(platform, INSTRUCTOR)
    frame = {"Sec-Fetch-Dest": "iframe"}
    for text in ("", "trace the claim", *words_withheld()[::6]):
        theirs = teacher.get(f"{prefix}{SEARCH}", {"q": text}, secure=True, headers=frame)
        assert titles(theirs.context["found"]) == titles(found(client, text))
        assert not WITHHELD & runs_of_page(theirs.content.decode())


def test_a_launch_that_stays_on_an_old_version_finds_by_the_newest(platform, lesson):
    lesson.essential_question = "Is a zebrafish honest?"
    publish_change(lesson)
    client, prefix = launched(platform, LEARNER, version="1")
    assert titles(client.get(f"{prefix}{SEARCH}", {"q": "zebrafish"}, secure=True).context["found"]) == [lesson.title]
