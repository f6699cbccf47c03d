"""A teacher's year in a real browser with third-party cookies blocked: place, copy, finish, grade by hand, finish again."""

import json
import re
import urllib.parse

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.steps import control, reload_frame, sign_in, tool_frame

pytestmark = pytest.mark.browser
UNIT = ("The Threshold Dilemma", "Trace the Claim", "Pause, Trace, Decide")


def state(pair) -> dict:
    return control(pair, "state")


def picker(page: Page, pair, course: str = "Period-3"):
    """Opens the picker in its frame."""
    page.goto(f"{pair.platform}/courses/{course}/")
    page.get_by_test_id("add-from-waymark").click()
    frame = page.frame_locator("#tool-frame")
    expect(frame.get_by_role("heading", name="Add to your course")).to_be_visible()
    return frame


def open_band(inside, name: str) -> None:
    """The picker opens the band where its course left off by itself."""
    button = inside.get_by_role("button", name=re.compile(name))
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    expect(button).to_have_attribute("aria-expanded", "true")


def place_unit(page: Page, pair, *, completion: bool = True) -> None:
    frame = picker(page, pair)
    open_band(frame, "Grades 6.8")
    frame.get_by_role("button", name="Add whole unit").first.click()
    expect(frame.get_by_text("3 chosen, one link each, in this order")).to_be_visible()
    if completion:
        frame.get_by_label("Tell the gradebook who finished a lesson").check()
    frame.get_by_role("button", name="Add 3 items to your course").click()
    expect(page.frame_locator("#tool-frame").get_by_role("heading", name="Added to the course")).to_be_visible()


def finish(context: BrowserContext, page: Page, pair, course_url: str, title: str) -> None:
    """A student opens the link of this title that was added last, and says that they have finished."""
    page.goto(course_url)
    page.get_by_role("link", name=title, exact=True).last.click()
    frame = page.frame_locator("#tool-frame")
    expect(frame.locator("h1")).to_have_text(title)
    frame.get_by_role("button", name="I have finished this lesson").click()
    expect(frame.get_by_text("It is on its way to your gradebook.")).to_be_visible()
    pair.manage("send_scores")


def test_place_copy_finish_override_and_finish_again(browse, pair):
    control(pair, "reset")
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        place_unit(page, pair)
        items = state(pair)["content_items"]
        assert [item["title"] for item in items] == list(UNIT)
        assert len({item["custom"]["launch_key"] for item in items}) == 3
        page.goto(f"{pair.platform}/courses/Period-3/")
        page.get_by_test_id("copy-course").click()
        expect(page.get_by_role("heading", name=re.compile("copy"))).to_be_visible()
        copied = page.url
    with browse(blocked="third-party") as context:
        student = sign_in(context, pair, "student-1")
        finish(context, student, pair, copied, "Trace the Claim")
        reload_frame(student)
        expect(student.frame_locator("#tool-frame").get_by_text("Your gradebook says so.")).to_be_visible()
        student.goto(copied)
        student.get_by_test_id("own-grades-link").click()
        expect(student.get_by_test_id("own-grades").get_by_text("1 of 1")).to_have_count(1)
        # … and once more in the gradebook of the course it was copied from, where nothing was said yet
        finish(context, student, pair, f"{pair.platform}/courses/Period-3/", "Trace the Claim")
    scores = state(pair)["scores"]
    assert [(score["userId"], score["scoreGiven"]) for score in scores] == [("s1", 1), ("s1", 1)]
    assert len({score["line_item_url"] for score in scores}) == 2
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        page.goto(copied + "gradebook/")
        cell = page.locator("[data-testid^=grade-s1-]").filter(has_text="1 of 1")
        cell.get_by_label("Points").fill("0.5")
        cell.get_by_label("Comment").fill("Talk to me")
        cell.get_by_role("button", name="Type over it").click()
        expect(page.get_by_text("0.5 of 1")).to_be_visible()
        # The other student is graded by hand before they finish.
        other = page.locator("[data-testid^=grade-s2-]").nth(1)
        other.get_by_label("Points").fill("0.2")
        other.get_by_role("button", name="Type over it").click()
        expect(page.get_by_text("0.2 of 1")).to_be_visible()
    with browse(blocked="third-party") as context:
        finish(context, sign_in(context, pair, "student-2"), pair, copied, "Trace the Claim")
    pair.manage("send_scores")
    assert len(state(pair)["scores"]) == 2, "nothing was sent over a grade"
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        page.goto(copied + "gradebook/")
        expect(page.get_by_text("0.5 of 1")).to_be_visible()
        expect(page.get_by_text("Talk to me")).to_be_visible()
        expect(page.get_by_text("0.2 of 1")).to_be_visible()
        page.goto(copied)
        page.get_by_role("link", name="Trace the Claim", exact=True).last.click()
        frame = page.frame_locator("#tool-frame")
        expect(frame.get_by_text("1 is in the gradebook")).to_be_visible()
        expect(frame.get_by_text("1 grade of yours was kept")).to_be_visible()


