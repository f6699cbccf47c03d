"""A review recorded with the keyboard alone, from the report and from the editor, taken back, and read by the public."""

import pytest
from playwright.sync_api import expect

LESSON = "g68-where-is-the-line"
NAME, PASSWORD = "rita", "a long password 42"
PREPARE = f"""
import datetime
from cms.models import User
from cms.reviews import ask_for_review
from curriculum.models import LessonPage
User.objects.filter(username="{NAME}").delete()
User.objects.create_superuser("{NAME}", "{NAME}@district.example", "{PASSWORD}")
lessons = LessonPage.objects.filter(slug="{LESSON}", locale__language_code="en")
lessons.update(reviewed_on=None, review_due_on=datetime.date.today() - datetime.timedelta(days=3))
ask_for_review(items=lessons, reason="Clause 3 of “Student Use” changed", source="clause-3")
"""


@pytest.fixture
def report(browse, pair):
    """The report, opened by somebody who signed in."""
    pair.manage("shell", "-c", PREPARE)
    with browse() as context:
        page = context.new_page()
        page.goto(f"{pair.tool}/admin/reports/reviews/")
        page.get_by_label("Username").fill(NAME)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Reviews: due and overdue")).to_be_visible()
        yield page


def test_one_click_in_the_report_and_undo(report):
    row = report.get_by_role("row").filter(has_text="Clause 3 of “Student Use” changed")
    row.get_by_role("button", name="Reviewed, no change: Where Is the Line?").focus()
    report.keyboard.press("Enter")
    expect(report.get_by_text("“Where Is the Line?” is reviewed; next review:")).to_be_visible()
    expect(row).to_have_count(0)
    report.get_by_role("button", name="Undo").focus()
    report.keyboard.press("Enter")
    expect(report.get_by_text("Taken back.")).to_be_visible()
    expect(row).to_have_count(1)


def test_one_click_in_the_editor_is_seen_by_the_public(report, pair):
    report.get_by_role("link", name="Where Is the Line?").click()
    button = report.get_by_role("button", name="Reviewed, no change")
    expect(report.get_by_text("Clause 3 of “Student Use” changed")).to_be_visible()
    button.focus()
    report.keyboard.press("Enter")
    expect(report.get_by_text("“Where Is the Line?” is reviewed; next review:")).to_be_visible()
    expect(report.get_by_text("Clause 3 of “Student Use” changed")).to_have_count(0)
    report.goto(f"{pair.tool}/curriculum/g68-responsibility-lab/{LESSON}/")
    expect(report.get_by_text("Last reviewed")).to_be_visible()
    expect(report.get_by_text("Next review")).to_be_visible()
