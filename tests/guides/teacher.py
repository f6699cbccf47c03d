"""The story of docs/guides/teacher.md: a teacher places lessons in the practice LMS, a student finishes one, a version is kept."""

import re

from playwright.sync_api import FrameLocator, Page, expect

from tests.guides.camera import Camera

COURSE = "courses/Period-3/"
TEACHER, STUDENT = "teacher", "student-1"
NEW_VERSION = """
from curriculum.models import LessonPage
page = LessonPage.objects.get(title="Trace the Claim", locale__language_code="en")
page.essential_question = "What makes a claim good enough to pass on?"
page.change_note = "Clearer big question; step 2 asks for two sources"
page.save_revision().publish()
"""


class TeacherStory:
    """Needs the practice LMS's address as well: everything happens inside its course."""

    def __init__(self, manage, platform: str = ""):
        self.manage, self.platform = manage, platform

    def steps(self):
        """(name of the picture, what to do), in order."""
        return [
            ("teacher-01-picker", self.picker),
            ("teacher-02-unit", self.unit),
            ("teacher-03-placed", self.placed),
            ("teacher-04-finish", self.finish),
            ("teacher-05-gradebook", self.gradebook),
            ("teacher-06-who-finished", self.who_finished),
            ("teacher-07-new-version", self.new_version),
            ("teacher-08-links", self.links),
            ("teacher-09-what-is-kept", self.what_is_kept),
        ]

    def picker(self, camera: Camera) -> None:
        page = self._signed_in(camera, TEACHER)
        page.goto(f"{self.platform}/{COURSE}")
        page.get_by_test_id("add-from-waymark").click()
        expect(inside(page).get_by_role("heading", name="Add to your course")).to_be_visible()
        camera.take(TEACHER, "teacher-01-picker")

    def unit(self, camera: Camera) -> None:
        page = camera.page_of(TEACHER)
        inside(page).get_by_role("button", name=re.compile("Grades 6.8")).click()
        inside(page).get_by_role("button", name="Add whole unit").first.click()
        inside(page).get_by_role("button", name="Preview Trace the Claim").click()
        expect(inside(page).get_by_role("button", name="Close the preview")).to_be_visible()
        inside(page).get_by_label("Tell the gradebook who finished a lesson").check()
        inside(page).get_by_label("When a lesson changes").select_option("stay")
        camera.take(TEACHER, "teacher-02-unit")

    def placed(self, camera: Camera) -> None:
        page = camera.page_of(TEACHER)
        inside(page).get_by_role("button", name=re.compile("Add 3 items")).click()
        expect(inside(page).get_by_role("heading", name="Added to the course")).to_be_visible()
        camera.take(TEACHER, "teacher-03-placed")

    def finish(self, camera: Camera) -> None:
        page = self._signed_in(camera, STUDENT)
        self._open(page)
        button = inside(page).get_by_role("button", name="I have finished this lesson")
        button.scroll_into_view_if_needed()
        camera.take(STUDENT, "teacher-04-finish")
        button.click()
        expect(inside(page).get_by_text("It is on its way to your gradebook.")).to_be_visible()
        self.manage("send_scores")

    def gradebook(self, camera: Camera) -> None:
        camera.page_of(TEACHER).goto(f"{self.platform}/{COURSE}gradebook/")
        camera.take(TEACHER, "teacher-05-gradebook")

    def who_finished(self, camera: Camera) -> None:
        page = camera.page_of(TEACHER)
        self._open(page)
        inside(page).get_by_role("link", name="See who has finished").click()
        expect(inside(page).get_by_role("table")).to_be_visible()
        camera.take(TEACHER, "teacher-06-who-finished")

    def new_version(self, camera: Camera) -> None:
        self.manage("shell", "-c", NEW_VERSION)
        page = camera.page_of(TEACHER)
        self._open(page)
        expect(inside(page).get_by_role("heading", name=re.compile("Version 2 is out"))).to_be_visible()
        camera.take(TEACHER, "teacher-07-new-version")

    def links(self, camera: Camera) -> None:
        page = camera.page_of(TEACHER)
        inside(page).get_by_role("link", name="All Waymark links in this course").click()
        expect(inside(page).get_by_role("heading", name="Links in this course")).to_be_visible()
        camera.take(TEACHER, "teacher-08-links")

    def what_is_kept(self, camera: Camera) -> None:
        page = camera.page_of(STUDENT)
        self._open(page)
        inside(page).get_by_role("link", name="What Waymark keeps about you").click()
        expect(inside(page).get_by_role("heading", name="Your record")).to_be_visible()
        camera.take(STUDENT, "teacher-09-what-is-kept")

    def _signed_in(self, camera: Camera, person: str) -> Page:
        page = camera.page_of(person)
        page.goto(f"{self.platform}/sign-in/")
        page.get_by_test_id(f"sign-in-{person}").click()
        return page

    def _open(self, page: Page) -> None:
        """The lesson that was placed last under this title."""
        page.goto(f"{self.platform}/{COURSE}")
        page.get_by_role("link", name="Trace the Claim", exact=True).last.click()
        expect(inside(page).locator("h1")).to_have_text("Trace the Claim")


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("#tool-frame")