def test_a_version_stays_through_a_copy_and_is_taken_by_a_click(browse, pair):
    control(pair, "reset")
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        frame = picker(page, pair)
        frame.get_by_role("searchbox").fill("listening tour")
        frame.get_by_role("searchbox").press("Enter")
        frame.get_by_role("checkbox", name=re.compile("^Listening Tour")).check()
        frame.get_by_label("When a lesson changes").select_option("stay")
        expect(frame.get_by_text("1 chosen")).to_be_visible()
        frame.get_by_role("button", name="Add 1 item to your course").click()
        expect(page.frame_locator("#tool-frame").get_by_role("heading", name="Added to the course")).to_be_visible()
        assert state(pair)["content_items"][0]["custom"]["version"] == "1"
        pair.manage(
            "shell",
            "-c",
            "from curriculum.models import LessonPage; page = LessonPage.objects.get(title='Listening Tour');"
            "page.essential_question, page.change_note = 'A new question?', 'A new question'; page.save_revision().publish()",
        )
        page.goto(f"{pair.platform}/courses/Period-3/")
        page.get_by_role("link", name="Listening Tour", exact=True).last.click()
        inside = page.frame_locator("#tool-frame")
        expect(inside.get_by_role("heading", name="Version 2 is out")).to_be_visible()
        assert "A new question?" not in tool_frame(page).locator(".question").inner_text()
        inside.get_by_role("button", name="Use version 2").click()
        expect(inside.locator(".question")).to_contain_text("A new question?")
        expect(inside.get_by_role("heading", name="Version 2 is out")).to_have_count(0)
        inside.get_by_role("link", name="All Waymark links in this course").click()
        expect(inside.get_by_role("heading", name="Links in this course")).to_be_visible()


def test_the_picker_works_by_keyboard_alone(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        frame = picker(page, pair)
        frame.get_by_role("searchbox").focus()
        page.keyboard.type("privacy")
        page.keyboard.press("Enter")
        expect(frame.get_by_role("status").first).to_contain_text("found")
        box = frame.get_by_role("checkbox").first
        for _press in range(20):
            page.keyboard.press("Tab")
            if box.evaluate("each => each === document.activeElement"):
                break
        page.keyboard.press("Space")
        expect(frame.get_by_text("1 chosen")).to_be_visible()
        assert box.evaluate("each => each === document.activeElement"), "the focus stays where it was"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(frame.get_by_role("link", name=re.compile("Read the whole lesson"))).to_be_visible()


def test_the_picker_works_without_script(browse, pair):
    with browse(blocked="third-party", script=False) as context:
        page = sign_in(context, pair, "teacher")
        page.goto(f"{pair.platform}/control/launch?user=t1&course=Period-3&activity=")
        launch = json.loads(page.locator("pre").inner_text() if page.locator("pre").count() else page.locator("body").inner_text())
        query = "&".join(f"{name}={urllib.parse.quote(value, safe='')}" for name, value in launch["parameters"].items())
        page.goto(f"{launch['login_url']}?{query}")
        page.get_by_role("button").first.click()  # the platform's own page posts itself only with script
        open_band(page, "Grades 6.8")
        page.get_by_role("button", name="Add whole unit").first.click()
        open_band(page, "TK.Grade 2")
        page.get_by_role("checkbox", name=re.compile("^Oops, Pip")).check()
        page.get_by_role("button", name=re.compile("Add .* to your course")).click()
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", name="Added to the course")).to_be_visible()
        expect(page.get_by_test_id("added").get_by_role("listitem")).to_have_count(4)


def no_barriers(frame) -> None:
    """axe-core inside the tool's frame, with the rules of WCAG 2.2 AA."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  (only where browser tests run)

    found = Axe().run(frame, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert found.violations_count == 0, found.generate_report()


def test_pages_for_teachers_and_students_have_no_barriers(browse, pair):
    """The picker, a lesson with the parts of a launch, the links of a course, and what a student finishes."""
    control(pair, "reset")
    for width in (1280, 375):
        with browse(blocked="third-party", width=width) as context:
            page = sign_in(context, pair, "teacher")
            frame = picker(page, pair)
            no_barriers(tool_frame(page))
            open_band(frame, "Grades 6.8")
            frame.get_by_role("button", name=re.compile("Preview Trace the Claim")).click()
            expect(frame.get_by_role("button", name="Close the preview")).to_be_visible()
            no_barriers(tool_frame(page))
            frame.get_by_role("button", name="Add to your course").click()
            expect(frame.get_by_role("alert").filter(has_text="Choose at least one lesson first.")).to_be_visible()
            no_barriers(tool_frame(page))
            place_unit(page, pair)
            page.goto(f"{pair.platform}/courses/Period-3/")
            page.get_by_role("link", name="Trace the Claim", exact=True).last.click()
            inside = page.frame_locator("#tool-frame")
            expect(inside.get_by_role("heading", name="This link in your course")).to_be_visible()
            no_barriers(tool_frame(page))
            inside.get_by_role("link", name="All Waymark links in this course").click()
            expect(inside.get_by_role("heading", name="Links in this course")).to_be_visible()
            no_barriers(tool_frame(page))
        with browse(blocked="third-party", width=width) as context:
            page = sign_in(context, pair, "student-1")
            page.goto(f"{pair.platform}/courses/Period-3/")
            page.get_by_role("link", name="Trace the Claim", exact=True).last.click()
            expect(page.frame_locator("#tool-frame").get_by_role("heading", name=re.compile("[Ff]inished"))).to_be_visible()
            no_barriers(tool_frame(page))
