"""A lesson for the youngest: one page at a time with script, all pages without, by tap, by keyboard, by ear and on paper."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_activity, sign_in
from tests.browser.test_pages import SIZES, complaints_of, examine

STORY = "/curriculum/tk2-smart-helpers/tk2-oops-pip/"
TARGET = 44
# Stands in for the browser's voice, which a machine without sound does not have. What was said is kept.
VOICE = """
window.said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "es-MX", localService: true, name: "es" }, { lang: "en-US", localService: true, name: "en" }],
  speak: (utterance) => window.said.push([utterance.lang, utterance.text, utterance.voice && utterance.voice.name]),
  cancel: () => window.said.push("stop"),
} });
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
"""


def expect_shown(page, turn: str) -> None:
    """This page of the lesson and no other. Waits: the browser says that the address changed a moment after it did."""
    expect(page.locator(f"#{turn}")).to_be_visible()
    expect(page.locator("[data-turn]:visible")).to_have_count(1)


def expect_said(page, what) -> None:
    page.wait_for_function("what => JSON.stringify(said.at(-1)) === JSON.stringify(what)", arg=what)


@pytest.mark.parametrize("size", SIZES)
def test_the_story_page_passes_every_check(browse, pair, size):
    with browse(width=SIZES[size][0], height=SIZES[size][1], bypass_csp=False) as context:
        page = context.new_page()
        heard = complaints_of(page)
        page.on("pageerror", lambda error: heard.append(str(error)))
        for address, name in ((STORY, "tk2-cover"), (STORY + "#page-4", "tk2-story")):
            page.goto("about:blank")
            page.goto(pair.tool + address)
            examine(page, name, size)
        page.get_by_role("button", name="Pip was angry").click()
        expect(page.get_by_text("A machine does not feel angry.")).to_be_visible()
        examine(page, "tk2-answered", size)
        assert heard == []


@pytest.mark.parametrize("size", SIZES)
def test_everything_to_tap_is_large(browse, pair, size):
    with browse(width=SIZES[size][0], height=SIZES[size][1]) as context:
        page = context.new_page()
        page.goto(pair.tool + STORY + "#page-3")
        boxes = page.locator("main :is(a, button, input:not([type=hidden])):visible")
        assert boxes.count() >= 8
        small = boxes.evaluate_all(
            "(all, least) => all.filter(one => one.getBoundingClientRect().height < least || one.getBoundingClientRect().width < least)"
            ".map(one => one.outerHTML)",
            TARGET,
        )
        assert small == []


def test_pages_are_turned_by_link_by_arrow_and_by_the_browsers_own_buttons(browse, pair):
    with browse() as context:
        page = context.new_page()
        page.goto(pair.tool + STORY)
        expect_shown(page, "page-1")
        page.get_by_role("link", name="Next page").click()
        expect_shown(page, "page-2")
        expect(page.locator("#page-2")).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect_shown(page, "page-3")
        page.reload()
        expect_shown(page, "page-3")
        expect(page.get_by_text("Beep! Sock, said Pip.").first).to_be_visible()
        page.keyboard.press("ArrowLeft")
        expect_shown(page, "page-2")
        page.go_back()
        expect_shown(page, "page-3")
        page.go_back()
        page.go_back()
        expect_shown(page, "page-1")
        page.keyboard.press("ArrowLeft")
        expect_shown(page, "page-1")


def test_the_lesson_works_by_keyboard_alone(browse, pair):
    with browse() as context:
        page = context.new_page()
        page.goto(pair.tool + STORY)
        last = page.locator("[data-turn]").count()
        for number in range(1, last):
            page.locator(f"#page-{number}").get_by_role("link", name="Next page").focus()
            page.keyboard.press("Enter")
            expect_shown(page, f"page-{number + 1}")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#ask")).to_be_focused()
        expect_shown(page, f"page-{last}")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_contain_text("Pip had only seen striped socks")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Pip needed more kinds of examples.")).to_be_visible()
        expect(page.locator(":focus")).to_contain_text("That’s it.")
        assert page.get_by_text("A machine does not feel angry.").count() == 0


def test_who_is_quicker_than_the_browsers_word_of_the_new_address_keeps_the_focus(browse, pair):
    """`hashchange` comes after the address and after the browser's own focus; a key may be pressed in between."""
    with browse() as context:
        page = context.new_page()
        page.goto(pair.tool + STORY)
        is_kept = page.evaluate("""async () => {
            const told = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
            location.hash = "#ask";
            document.querySelector("#ask button").focus();
            await told;
            return document.activeElement.matches("#ask button");
        }""")
        assert is_kept


