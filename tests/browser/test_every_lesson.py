"""Each of the 27 lessons and 9 units opens by a launch in the platform's frame, as a student and as a teacher."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_activity, sign_in
from tests.functional.curriculum.withheld import LESSONS, UNITS, secrets, words

WHO = {"student": "student-1", "teacher": "teacher"}


@pytest.mark.parametrize("who", WHO)
def test_every_lesson_opens_in_the_frame(browse, pair, who):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, WHO[who])
        for slug, lesson in LESSONS.items():
            frame = open_activity(page, pair, slug)
            expect(frame.locator("h1")).to_have_text(lesson["title"])
            text = words(frame.content())
            found = [secret for secret in secrets(lesson) if f" {words(secret)} " in f" {text} "]
            assert found == [] if who == "student" else words(lesson["teacher_prep"])[:40] in text, slug


@pytest.mark.parametrize("who", WHO)
def test_every_unit_opens_in_the_frame_and_leads_to_its_lessons(browse, pair, who):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, WHO[who])
        for unit in UNITS:
            frame = open_activity(page, pair, unit["slug"])
            expect(frame.locator("h1")).to_have_text(unit["title"])
            for lesson in unit["lessons"]:
                expect(frame.get_by_role("link", name=lesson["title"], exact=True)).to_have_count(1)
