"""Choosing what to place in a course: what a teacher sees and keeps from screen to screen."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from curriculum.models import LessonPage, UnitPage
from lti.models import Context
from tests.factories.many import multiply_progression
from tests.functional.lti_conformance.placing import ask, picker_path, sent_by, settings_claim

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 10


@pytest.fixture
def place(platform, client) -> str:
    """The path of a picker."""
    return picker_path(ask(platform, client))


@pytest.fixture
def unit() -> UnitPage:
    return UnitPage.objects.get(title="Can I Trust This?", locale__language_code="en")


def lessons_of(unit) -> list[LessonPage]:
    return list(LessonPage.objects.live().child_of(unit).order_by("path"))


def see(client, path: str, **asked: object) -> str:
    response = client.get(path, asked, secure=True, follow=True)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def tray_of(page: str) -> list[str]:
    return re.findall(r'name="drop" value="(\d+)"', page)


def checked(page: str) -> list[str]:
    return re.findall(r'name="pick" value="(\d+)" id="pick-\d+" checked', page)


def test_the_first_screen_has_the_bands_and_opens_none(client, place):
    page = see(client, place)
    assert page.count('aria-expanded="false"') == 4
    assert "picker__unit" not in page
    assert "Nothing chosen yet" in page


def test_a_band_opens_with_its_units_and_lessons(client, place, unit):
    page = see(client, place, open="6-8")
    assert page.count('aria-expanded="true"') == 1
    assert unit.title in page
    assert all(lesson.title in page for lesson in lessons_of(unit))
    assert "50 min, AI level 1: My own work" in page
    assert see(client, place, band="6-8", open="").count('aria-expanded="true"') == 0


def test_a_whole_unit_is_added_in_teaching_order_and_taken_out_again(client, place, unit):
    ids = [str(lesson.pk) for lesson in lessons_of(unit)]
    page = see(client, place, band="6-8", toggle=str(unit.pk))
    assert tray_of(page) == ids
    assert checked(page) == ids
    page = see(client, place, band="6-8", pick=ids, toggle=str(unit.pk))
    assert tray_of(page) == []


def test_picks_stay_in_the_order_in_which_they_were_made(client, place, unit):
    first, second, third = (str(lesson.pk) for lesson in lessons_of(unit))
    page = see(client, place, band="6-8", pick=[first, second, third], order=f"{third},{first}")
    assert tray_of(page) == [third, first, second]
    assert tray_of(see(client, place, band="6-8", pick=[first, second, third], order=f"{third},{first}", drop=first)) == [third, second]


def test_more_than_one_answer_holds_is_said_and_not_lost_in_silence(client, place, unit, monkeypatch):
    monkeypatch.setattr("lti.views.placing.MOST_PICKS", 2)
    ids = [str(lesson.pk) for lesson in lessons_of(unit)]
    page = see(client, place, band="6-8", toggle=str(unit.pk))
    assert tray_of(page) == ids[:2]
    assert "as many as one answer holds: 2" in page
    assert "as many as one answer holds" not in see(client, place, band="6-8", pick=ids[:1])


def test_picks_out_of_sight_are_kept(client, place, unit):
    pick = str(lessons_of(unit)[0].pk)
    page = see(client, place, open="TK-2", pick=[pick])
    assert f'<input type="hidden" name="pick" value="{pick}">' in page
    assert tray_of(page) == [pick]


def test_search_finds_words_of_a_lesson_and_of_its_unit(client, place, unit):
    page = see(client, place, q="hiring screener")
    assert re.search(r"[1-9] lessons? found", page)
    assert "Audit a Hiring Screener" in page
    assert all(lesson.title in see(client, place, q=unit.title) for lesson in lessons_of(unit))


def test_search_without_results_says_what_to_do(client, place):
    page = see(client, place, q="zzyzx")
    assert "0 lessons found" in page
    assert "Try another word" in page


def test_a_strand_narrows_and_an_unknown_one_does_not_break(client, place):
    page = see(client, place, strand="CRE")
    assert "lessons found" in page
    assert "Trace the Claim" not in page
    assert see(client, place, strand="no such").count('aria-expanded="false"') == 4


def test_a_preview_shows_the_students_view(client, place, unit):
    lesson = lessons_of(unit)[1]
    page = see(client, place, band="6-8", look=str(lesson.pk))
    assert "I can rate my confidence and explain it." in page
    assert "Invented for this lesson" not in page, "teacher notes"
    assert unit.title in see(client, place, look=str(unit.pk))


def test_drafts_withdrawn_and_restricted_lessons_are_not_offered(client, platform, place, unit):
    lesson = lessons_of(unit)[0]
    lesson.unpublish()
    assert lesson.title not in see(client, place, open="6-8")
    response = client.post(f"{place}answer/", {"pick": str(lesson.pk)}, secure=True)
    assert response.status_code == 422
    assert "Choose at least one lesson first." in response.content.decode()


def test_nothing_chosen_keeps_what_was_typed(client, place):
    response = client.post(f"{place}answer/", {"q": "privacy", "strand": "ETH", "version": "stay", "completion": "1"}, secure=True)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="privacy"' in page
    assert '<option value="stay" selected>' in page
    assert 'id="completion" checked' in page


def test_one_link_says_so_before_the_click_and_offers_the_unit(client, platform, unit):
    place = picker_path(ask(platform, client, settings=settings_claim(accept_multiple=False)))
    page = see(client, place, open="6-8")
    assert "This place takes one link." in page
    assert 'type="radio"' in page
    assert 'type="checkbox" name="pick"' not in page
    assert "Add whole unit" not in page
    assert "The whole unit as one link" in page
    first, second, _third = (str(lesson.pk) for lesson in lessons_of(unit))
    assert tray_of(see(client, place, pick=[first, second])) == [second], "the one chosen last"


def test_no_column_is_offered_where_none_is_taken(client, platform):
    place = picker_path(ask(platform, client, settings=settings_claim(accept_lineitem=False)))
    assert 'name="completion"' not in see(client, place)


def test_the_next_picker_opens_where_the_course_left_off(client, platform, place, unit):
    lesson = lessons_of(unit)[0]
    sent_by(platform, client.post(f"{place}answer/", {"pick": str(lesson.pk)}, secure=True))
    assert Context.objects.get().last_placed_key == lesson.translation_key
    again = see(client, picker_path(ask(platform, client)))
    assert lesson.title in again
    other_course = picker_path(ask(platform, client, context={"id": "another"}))
    assert lesson.title not in see(client, other_course)


def test_a_picker_without_a_course_works(client, platform, unit):
    place = picker_path(ask(platform, client, context=None))
    (item,) = sent_by(platform, client.post(f"{place}answer/", {"pick": str(lessons_of(unit)[0].pk)}, secure=True)).items
    assert item["title"] == lessons_of(unit)[0].title


ODD = ["", "-1", "0", "²", "9" * 400, "1e9", "\x00", "' OR 1=1 --", "<script>", "٣", "[]"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "name", ["pick", "order", "toggle", "drop", "open", "look", "go", "page", "page_of", "lang", "q", "strand", "tab", "from"]
)
def test_nothing_in_the_address_breaks_it(client, place, name, odd):
    assert client.get(place, {name: odd}, secure=True, follow=True).status_code == 200


def test_titles_in_spanish_where_there_are_any(client, place):
    spanish = LessonPage.objects.live().filter(locale__language_code="es").first()
    page = see(client, place, q=spanish.title, lang="es")
    assert spanish.title in page


def test_an_address_copied_into_another_browser_places_nothing(client, platform, place, unit):
    client.cookies.clear()
    assert client.get(place, secure=True, headers={"Sec-Fetch-Dest": "document"}).status_code == 403
    response = client.post(f"{place}answer/", {"pick": str(lessons_of(unit)[0].pk)}, secure=True)
    assert response.status_code == 403
    assert "JWT" not in response.content.decode()


def statements(client, path: str, **asked: object) -> int:
    client.get(path, asked, secure=True)  # fills the cache of views, as any earlier reader did
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path, asked, secure=True).status_code == 200
    return len(seen)


@pytest.mark.once
def test_every_screen_takes_at_most_ten_statements_at_5000_lessons(client, platform, place, unit):
    screens = [
        {},
        {"open": "6-8"},
        {"open": "6-8", "go": "3"},
        {"open": "6-8", "pick": [lesson.pk for lesson in lessons_of(unit)], "look": lessons_of(unit)[0].pk},
        {"q": "trust"},
        {"q": "claim", "strand": "EVL", "look": lessons_of(unit)[0].pk, "pick": [lessons_of(unit)[0].pk]},
        {"q": "zzyzx"},
    ]
    few = [statements(client, place, **screen) for screen in screens]
    assert multiply_progression(190) > 5_000
    many = [statements(client, place, **screen) for screen in screens]
    assert max(many) <= MOST_STATEMENTS, many
    assert [many[0], many[1], *many[3:6]] == [few[0], few[1], *few[3:6]]
    page = see(client, place, open="6-8")
    assert "More" in page
    assert len(page) < 300_000
