"""Public resources: what is in them, narrowed, in pages, in both languages, and kept by caches."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from curriculum.models import Competency, GradeBand, LessonPage, Strand, UnitPage, VettedTool
from pd_tracks.models import ModulePage, TrackPage
from tests.functional.api.conftest import Caller, token_for
from tests.functional.api.walk import LISTS, key_of
from tests.functional.curriculum.withheld import LESSONS


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(slug="g68-trace-the-claim", locale__language_code="en")


def test_lists_hold_everything_once(api):
    counts = {
        "grade-bands/": GradeBand.objects.filter(locale__language_code="en").count(),
        "strands/": Strand.objects.filter(locale__language_code="en").count(),
        "competencies/": Competency.objects.in_main_language().count(),
        "units/": UnitPage.objects.live().filter(locale__language_code="en").count(),
        "lessons/": len(LESSONS),
        "tools/": VettedTool.objects.decisions().count(),
        "tracks/": TrackPage.objects.live().filter(locale__language_code="en").count(),
        "modules/": ModulePage.objects.live().filter(locale__language_code="en").count(),
    }
    for language in ("en", "es"):
        found = {path: api.all_of(path, {"lang": language, "page_size": 7}) for path in counts}
        assert {path: len(items) for path, items in found.items()} == counts, language
        for path, items in found.items():
            assert len({key_of(path, item) for item in items}) == len(items), path


@pytest.mark.parametrize("path", LISTS)
def test_what_is_listed_has_an_address(api, path):
    for item in api.all_of(path)[:3]:
        one = api.get(f"{path}{key_of(path, item)}/")
        assert one.status_code == 200
        assert {name: one.json()[name] for name in item} == item


def test_a_lesson_as_students_read_it(api, lesson):
    body = api.get(f"lessons/{lesson.launch_key}/").json()
    written = LESSONS["g68-trace-the-claim"]
    assert body["title"] == written["title"]
    assert [step["phase"] for step in body["steps"]] == [step["phase"] for step in written["steps"]]
    assert body["unit"]["key"] == lesson.unit.launch_key
    assert body["page_url"] == lesson.canonical_url
    assert body["version"] == 1
    assert body["teacher"] is None


def test_filters_of_lessons(api, lesson):
    lessons = api.all_of("lessons/")
    band = [each for each in lessons if each["band"] == "6-8"]
    assert api.all_of("lessons/", {"band": "6-8"}) == band
    code = lessons[0]["competency_codes"][0]
    assert api.all_of("lessons/", {"competency": code}) == [each for each in lessons if code in each["competency_codes"]]
    assert api.all_of("lessons/", {"unit": lesson.unit.launch_key}) == [
        each for each in lessons if each["unit"]["key"] == lesson.unit.launch_key
    ]
    assert api.all_of("lessons/", {"ai_level": "2", "band": "6-8"}) == [each for each in band if each["ai_use_level"] == 2]


def test_other_filters(api):
    competencies = api.all_of("competencies/")
    strand = competencies[0]["strand"]
    chosen = [each for each in competencies if each["strand"] == strand and each["band"] == "6-8"]
    assert api.all_of("competencies/", {"strand": strand, "band": "6-8"}) == chosen
    assert chosen
    assert {unit["band"] for unit in api.all_of("units/", {"band": "6-8"})} == {"6-8"}
    assert all("6-8" in tool["bands"] for tool in api.all_of("tools/", {"band": "6-8"}))
    assert {each["kind"] for each in api.all_of("policies/", {"kind": "regulation"})} <= {"regulation"}
    track = api.all_of("tracks/")[0]
    assert [module["key"] for module in api.all_of("modules/", {"track": track["key"]})] == track["module_keys"]


def test_links_between_competencies_go_both_ways(api):
    found = {each["code"]: each for each in api.all_of("competencies/")}
    pairs = {(each["code"], earlier) for each in found.values() for earlier in each["builds_on"]}
    assert pairs == {(later, each["code"]) for each in found.values() for later in each["leads_to"]}
    assert pairs
    assert {each["code"]: each["builds_on"] for each in api.all_of("competencies/", {"lang": "es"})} == {
        code: each["builds_on"] for code, each in found.items()
    }


def test_pages_go_forward_and_back(api):
    first = api.get("lessons/", {"page_size": 5}).json()
    assert first["previous"] is None
    second = api.client.get(first["next"], secure=True).json()
    assert len(second["results"]) == 5
    assert api.client.get(second["previous"], secure=True).json()["results"] == first["results"]
    assert first["next"].startswith("https://testserver/api/v1/lessons/?")


@pytest.mark.parametrize("cursor", ["x", "", "cD0y", "\x00", "é", "a" * 600])
def test_a_made_up_cursor_is_refused(api, cursor):
    answer = api.get("lessons/", {"cursor": cursor})
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == ["cursor"]


def test_a_cursor_of_another_list_is_refused(api):
    address = api.get("lessons/", {"page_size": 1}).json()["next"]
    assert api.client.get(address.replace("lessons/", "units/"), secure=True).status_code == 400


# Languages ----------------------------------------------------------------------------------------------------------


def test_the_language_asked_for(api):
    translated = LessonPage.objects.live().filter(locale__language_code="es").first()
    for query, headers in (({"lang": "es"}, {}), ({}, {"Accept_Language": "es-MX,es;q=0.9,en;q=0.5"})):
        answer = api.get(f"lessons/{translated.launch_key}/", query, **headers)
        assert answer["Content-Language"] == "es"
        assert answer.json()["title"] == translated.title
        assert answer.json()["is_translated"]
    assert api.get(f"lessons/{translated.launch_key}/", {"lang": "en"}, Accept_Language="es")["Content-Language"] == "en"
    assert api.get(f"lessons/{translated.launch_key}/", Accept_Language="xx, *")["Content-Language"] == "en"


def test_what_is_not_translated_is_given_in_english_and_says_so(api):
    done = LessonPage.objects.filter(locale__language_code="es").values("translation_key")
    lesson = LessonPage.objects.live().exclude(translation_key__in=done).first()
    answer = api.get(f"lessons/{lesson.launch_key}/", {"lang": "es"})
    assert answer.status_code == 200
    assert (answer.json()["language"], answer.json()["is_translated"]) == ("en", False)
    assert answer["Content-Language"] == "en"
    listed = {each["key"]: each for each in api.all_of("lessons/", {"lang": "es"})}
    assert listed[lesson.launch_key]["is_translated"] is False


def test_terms_are_in_the_language(api):
    names = {band["key"]: band["name"] for band in api.all_of("grade-bands/", {"lang": "es"})}
    assert names == dict(GradeBand.objects.filter(locale__language_code="es").values_list("key", "name"))


# Caching ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", *LISTS, "problems/", "schema/"])
def test_public_answers_may_be_kept(api, path):
    answer = api.get(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=300"
    vary = {name.strip().lower() for name in answer["Vary"].split(",")}
    assert {"accept-language", "authorization"} <= vary
    assert "cookie" not in vary
    again = api.get(path, If_None_Match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=300"


def test_a_change_changes_the_mark(api, lesson):
    path = f"lessons/{lesson.launch_key}/"
    before = api.get(path)["ETag"]
    lesson.title, lesson.change_note = "Another title", "Because."
    lesson.save_revision().publish()
    after = api.get(path, If_None_Match=before)
    assert after.status_code == 200
    assert after.json()["title"] == "Another title"
    assert after.json()["version"] == 2


def test_what_a_token_gets_is_kept_by_nobody(lead):
    caller = Caller(token_for(lead))
    for path in LISTS:
        answer = caller.get(path)
        assert answer["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer


def test_a_session_changes_nothing_of_what_is_public(api, client, admin):
    client.force_login(admin)
    signed_in = Caller(client=client)
    for path in LISTS:
        answer = signed_in.get(path)
        assert answer.content == api.get(path).content
        assert answer["Cache-Control"] == "public, max-age=300"


def test_head(api):
    answer = api.send("HEAD", "lessons/")
    assert (answer.status_code, answer.content) == (200, b"")


# Cost ---------------------------------------------------------------------------------------------------------------

STATEMENTS = {
    "grade-bands/": 2,
    "strands/": 1,
    "competencies/": 2,
    "units/": 3,
    "lessons/": 3,
    "tools/": 3,
    "tracks/": 3,
    "modules/": 3,
    "policies/": 1,
}


@pytest.mark.parametrize("path", LISTS)
def test_statements_do_not_grow_with_rows(api, path):
    api.get(path)  # views and site roots are in the cache then
    counts = {}
    for size in (1, 4, 200):
        with CaptureQueriesContext(connection) as statements:
            assert api.get(path, {"page_size": size}).status_code == 200
        counts[size] = len(statements)
    assert set(counts.values()) == {STATEMENTS[path]}, (path, counts, [each["sql"][:150] for each in statements])


def test_statements_when_nothing_is_in_the_cache(api, lead):
    with CaptureQueriesContext(connection) as statements:
        api.get("lessons/")
    assert len(statements) <= 6
    caller = Caller(token_for(lead))
    caller.get("lessons/")
    with CaptureQueriesContext(connection) as statements:
        caller.get("lessons/")
    assert len(statements) == STATEMENTS["lessons/"] + 1
