"""The story of docs/guides/curriculum-lead.md, step by step, as its three people see it. Each step is named like its picture."""

import json
import re
import secrets

from playwright.sync_api import Page, expect

from tests.guides.camera import Camera, NotThereYet

LEAD, REVIEWER = "ana.morales", "sam.okafor"
PASSWORD = secrets.token_urlsafe(16)
UNIT, LESSON = "Ask better questions", "Questions before answers"
LIKE = "g68-trace-the-claim"
"""The sample lesson whose parts the new one borrows where the story does not type them."""

PEOPLE = """
from django.contrib.auth.models import Group
from cms.models import User
from curriculum.models import ProgressionPage
for name, first, last, group in (
    ("{lead}", "Ana", "Morales", "Curriculum Leads"),
    ("{reviewer}", "Sam", "Okafor", "Reviewers"),
):
    person, _made = User.objects.get_or_create(username=name, defaults={{"first_name": first, "last_name": last}})
    person.email = name + "@example.org"
    person.set_password("{password}")
    person.is_superuser = not Group.objects.filter(name=group).exists()
    person.save()
    person.groups.set(Group.objects.filter(name__in=[group]) or Group.objects.filter(name="Moderators"))
print(ProgressionPage.objects.get(locale__language_code="en").pk)
"""
UNIT_PARTS = """
from curriculum.models import LessonPage, UnitPage
unit, like = UnitPage.objects.get(title="{unit}"), LessonPage.objects.get(slug="{like}", locale__language_code="en")
unit = unit.get_latest_revision_as_object()
unit.band, unit.graduate_traits = like.band, like.unit.graduate_traits.all()
unit.introduction = "Students learn that a good answer begins with a good question, and try it on people, books and tools."
unit.save_revision().publish()
print(unit.pk)
"""
LESSON_PARTS = """
from curriculum.models import LessonPage
lesson, like = LessonPage.objects.get(title="{lesson}"), LessonPage.objects.get(slug="{like}", locale__language_code="en")
lesson = lesson.get_latest_revision_as_object()
for name in ("band", "ai_use_level", "objectives", "steps", "materials", "vocabulary", "checks", "unplugged_alternative", "duration_minutes"):
    setattr(lesson, name, getattr(like, name))
for name in ("family_connection", "teacher_prep", "supports", "discussion_questions"):
    setattr(lesson, name, getattr(like, name))
lesson.competencies = like.competencies.all()
lesson.save_revision()
print(lesson.pk)
"""


