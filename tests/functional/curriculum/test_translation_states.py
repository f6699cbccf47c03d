"""How a translation stands to its original: said to readers above the page, to editors in the settings, at publishing and at opening."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine

from cms.models import PolicyPage
from cms.translation_states import State, language_states
from curriculum.models import LessonPage
from tests.factories.curriculum import publish_change
from tests.fake_platform import LEARNER
from tests.functional.curriculum.test_editor import form_of

SLUG = "tk2-oops-pip"
SPANISH_URL = f"/es/curriculum/tk2-smart-helpers/{SLUG}/"
BANNER = "Esta traducción todavía no lo dice."


@pytest.fixture
def original() -> LessonPage:
    return LessonPage.objects.get(locale__language_code="en", slug=SLUG)


@pytest.fixture
def translated(original) -> LessonPage:
    return LessonPage.objects.get(locale__language_code="es", translation_key=original.translation_key)


def change(lesson) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        lesson.extension = f"{lesson.extension}\n\nOne more thing."
        publish_change(lesson)


def read(client, url: str) -> str:
    return client.get(url, secure=True).content.decode()


def states(page) -> dict[str, State]:
    return {each.code: each.state for each in language_states(page)}


def test_readers_are_told_and_led_to_the_original_until_it_is_brought_up_to_date(client, original, translated):
    assert BANNER not in read(client, SPANISH_URL)
    change(original)
    page = read(client, SPANISH_URL)
    assert BANNER in page
    banner = page[page.index("Sobre esta traducción") :]
    assert re.search(rf'<a href="/curriculum/tk2-smart-helpers/{SLUG}/" hreflang="en">', banner[: banner.index("</aside>")])
    assert BANNER not in read(client, f"/curriculum/tk2-smart-helpers/{SLUG}/")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        translated.extension = f"{translated.extension}\n\nUna cosa más."
        publish_change(translated)
    assert BANNER not in read(client, SPANISH_URL)


def test_publishing_the_same_again_makes_no_translation_older(client, original):
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        original.save_revision().publish()
    assert BANNER not in read(client, SPANISH_URL)


def test_in_a_launch_the_original_stays_in_the_launch(client_https, platform, original):
    change(original)
    platform.launch_key = original.launch_key
    address = platform.launch(client_https, roles=[LEARNER])["Location"]
    prefix = address[: address.index("/curriculum/")]
    page = read(client_https, f"{prefix}{SPANISH_URL}")
    assert BANNER in page
    assert f'<a href="{prefix}/curriculum/tk2-smart-helpers/{SLUG}/" hreflang="en">' in page


def test_states(original, translated):
    assert states(original) == {"en": State.ORIGINAL, "es": State.CURRENT}
    change(original)
    assert states(original) == states(translated) == {"en": State.ORIGINAL, "es": State.BEHIND}
    translated.unpublish()
    assert states(original) == {"en": State.ORIGINAL, "es": State.DRAFT}
    only_english = LessonPage.objects.get(locale__language_code="en", slug="g68-trace-the-claim")
    assert states(only_english) == {"en": State.ORIGINAL, "es": State.MISSING}


def test_a_policy_has_them_by_its_versions():
    policy = PolicyPage.objects.filter(locale__language_code="en").first()
    assert states(policy)["en"] is State.ORIGINAL


def test_the_editor_shows_them(admin_client, original):
    change(original)
    page = read(admin_client, reverse("wagtailadmin_pages:edit", args=[original.pk]))
    assert "In other languages" in page
    assert "Older than the original" in page


def test_opening_an_older_translation_says_so(admin_client, original, translated):
    url = reverse("wagtailadmin_pages:edit", args=[translated.pk])
    assert "The original was changed on" not in read(admin_client, url)
    change(original)
    assert "The original was changed on" in read(admin_client, url)
    assert "The original was changed on" not in read(admin_client, reverse("wagtailadmin_pages:edit", args=[original.pk]))


def test_publishing_an_original_says_which_translations_are_older_now(admin_client, original):
    url = reverse("wagtailadmin_pages:edit", args=[original.pk])
    form = form_of(original, original.duration_minutes, change_note="Said differently.")
    page = admin_client.post(url, {**form, "action-publish": "1"}, follow=True).content.decode()
    assert "page does not say yet what you have just published." in page
    assert "Bring it up to date" in page