def test_without_script_all_pages_are_there_and_an_answer_keeps_the_layout(browse, pair):
    with browse(script=False) as context:
        page = context.new_page()
        page.goto(pair.tool + STORY)
        assert page.locator("[data-turn]:visible").count() == page.locator("[data-turn]").count() > 7
        assert page.locator("[data-listen]:visible").count() == 0
        page.get_by_role("link", name="Next page").nth(2).click()
        assert page.url.endswith("#page-4")
        page.get_by_role("button", name="Pip was angry").click()
        expect(page.get_by_text("A machine does not feel angry.")).to_be_visible()
        assert page.locator("[data-turn]:visible").count() == page.locator("[data-turn]").count()


def test_a_page_is_read_aloud_and_falls_silent_when_it_is_turned(browse, pair):
    with browse() as context:
        context.add_init_script(VOICE)
        page = context.new_page()
        page.goto(pair.tool + STORY + "#page-3")
        button = page.locator("#page-3").get_by_role("button")
        expect(button.get_by_text("Listen")).to_be_visible()
        button.click()
        expect(button.get_by_text("Stop")).to_be_visible()
        expect_said(page, ["en", "On Monday Pip saw a striped sock. Beep! Sock, said Pip. Pip was right.", "en"])
        page.keyboard.press("ArrowRight")
        expect_said(page, "stop")
        page.locator("#page-4").get_by_role("button").click()
        page.locator("#page-4").get_by_role("button").click()
        expect_said(page, "stop")
        page.locator("#check-0").get_by_role("button", name="Listen").click()
        assert page.evaluate("said.at(-1)[1]").startswith("Why did Pip throw the dotted sock in the toy box? Pip had only seen")
        page.get_by_role("button", name="Pip was angry").click()
        expect(page.get_by_text("A machine does not feel angry.")).to_be_visible()
        expect_said(page, "stop")
        expect(page.locator("#check-0").get_by_role("button", name="Listen")).to_be_visible()


def test_a_browser_that_cannot_speak_offers_no_button(browse, pair):
    with browse() as context:
        context.add_init_script("delete Window.prototype.speechSynthesis; delete window.speechSynthesis;")
        page = context.new_page()
        page.goto(pair.tool + STORY)
        expect_shown(page, "page-1")
        assert page.locator("[data-listen]:visible").count() == 0


def test_on_paper_every_page_is_printed(browse, pair):
    with browse() as context:
        page = context.new_page()
        page.goto(pair.tool + STORY)
        page.emulate_media(media="print")
        assert page.locator("[data-turn]:visible").count() == page.locator("[data-turn]").count()
        assert page.locator("main :is(nav, [data-listen]):visible").count() == 0
        if folder := os.environ.get("SCREENSHOTS"):
            page.pdf(path=Path(folder) / "tk2.pdf")


def test_in_a_course_the_student_reads_it_and_the_teacher_can_look(browse, pair):
    activity = "tk2-alive-tool-or-guessing-machine"
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair, activity)
        assert frame.locator("[data-turn]:visible").count() == 1
        frame.get_by_role("link", name="Next page").click()
        expect(frame.locator("#page-2")).to_be_visible()
        frame.get_by_role("button", name="A tree").click()
        expect(frame.get_by_text("A tree grows and needs water.")).to_be_visible()
        assert re.search(r"/s/[^/]+/", frame.url)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / "tk2-in-course.png")
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        frame = open_activity(page, pair, activity)
        assert frame.locator("[data-turn]").count() == 0
        frame.get_by_role("link", name="View as student").click()
        expect(frame.locator("#page-1")).to_be_visible()
        frame.get_by_role("button", name="A tree").click()
        expect(frame.get_by_text("A tree grows and needs water.")).to_be_visible()
        expect(frame.get_by_text("You see what students see.")).to_be_visible()