class Story:
    """Holds what one step leaves for the next: which unit, which lesson."""

    def __init__(self, manage):
        self.manage, self.progression_id, self.unit_id, self.lesson_id = manage, "", "", ""

    def steps(self):
        """(name of the picture, what to do), in order."""
        return [
            ("01-sign-in", self.sign_in),
            ("02-home", self.home),
            ("03-progression", self.progression),
            ("04-new-unit", self.new_unit),
            ("05-new-lesson", self.new_lesson),
            ("06-steps-and-minutes", self.steps_and_minutes),
            ("07-preview-student", lambda camera: self.preview(camera, "07-preview-student", "student")),
            ("08-preview-teacher", lambda camera: self.preview(camera, "08-preview-teacher", "teacher")),
            ("09-preview-family", lambda camera: self.preview(camera, "09-preview-family", "family")),
            ("10-submit", self.submit),
            ("11-review", self.review),
            ("12-approve", self.approve),
            ("13-published", self.published),
            ("14-coverage", lambda camera: self.report(camera, "14-coverage", "coverage|purpose")),
            ("15-gaps", lambda camera: self.report(camera, "15-gaps", "gaps|health")),
            ("16-reviews-due", lambda camera: self.report(camera, "16-reviews-due", "reviews")),
            ("17-second-factor", self.second_factor),
        ]

    def sign_in(self, camera: Camera) -> None:
        made = self.manage("shell", "-c", PEOPLE.format(lead=LEAD, reviewer=REVIEWER, password=PASSWORD))
        self.progression_id = made.split()[-1]
        page = camera.page_of(LEAD)
        page.goto(f"{camera.tool}/admin/login/")
        page.get_by_label("Username").fill(LEAD)
        camera.take(LEAD, "01-sign-in")
        enter(page, camera.tool, LEAD)

    def home(self, camera: Camera) -> None:
        camera.page_of(LEAD).goto(f"{camera.tool}/admin/")
        camera.take(LEAD, "02-home")

    def progression(self, camera: Camera) -> None:
        camera.page_of(LEAD).goto(f"{camera.tool}/admin/pages/{need(self.progression_id, 'the progression')}/")
        camera.take(LEAD, "03-progression")

    def new_unit(self, camera: Camera) -> None:
        page = camera.page_of(LEAD)
        page.goto(f"{camera.tool}/admin/pages/add/curriculum/unitpage/{need(self.progression_id, 'the progression')}/")
        page.locator("#id_title").fill(UNIT)
        page.locator("#id_essential_question").fill("What makes a question worth asking?")
        camera.take(LEAD, "04-new-unit")
        save_draft(page)
        self.unit_id = self.manage("shell", "-c", UNIT_PARTS.format(unit=UNIT, like=LIKE)).split()[-1]

    def new_lesson(self, camera: Camera) -> None:
        page = camera.page_of(LEAD)
        page.goto(f"{camera.tool}/admin/pages/add/curriculum/lessonpage/{need(self.unit_id, 'the unit')}/")
        page.locator("#id_title").fill(LESSON)
        page.locator("#id_essential_question").fill("What do I want to know before I ask a machine?")
        camera.take(LEAD, "05-new-lesson")
        save_draft(page)
        self.lesson_id = self.manage("shell", "-c", LESSON_PARTS.format(lesson=LESSON, like=LIKE)).split()[-1]

    def steps_and_minutes(self, camera: Camera) -> None:
        self.edit(camera)
        camera.take(LEAD, "06-steps-and-minutes", focus="[data-contentpath='steps']")

    def preview(self, camera: Camera, name: str, mode: str) -> None:
        page = self.edit(camera)
        panel = page.locator("[data-side-panel='preview']")
        if not panel.is_visible():
            page.locator("[data-side-panel-toggle='preview']").click()
        choice = page.locator("select[name='preview_mode']")
        values = [option.get_attribute("value") for option in choice.locator("option").all()]
        value = next((value for value in values if mode in value), None)
        if value is None:
            raise NotThereYet(f"no preview for {mode}")
        choice.select_option(value)
        expect(page.frame_locator("#w-preview-iframe").locator("h1").first).to_be_visible(timeout=15_000)
        camera.take(LEAD, name)

    def submit(self, camera: Camera) -> None:
        page = self.edit(camera)
        page.locator("footer button[aria-label*='more' i], footer [data-w-dropdown-target='toggle']").first.click()
        camera.take(LEAD, "10-submit")
        page.locator("button[name='action-submit']").first.click()
        page.wait_for_load_state()

    def review(self, camera: Camera) -> None:
        page = camera.page_of(REVIEWER)
        enter(page, camera.tool, REVIEWER)
        page.goto(f"{camera.tool}/admin/")
        if not page.get_by_text(LESSON).count():
            raise NotThereYet("nothing waits for the reviewer")
        camera.take(REVIEWER, "11-review")

    def approve(self, camera: Camera) -> None:
        page = camera.page_of(REVIEWER)
        page.goto(f"{camera.tool}/admin/pages/{need(self.lesson_id, 'the lesson')}/edit/")
        approve = page.locator("[data-workflow-action-name='approve'], button[value='approve']").first
        if not approve.is_visible():
            page.locator("footer [data-w-dropdown-target='toggle']").first.click()
        camera.take(REVIEWER, "12-approve")
        approve.click()
        dialog = page.locator(".modal button[type='submit'], .modal input[type='submit']")
        if dialog.count():
            dialog.first.click()
        page.wait_for_load_state()

    def published(self, camera: Camera) -> None:
        page = camera.page_of("student")
        meta = camera.page_of(LEAD).request.get(f"{camera.tool}/admin/api/main/pages/{need(self.lesson_id, 'the lesson')}/").json()["meta"]
        if not meta["status"]["live"]:
            raise NotThereYet("the lesson is not published")
        page.goto(f"{camera.tool}{re.sub('^https?://[^/]+', '', meta['html_url'])}")
        camera.take("student", "13-published")

    def report(self, camera: Camera, name: str, words: str) -> None:
        """A screen of the menu, found by its words."""
        page = camera.page_of(LEAD)
        page.goto(f"{camera.tool}/admin/")
        found = [(label, url) for label, url in menu(page) if re.search(words, label, re.IGNORECASE) and url.startswith("/admin/")]
        if not found:
            raise NotThereYet(f"no entry of the menu is called {words.replace('|', ' or ')}")
        page.goto(camera.tool + found[0][1])
        camera.take(LEAD, name)

    def second_factor(self, camera: Camera) -> None:
        page = camera.page_of(LEAD)
        page.goto(f"{camera.tool}/admin/account/#tab-signing-in")
        expect(page.get_by_role("tab", name="Signing in")).to_be_visible()
        camera.take(LEAD, "17-second-factor")

    def edit(self, camera: Camera) -> Page:
        page = camera.page_of(LEAD)
        page.goto(f"{camera.tool}/admin/pages/{need(self.lesson_id, 'the lesson')}/edit/")
        expect(page.locator("#id_title")).to_be_visible()
        return page


def enter(page: Page, tool: str, name: str) -> None:
    page.goto(f"{tool}/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{tool}/admin/")


def save_draft(page: Page) -> None:
    page.locator("button.action-save").first.click()
    page.wait_for_url(re.compile(r"/edit/"))


def menu(page: Page) -> list[tuple[str, str]]:
    """(label, address) of everything in the side menu, submenus too."""

    def walk(node):
        if isinstance(node, dict):
            if isinstance(node.get("_args"), list):
                yield from walk(node["_args"])
            if node.get("url") and node.get("label"):
                yield node["label"], node["url"]
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    return list(walk(json.loads(page.locator("#wagtail-sidebar-props").text_content() or "{}")))


def need(value: str, what: str) -> str:
    """A step needs what an earlier one makes."""
    if not value:
        raise NotThereYet(f"{what} of an earlier step is missing")
    return value
