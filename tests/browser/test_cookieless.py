"""Browsers that keep no cookie of ours in a frame: the platform's storage, and a tab whose choice goes back to the course."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import COURSE, open_activity, sign_in, tool_frame, until

TITLE = "Trace the Claim"
TEACHER_ONLY = "Students name tone, numbers and a citation"
BUTTON = "Let’s open this in its own tab"


@pytest.mark.parametrize("storage", ["parent", "frame", "capabilities", "legacy"])
def test_8_3_the_platforms_storage_does_for_a_cookie(browse, pair, storage):
    with browse(blocked="frame") as context:
        page = sign_in(context, pair, "student-1")
        said = []
        page.on("console", lambda message: said.append(message.text))
        frame = open_activity(page, pair, storage=storage)
        assert frame.locator("h1").inner_text() == TITLE
        assert "/s/" in frame.url
        assert not [cookie for cookie in context.cookies() if cookie["name"].startswith("__Host-wm")]
        page.frame_locator("#tool-frame").get_by_role("link", name=re.compile("Pause, Trace, Decide")).last.click()
        expect(page.frame_locator("#tool-frame").locator("h1")).to_have_text("Pause, Trace, Decide")


def test_8_3_a_teacher_without_cookies_sees_the_notes_in_the_frame(browse, pair):
    with browse(blocked="frame") as context:
        frame = open_activity(sign_in(context, pair, "teacher"), pair, storage="frame")
        assert frame.locator("h1").inner_text() == TITLE
        assert TEACHER_ONLY in frame.content()


@pytest.mark.parametrize("storage", ["wrong-id", "wrong-subject", "wrong-origin", "impostor", "wrong-value", "null", "late", "silent"])
def test_8_4_anything_but_the_right_answer_leads_to_the_button(browse, pair, storage):
    with browse(blocked="frame") as context:
        page = sign_in(context, pair, "student-1")
        open_activity(page, pair, storage=storage)
        heading = page.frame_locator("#tool-frame").locator("h1")
        expect(heading).to_have_text(BUTTON)
        assert "/s/" not in tool_frame(page).url
        if storage == "late":
            page.wait_for_timeout(3_000)  # what comes too late changes nothing
            expect(heading).to_have_text(BUTTON)


def test_8_3_the_secret_is_never_delivered_to_another_origin(browse, pair):
    with browse(blocked="frame") as context:
        page = sign_in(context, pair, "student-1")
        open_activity(page, pair, storage="wrong-origin")
        (elsewhere,) = [frame for frame in page.frames if frame.name == "practice_storage"]
        assert elsewhere.url.startswith("http://127.0.0.1:")
        assert elsewhere.evaluate("window.heard") == []
        assert [message for message in page.evaluate("window.heard") if "capabilities" in str(message)]


@pytest.mark.parametrize("storage", ["frame", "silent"])
def test_8_5_a_cookie_goes_first(browse, pair, storage):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        asked = []
        context.on("request", lambda request: asked.append(request.url))
        assert open_activity(page, pair, storage=storage).locator("h1").inner_text() == TITLE
        assert not [url for url in asked if "/open/stored/" in url]


def test_8_5_a_new_window_without_an_opener_still_opens(browse, pair):
    with browse() as context:
        page = sign_in(context, pair, "student-1")
        page.goto(f"{pair.platform}/courses/{COURSE}/activities/g68-trace-the-claim/start/?target=window&storage=parent")
        expect(page.locator("h1")).to_have_text(TITLE)


def test_8_5_without_script_the_login_and_the_button_still_work(browse, pair):
    with browse(blocked="frame", script=False) as context:
        page = context.new_page()
        page.goto(f"{pair.platform}/sign-in/")
        page.get_by_test_id("sign-in-student-1").click()
        page.goto(f"{pair.platform}/courses/{COURSE}/activities/g68-trace-the-claim/?storage=frame")
        inside = page.frame_locator("#tool-frame")
        inside.get_by_role("button", name="Continue").click()  # the platform's own form
        # Our page between goes on without a press; the platform's next form does not.
        expect(inside.locator("h1")).to_have_text("Opening Waymark", timeout=15_000)
        inside.get_by_role("button", name="Continue").click()
        expect(inside.locator("h1")).to_have_text("One moment")
        inside.get_by_role("button", name="Continue").click()
        expect(inside.locator("h1")).to_have_text(BUTTON)


# Choosing in a tab ---------------------------------------------------------------------------------------------------


def begin_placing(page, pair, storage: str = ""):
    page.goto(f"{pair.platform}/courses/{COURSE}/add/{f'?storage={storage}' if storage else ''}")
    inside = page.frame_locator("#tool-frame")
    expect(inside.locator("h1")).not_to_have_text("One moment")
    return inside


def open_picker_in_tab(context, inside):
    with context.expect_page() as opened:
        inside.get_by_role("button", name="Open in a new tab").click()
    tab = opened.value
    tab.get_by_role("button", name="Continue").click()
    expect(tab.locator("h1")).to_have_text("Add to your course")
    return tab


def choose(picker) -> None:
    """Each step waits for what a person would see first: what was found moves the lesson, and a click on what moves misses."""
    picker.get_by_label("Search lessons").fill("claim")
    picker.get_by_role("button", name="Search").click()
    expect(picker.get_by_text(re.compile("lessons? found"))).to_be_visible()
    picker.locator("label", has_text=TITLE).first.click()
    picker.get_by_role("button", name="Add 1 item to your course").click()


def test_8_5_what_is_chosen_in_a_tab_reaches_the_window_of_the_course(browse, pair):
    with browse(blocked="frame") as context:
        page = sign_in(context, pair, "teacher")
        inside = begin_placing(page, pair)
        expect(inside.locator("h1")).to_have_text(BUTTON)
        tab = open_picker_in_tab(context, inside)
        seen = []
        tab.on("response", lambda response: seen.append(response.text() if response.ok else ""))
        choose(tab)
        expect(tab.locator("h1")).to_have_text("You can close this tab")
        assert seen
        assert not [text for text in seen if 'name="JWT"' in text]
        expect(inside.get_by_test_id("added")).to_contain_text(TITLE)


def test_8_5_the_tab_may_also_choose_nothing(browse, pair):
    with browse(blocked="frame") as context:
        page = sign_in(context, pair, "teacher")
        inside = begin_placing(page, pair)
        tab = open_picker_in_tab(context, inside)
        tab.get_by_role("button", name="Cancel").click()
        expect(tab.locator("h1")).to_have_text("You can close this tab")
        expect(inside.get_by_text("No activity was chosen")).to_be_visible()


def test_8_3_with_storage_the_picker_needs_no_tab(browse, pair):
    with browse(blocked="frame") as context:
        page = sign_in(context, pair, "teacher")
        inside = begin_placing(page, pair, storage="frame")
        expect(inside.locator("h1")).to_have_text("Add to your course")
        choose(inside)
        expect(inside.get_by_test_id("added")).to_contain_text(TITLE)


# The frame -----------------------------------------------------------------------------------------------------------


def heights(page) -> dict:
    """Of the frame as the course shows it, and of the document inside it."""
    box = page.locator("#tool-frame").evaluate("frame => frame.clientHeight")
    inside = tool_frame(page).evaluate(
        "({needed: Math.ceil(document.body.getBoundingClientRect().bottom + scrollY), scrolls: document.documentElement.scrollHeight > innerHeight})"
    )
    return {"frame": box, **inside}


def fitted(page) -> int:
    """The frame's height once it is that of its page; in pixels."""
    until(page, lambda: heights(page)["frame"] == heights(page)["needed"])
    return heights(page)["frame"]


