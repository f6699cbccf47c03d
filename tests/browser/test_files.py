"""Files of a lesson, opened by people: a teacher saves the key from inside the course, in browsers with and without cookies there."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_activity, sign_in

LESSON = "g68-threshold-dilemma"
ATTACH = """
from django.core.files.base import ContentFile
from cms.models import Document
from curriculum.models import LessonPage
from tests.factories.files import PDF, make_document
lesson = LessonPage.objects.get(slug="{lesson}", locale__language_code="en")
if not Document.objects.exists():
    lesson.handouts.append(("file", {{"title": "Key for colleagues", "document": make_document("key.pdf"), "note": ""}}))
    lesson.handouts.append(("file", {{"title": "Sheet for all", "document": make_document("sheet.pdf", audience="student"), "note": ""}}))
    lesson.change_note = "Files to save."
    lesson.save_revision().publish()
"""


@pytest.fixture
def attached(pair):
    pair.manage("shell", "-c", ATTACH.format(lesson=LESSON))


@pytest.mark.parametrize("blocked", ["", "third-party"])
def test_a_teacher_saves_the_key_inside_the_course(browse, pair, attached, blocked):
    with browse(blocked=blocked, accept_downloads=True) as context:
        page = sign_in(context, pair, "teacher")
        frame = open_activity(page, pair, LESSON)
        with page.expect_download() as saved:
            frame.get_by_role("link", name="Save the file (PDF) Key for colleagues").click()
        assert saved.value.suggested_filename == "key.pdf"
        assert saved.value.path().read_bytes().startswith(b"%PDF")
        expect(frame.locator("h1")).to_be_visible()


def test_an_address_carried_to_another_browser_is_refused(browse, pair, attached):
    with browse() as context:
        page = sign_in(context, pair, "teacher")
        frame = open_activity(page, pair, LESSON)
        address = pair.tool + frame.get_by_role("link", name="Key for colleagues").get_attribute("href")
    with browse() as context:
        page = context.new_page()
        answer = page.goto(address)
        assert answer.status == 403
        expect(page.get_by_text("click the lesson again there")).to_be_visible()


def test_a_students_file_opens_in_a_tab_of_its_own(browse, pair, attached):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair, LESSON)
        assert frame.get_by_text("Key for colleagues").count() == 0
        link = frame.get_by_role("link", name="Open the file (PDF) Sheet for all, opens in a new tab")
        answer = context.request.get(pair.tool + link.get_attribute("href"))
        assert answer.status == 200
        assert answer.headers["content-disposition"].startswith("inline")
        assert link.get_attribute("target") == "_blank"
