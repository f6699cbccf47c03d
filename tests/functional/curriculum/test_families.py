"""The page for families: anybody may open it, it speaks one language, and nothing of the teacher's is on it."""

import uuid

from wagtail.models import PageViewRestriction

import pytest

from cms.models import DistrictSettings
from curriculum.models import FamilyNote, LessonPage
from tests.factories.curriculum import publish_change
from tests.fake_platform import INSTRUCTOR, LEARNER, MENTOR
from tests.functional.curriculum.test_spanish_content import Spoken, read
from tests.functional.curriculum.withheld import FAMILY_NOTES, LESSONS, secrets, words

SLUG = "g68-trace-the-claim"


def key_of(slug: str = SLUG) -> str:
    return str(LessonPage.objects.get(slug=slug, locale__language_code="en").translation_key)


def address(slug: str = SLUG, language: str = "") -> str:
    return f"{language}/lessons/{key_of(slug)}/families/"


@pytest.mark.parametrize("slug", LESSONS)
def test_every_lesson_in_both_languages(client, slug):
    lesson, note = LESSONS[slug], FAMILY_NOTES[slug]
    english, spanish = Spoken(read(client, address(slug))), Spoken(read(client, address(slug, "/es")))
    assert f" {words(lesson['family_connection'])} " in english.said_in("en")
    assert set(english.texts) <= {"en", "es", ""}
    for text in (note["title"], note["note"]):
        assert f" {words(text)} " in spanish.said_in("es"), text
    assert f" {words(lesson['family_connection'])} " not in spanish.said_in("es") + spanish.said_in("en")
    everything = words(" ".join(sum([*english.texts.values(), *spanish.texts.values()], [])))
    assert [secret for secret in secrets(lesson) if len(words(secret)) > 25 and words(secret) in everything] == []


def test_what_is_still_english_says_so(client):
    spoken = Spoken(read(client, address(language="/es")))
    for text in (
        LESSONS[SLUG]["essential_question"],
        LESSONS[SLUG]["unplugged_alternative"],
        *LESSONS[SLUG]["objectives"],
        "Can I Trust This?",
    ):
        assert f" {words(text)} " in spoken.said_in("en"), text
        assert f" {words(text)} " not in spoken.said_in("es"), text
    for text in ("Grados 6 a 8", "Para conversar", "Lo estudiamos juntos"):
        assert f" {words(text)} " in spoken.said_in("es"), text


def test_a_translated_lesson_is_spanish_throughout(client):
    spoken = Spoken(read(client, address("tk2-oops-pip", "/es")))
    for text in ("¡Ay, Pip!", "¿Qué hacemos cuando una máquina se equivoca?", "Puedo encontrar el error de una máquina."):
        assert f" {words(text)} " in spoken.said_in("es"), text


def test_a_language_without_words_leads_to_one_that_has_some(client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug=SLUG)
    lesson.family_notes.all().delete()
    publish_change(LessonPage.objects.get(pk=lesson.pk))
    answer = client.get(address(language="/es"), secure=True)
    assert (answer.status_code, answer.headers["Location"]) == (302, address())
    assert "hreflang" not in read(client, address())


def test_words_reach_the_page_when_they_are_published_and_not_before(client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug=SLUG)
    note = lesson.family_notes.get()
    note.note = "Una nota nueva."
    lesson.family_notes, lesson.change_note = [note], "A better note."
    revision = lesson.save_revision()
    assert "Una nota nueva." not in read(client, address(language="/es"))
    revision.publish()
    assert "Una nota nueva." in read(client, address(language="/es"))
    assert FamilyNote.objects.get(lesson=lesson).note == "Una nota nueva."


@pytest.mark.parametrize("path", [f"/lessons/{uuid.UUID(int=1)}/families/", "/lessons/nothing/families/", "/lessons/1/families/"])
def test_what_never_was(client, path):
    assert client.get(path, secure=True).status_code == 404


def test_a_withdrawn_lesson(client):
    url = address()
    LessonPage.objects.get(locale__language_code="en", slug=SLUG).unpublish()
    answer = client.get(url, secure=True)
    assert answer.status_code == 410
    assert words(LESSONS[SLUG]["family_connection"]) not in words(answer.content.decode())


def test_a_restricted_lesson(client):
    PageViewRestriction.objects.create(page=LessonPage.objects.get(locale__language_code="en", slug=SLUG), restriction_type="login")
    answer = client.get(address(), secure=True)
    assert answer.status_code == 403
    assert words(LESSONS[SLUG]["family_connection"]) not in words(answer.content.decode())


def test_the_school_is_named_where_the_district_gave_an_address(client):
    assert "mailto:" not in read(client, address())
    district = DistrictSettings.load()
    district.contact_email = "office@school.example.org"
    district.save()
    assert 'href="mailto:office@school.example.org"' in read(client, address())


def test_the_public_lesson_leads_there_and_back(client):
    lesson = LessonPage.objects.get(locale__language_code="en", slug=SLUG)
    assert f'href="{address()}"' in read(client, lesson.get_url())
    assert f'href="{lesson.get_url()}"' in read(client, address())


@pytest.mark.parametrize(("role", "status"), [(LEARNER, 404), (MENTOR, 200), (INSTRUCTOR, 200)])
def test_inside_a_launch(client, platform, role, status):
    place = platform.launch(client, roles=[role], custom={"launch_key": key_of()})["Location"].removeprefix("https://testserver")
    prefix = "/".join(place.split("/")[:3])
    page = client.get(place, secure=True).content.decode()
    assert (f'href="{prefix}{address()}"' in page) == (role is INSTRUCTOR)
    assert (f"https://testserver{address()}" in page) == (role is INSTRUCTOR)
    assert client.get(f"{prefix}{address()}", secure=True).status_code == status


def test_number_of_queries(client, django_assert_num_queries):
    for url, number in ((address(), 10), (address(language="/es"), 11)):
        read(client, url)
        with django_assert_num_queries(number):
            read(client, url)