def test_8_5_the_frame_is_as_high_as_the_page_and_follows_it(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair)
        before = fitted(page)
        assert not heights(page)["scrolls"]
        frame.evaluate(
            "() => { const more = document.createElement('div'); more.id = 'more'; more.style.height = '700px'; document.body.append(more); }"
        )
        until(page, lambda: heights(page)["frame"] == before + 700)
        frame.evaluate("() => document.getElementById('more').remove()")
        until(page, lambda: heights(page)["frame"] == before)


def test_8_5_the_first_height_is_said_without_waiting(browse, pair):
    """Else the page moves under a pointer that is already on a button."""
    with browse(blocked="third-party") as context:
        context.add_init_script("if (window !== top) window.setTimeout = () => 0;")
        page = sign_in(context, pair, "student-1")
        open_activity(page, pair)
        until(page, lambda: heights(page)["frame"] > 1_000)


def test_8_5_a_page_that_follows_its_frame_does_not_grow_for_ever(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair)
        before = fitted(page)
        frame.evaluate("() => { document.body.style.minHeight = 'calc(100vh + 50px)'; }")
        page.wait_for_timeout(2_500)
        assert heights(page)["frame"] <= before + 4 * 50


def test_8_5_the_picker_keeps_the_height_it_is_given(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        inside = begin_placing(page, pair)
        expect(inside.locator("h1")).to_have_text("Add to your course")
        said = page.evaluate(
            "() => new Promise((done) => { const heard = []; addEventListener('message', (event) => heard.push(event.data?.subject ?? event.data));"
            " setTimeout(() => done(heard), 1500); })"
        )
        assert said == []


def test_8_5_focus_is_on_the_heading_after_a_launch_and_stays_where_it_is_later(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair)
        expect(frame.locator("h1")).to_be_focused()
        inside = page.frame_locator("#tool-frame")
        inside.get_by_role("link", name=re.compile("Pause, Trace, Decide")).last.click()
        expect(inside.locator("h1")).to_have_text("Pause, Trace, Decide")
        tool_frame(page).wait_for_load_state()
        page.wait_for_timeout(300)
        assert tool_frame(page).evaluate("document.activeElement.localName") == "body"
