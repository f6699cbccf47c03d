"""The editors' search: teacher notes, answers and drafts; and nothing of them in the public one."""

from django.core.management import call_command
from django.urls import reverse

import pytest

from cms.groups import AUTHORS, COACHES, LEADS, REVIEWERS
from curriculum.models import LessonPage, LessonText
from curriculum.search.drafts import places, terms_of
from tests.factories.people import member_of

# Of the teacher's note of step 3, of a sample answer, of a support.
TEACHERS = {"cannot find is not the same as false": "Step 3 “Trace”", "Pre-teach claim": "For English learners 1"}


def found(client, **asked) -> list[LessonPage]:
    return list(client.get(reverse("lesson_report"), asked).context["object_list"])


@pytest.fixture
def lesson() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")


@pytest.mark.parametrize("words", TEACHERS)
def test_teacher_text_is_found_and_where_it_stands(admin_client, lesson, words):
    listed = found(admin_client, q=words)
    assert lesson.slug in {each.slug for each in listed}
    shown = next(each for each in listed if each.slug == lesson.slug)
    assert TEACHERS[words] in [place.where for place in shown.places]


def test_a_draft_is_found_and_what_it_replaced_is_not(admin_client, lesson):
    lesson.teacher_prep = "Bring a quokka."
    lesson.save_revision()
    assert [each.slug for each in found(admin_client, q="QUOKKA")] == [lesson.slug]
    lesson.teacher_prep = "Bring an axolotl."
    lesson.save_revision()
    assert found(admin_client, q="quokka") == []
    assert [each.slug for each in found(admin_client, q="axolo")] == [lesson.slug]


def test_nothing_of_it_is_in_the_public_search(admin_client, client, lesson):
    lesson.teacher_prep = "Bring a quokka."
    lesson.save_revision()
    assert found(admin_client, q="quokka")
    assert lesson.title not in client.get("/lessons/search/?q=quokka", secure=True).content.decode().split("<main", 1)[1]


def test_filters_narrow_it(admin_client, lesson):
    everywhere = found(admin_client, q="claim")
    narrowed = found(admin_client, q="claim", band="6-8", strand="EVL", level=lesson.ai_use_level.key)
    assert len(narrowed) < len(everywhere)
    assert {each.band.key for each in found(admin_client, q="claim", band="6-8")} == {"6-8"}


@pytest.mark.parametrize("typed", ["%", "_", "'", '"', "\\", "a" * 5000, "\x00", "!!!", "<b>"])
def test_any_text_may_be_asked_for(admin_client, typed):
    assert admin_client.get(reverse("lesson_report"), {"q": typed}).status_code == 200


def test_accents_and_capitals_do_not_matter():
    text = LessonText(parts=[("Paso 1", "¿Qué máquina se equivocó?")], words=" que maquina se equivoco")
    assert [place.word for place in places(text, terms_of("MAQUINA"))] == ["máquina"]


def test_all_of_it_can_be_made_again(lesson):
    LessonText.objects.all().delete()
    call_command("rebuild_catalog", verbosity=0)
    assert LessonText.objects.count() == LessonPage.objects.count()


@pytest.mark.parametrize(("group", "may"), [(LEADS, True), (AUTHORS, True), (REVIEWERS, False), (COACHES, False)])
def test_only_people_who_write_may_search(client, group, may):
    client.force_login(member_of(group))
    assert (client.get(reverse("lesson_report"), {"q": "claim"}).status_code == 200) is may
