"""What is behind a sign-in, withdrawn or closed is not told by the pages around it: other languages, lists, search, tombstones."""

from django.core.exceptions import ValidationError

from wagtail.models import PageViewRestriction

import pytest

from cms.models import HomePage, StandardPage
from curriculum.models import AIUseLevel, GradeBand, LessonPage, ProgressionPage, UnitPage
from tests.fake_platform import INSTRUCTOR
from tests.functional.curriculum.test_spanish_content import MAP, OOPS_PIP, Spoken, read
from tests.functional.curriculum.withheld import words


def close(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def english(model, **which):
    return model.objects.get(locale__language_code="en", **which)


@pytest.mark.parametrize("model", [ProgressionPage, HomePage])
def test_a_closed_english_map_is_not_told_by_the_spanish_one(client, model):
    assert "Can I Trust This?" in read(client, MAP)
    close(english(model))
    for url in ("/es/", MAP, "/es/lessons/competencies/HOW-TK2/"):
        page = read(client, url)
        assert "Can I Trust This?" not in page, url
        assert "/curriculum/g68-can-i-trust-this/" not in page, url


def test_a_closed_unit_is_not_told_either(client):
    close(english(UnitPage, slug="g68-can-i-trust-this"))
    for url in ("/es/", MAP, "/curriculum/", "/lessons/competencies/EVL-68/", "/lessons/search/?q=claim"):
        assert "/curriculum/g68-can-i-trust-this/" not in read(client, url), url


@pytest.mark.parametrize("ask", ["families", "check", "key"])
def test_what_was_closed_is_still_closed_when_it_is_withdrawn(client, platform, ask):
    lesson = english(LessonPage, slug="g68-trace-the-claim")
    close(lesson.get_parent())
    lesson.withdrawal_note = "A note for those who could read it."
    lesson.save_revision()
    lesson.unpublish()
    if ask == "families":
        answer = client.get(f"/lessons/{lesson.launch_key}/families/", secure=True)
    elif ask == "check":
        answer = client.post(f"/lessons/{lesson.launch_key}/checks/0/", {"choice": 0}, secure=True)
    else:
        place = platform.launch(client, roles=[INSTRUCTOR], custom={"launch_key": lesson.launch_key})["Location"]
        answer = client.get(place, secure=True)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Trace the Claim" not in page
    assert "A note for those" not in page


def test_a_replacement_that_is_closed_is_not_offered(client):
    lesson = english(LessonPage, slug="g68-trace-the-claim")
    other = english(LessonPage, slug="g68-pause-trace-decide")
    lesson.replaced_by = other
    lesson.save_revision()
    lesson.unpublish()
    assert "Pause, Trace, Decide" in client.get(lesson.get_url(), secure=True).content.decode()
    close(other)
    assert "Pause, Trace, Decide" not in client.get(lesson.get_url(), secure=True).content.decode()


def test_a_closed_translation_is_not_offered(client):
    spanish = LessonPage.objects.get(slug="tk2-oops-pip", locale__language_code="es")
    families = f"/lessons/{spanish.launch_key}/families/"
    for url in ("/curriculum/tk2-smart-helpers/tk2-oops-pip/", families):
        assert 'hreflang="es"' in read(client, url)
    close(spanish)
    for url in ("/curriculum/tk2-smart-helpers/tk2-oops-pip/", families):
        assert 'hreflang="es"' not in read(client, url)
    assert f"/es{families}" not in client.get("/sitemap.xml", secure=True).content.decode()
    assert client.get(f"/es{families}", secure=True).status_code == 403


def test_a_competency_offers_the_lessons_that_the_map_counts(client):
    for lesson in LessonPage.objects.filter(locale__language_code="es"):
        lesson.unpublish()
    page = read(client, "/es/lessons/competencies/HOW-TK2/")
    assert client.get("/es/lessons/competencies/HOW-TK2/", secure=True).context["lessons"].paginator.count == 3
    assert 'href="/curriculum/tk2-smart-helpers/tk2-oops-pip/"' in page
    spoken = Spoken(page)
    assert f" {words('Oops, Pip!')} " in spoken.said_in("en")
    assert f" {words('Oops, Pip!')} " not in spoken.said_in("es")


def test_a_teacher_finds_a_lesson_that_is_there_in_spanish_alone(client, platform):
    english(LessonPage, slug="tk2-oops-pip").unpublish()
    place = platform.launch(client, roles=[INSTRUCTOR], custom={})["Location"]
    page = client.get(place, secure=True).content.decode()
    assert "¡Ay, Pip!" in page
    assert page.count("Trace the Claim") == 1
    assert "Enseñemos a la máquina que clasifica" not in page


def test_a_level_ticked_in_another_language_is_shown_once(client):
    band = english(GradeBand, key="TK-2")
    band.ai_use_levels.add(*AIUseLevel.objects.filter(locale__language_code="es", level__in=[1, 2]))
    alone = AIUseLevel.objects.get(locale__language_code="es", level=5)
    AIUseLevel.objects.filter(pk=alone.pk).update(translation_key="00000000-0000-0000-0000-000000000001", key="alone")
    band.ai_use_levels.add(alone)
    views = client.get("/curriculum/", secure=True).context["bands"]
    levels = [level.level for level in views[0].levels]
    assert levels == sorted(set(levels))
    assert 5 not in levels


def test_the_editor_offers_levels_of_its_own_language(admin_client):
    band = english(GradeBand, key="TK-2")
    form = admin_client.get(f"/admin/snippets/curriculum/gradeband/edit/{band.pk}/", secure=True).context["form"]
    assert {level.locale.language_code for level in form.fields["ai_use_levels"].queryset} == {"en"}


def test_a_page_cannot_have_a_languages_address(client):
    home = english(HomePage)
    with pytest.raises(ValidationError) as refusal:
        home.add_child(instance=StandardPage(title="Es", slug="es"))
    assert set(refusal.value.message_dict) == {"slug"}


def test_the_way_home_and_the_question_keep_their_language(client):
    assert '<a class="brand" href="/es/">' in read(client, OOPS_PIP)
    assert '<a class="brand" href="/">' in read(client, "/curriculum/")
    page = read(client, "/lessons/search/?q=robot&band=TK-2")
    assert 'href="/es/lessons/search/?q=robot&amp;band=TK-2"' in page
