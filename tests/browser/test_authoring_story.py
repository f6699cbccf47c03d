"""The whole story: an author who never saw Wagtail makes a unit with three lessons, looks at them as others would, and sends them
to a reviewer, who publishes them; a student opens the first in the course and goes on to the others.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import COURSE, sign_in

PASSWORD = "river-stone-lantern-42"  # made up, for this test's own database
UNIT, LESSON, QUESTION = "Ask better questions", "Questions before answers", "What do I want to know before I ask a machine?"
LESSONS = (LESSON, "Questions that machines cannot answer", "A question of my own")
NOTE = "Ask the quiet ones first."

PEOPLE = f"""
from django.contrib.auth.models import Group
from cms.models import User
for name, group in (("ana", "Authors"), ("sam", "Reviewers"), ("lea", "Curriculum Leads")):
    person = User.objects.create_user(name, name + "@example.org", "{PASSWORD}")
    person.groups.add(Group.objects.get(name=group))
"""
PROGRESSION = "from curriculum.models import ProgressionPage; print(ProgressionPage.objects.get(locale__language_code='en').pk)"


@pytest.fixture(scope="module")
def people(pair) -> str:
    """An author, a reviewer and a lead; returns the number of the page that units lie under."""
    pair.manage("shell", "-c", PEOPLE)
    return pair.manage("shell", "-c", PROGRESSION).split()[-1]


def enter(context, pair, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{pair.tool}/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{pair.tool}/admin/")
    return page


def save_draft(page: Page) -> str:
    """The address of the editor of what was saved."""
    page.locator("footer button.action-save").first.click()
    page.wait_for_url(re.compile(r"/edit/$"))
    return page.url


def footer(page: Page, name: str) -> None:
    """Another action than saving, from the menu beside it."""
    page.locator("footer [data-w-dropdown-target='toggle']").first.click()
    page.locator(f"footer button[name='{name}'], footer button[data-workflow-action-name='{name}']").first.click()


def write_unit(page: Page, pair, progression: str) -> str:
    """From the list of units to a saved one; returns its number."""
    page.goto(f"{pair.tool}/admin/pages/{progression}/")
    page.get_by_role("link", name=re.compile("add.*(unit|page)", re.IGNORECASE)).first.click()
    page.locator("#id_title").fill(UNIT)
    page.locator("#id_introduction").fill("A good answer begins with a good question.")
    page.get_by_label("Critical and creative thinkers").check()
    page.get_by_label("Grade band").select_option(label="Grades 6-8")
    return re.search(r"/pages/(\d+)/edit/", save_draft(page))[1]


def write_lesson(page: Page, pair, unit: str, title: str) -> None:
    """Everything that a lesson needs, typed as a person would; what the unit says is there already."""
    page.goto(f"{pair.tool}/admin/pages/add/curriculum/lessonpage/{unit}/")
    page.locator("#id_title").fill(title)
    page.locator("#id_essential_question").fill(QUESTION)
    expect(page.get_by_label("Grade band").locator("option:checked")).to_have_text("Grades 6-8")
    page.locator("#id_duration_minutes").fill("20")
    page.locator("label.editor-choice", has_text="EVL-68").locator("input").check()
    page.locator("[name='objectives-0-value']").fill("I can write down what I want to know before I ask.")
    page.locator("input[name='ai_use_level']").first.check()
    page.locator("[name='steps-0-value-phase']").fill("Write")
    page.locator("[name='steps-0-value-minutes']").fill("15")
    page.locator("[name='steps-0-value-student']").fill("Write three questions. Choose the one you care about.")
    page.locator("[name='steps-0-value-teacher_note']").fill(NOTE)
    page.locator("#id_unplugged_alternative").fill("Paper and a partner.")


def test_from_the_first_sign_in_to_a_student_who_opens_it(browse, pair, people):
    with browse() as context:
        author = enter(context, pair, "ana")
        unit = write_unit(author, pair, people)
        editors = [written(author, pair, unit, title) for title in LESSONS]
    with browse() as context:
        lead = enter(context, pair, "lea")
        lead.goto(f"{pair.tool}/admin/pages/{unit}/edit/")
        footer(lead, "action-publish")
        expect(lead.get_by_text(re.compile("published", re.IGNORECASE)).first).to_be_visible()
    with browse() as context:
        reviewer = enter(context, pair, "sam")
        for title, editor in zip(LESSONS, editors, strict=True):
            expect(reviewer.get_by_role("link", name=title).first).to_be_visible()
            reviewer.goto(editor)
            footer(reviewer, "approve")
            expect(reviewer.locator("tr", has_text=title).first).to_contain_text(re.compile("live", re.IGNORECASE))
            reviewer.goto(f"{pair.tool}/admin/")
    number = re.search(r"/pages/(\d+)/edit/", editors[0])[1]
    key = pair.manage(
        "shell", "-c", f"from curriculum.models import LessonPage; print(LessonPage.objects.get(pk={number}).launch_key)"
    ).split()[-1]
    with browse(blocked="third-party") as context:
        teacher = sign_in(context, pair, "teacher")
        teacher.goto(f"{pair.platform}/courses/{COURSE}/by-hand/")
        teacher.get_by_test_id("by-hand-title").fill("Questions first")
        teacher.get_by_test_id("by-hand-custom").fill(f"launch_key={key}")
        teacher.get_by_test_id("by-hand-add").click()
        frame = teacher.frame_locator("#tool-frame")
        expect(frame.locator("h1")).to_have_text(LESSON)
        expect(frame.get_by_text(NOTE)).to_be_visible()
        activity = teacher.url
    with browse(blocked="third-party") as context:
        student = sign_in(context, pair, "student-1")
        student.goto(activity)
        frame = student.frame_locator("#tool-frame")
        expect(frame.locator("h1")).to_have_text(LESSON)
        expect(frame.get_by_text(QUESTION)).to_be_visible()
        expect(frame.get_by_text(NOTE)).to_have_count(0)
        for title in LESSONS[1:]:
            frame.get_by_role("link", name=title).first.click()
            expect(frame.locator("h1")).to_have_text(title)
            expect(frame.get_by_text(NOTE)).to_have_count(0)


def written(author: Page, pair, unit: str, title: str) -> str:
    """One lesson typed, mended by what the sum says, looked at and submitted; returns the address of its editor."""
    write_lesson(author, pair, unit, title)
    expect(author.get_by_text("Steps: 15 of 20 minutes — 5 left")).to_be_visible()
    author.get_by_role("button", name="Use 15").click()
    expect(author.locator("#id_duration_minutes")).to_have_value("15")
    editor = save_draft(author)
    if title == LESSON:
        look_as_others(author)
    footer(author, "action-submit")
    expect(author.get_by_text("submitted for moderation").first).to_be_visible()
    return editor


def look_as_others(page: Page) -> None:
    """The preview panel, as a student, a teacher and a family."""
    panel = page.locator("[data-side-panel='preview']")
    if not panel.is_visible():
        page.locator("[data-side-panel-toggle='preview']").click()
    frame = page.frame_locator("#w-preview-iframe")
    for mode, sees_note in (("student", False), ("teacher", True), ("family", False)):
        page.locator("select[name='preview_mode']").select_option(mode)
        expect(frame.locator("h1").first).to_contain_text(LESSON)
        expect(frame.get_by_text(NOTE)).to_have_count(1 if sees_note else 0)
