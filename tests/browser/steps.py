"""What a person does, in words: sign in, open an activity, look into the frame."""

import json
import re
import time
import urllib.request
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Frame, Page, expect

COURSE = "Period-3"


def sign_in(context: BrowserContext, pair, who: str) -> Page:
    """Signs in to the platform ("teacher", "student-1", "student-2", "facilitator") in a page of its own."""
    page = context.new_page()
    page.goto(f"{pair.platform}/sign-in/")
    page.get_by_test_id(f"sign-in-{who}").click()
    expect(page.get_by_test_id("who")).to_be_visible()
    return page


def open_activity(page: Page, pair, activity: str = "g68-trace-the-claim", *, storage: str = "") -> Frame:
    """Opens an activity and returns the tool's frame once it shows a heading. `storage`: how the platform keeps values for tools."""
    page.goto(f"{pair.platform}/courses/{COURSE}/activities/{activity}/{f'?storage={storage}' if storage else ''}")
    frame = page.frame_locator("#tool-frame")
    # Past the pages between: the platform's own form, and ours that asks the platform's storage.
    expect(frame.locator("h1")).not_to_have_text(re.compile("^(One moment|Opening .*)$"), timeout=15_000)
    expect(frame.locator("h1")).to_be_visible()
    return tool_frame(page)


def tool_frame(page: Page) -> Frame:
    """The frame itself, for its address and its document."""
    return next(frame for frame in page.frames if frame.name == "tool-frame")


def reload_frame(page: Page) -> Frame:
    """Loads the tool's frame anew and returns it with its new document: the old one must not answer for it."""
    with page.expect_event("framenavigated", lambda frame: frame.name == "tool-frame"):
        tool_frame(page).evaluate("location.reload()")
    tool_frame(page).wait_for_load_state()
    return tool_frame(page)


def until(page: Page, is_so: Callable[[], object]) -> None:
    """Waits until `is_so()` is true, as long as `expect` waits for what is seen. Fails where it never is."""
    ends = time.monotonic() + 15
    while not is_so():
        assert time.monotonic() < ends, "still not so after 15 seconds"
        page.wait_for_timeout(50)  # lets the browser's own words come in, which sleeping would not


def control(pair, name: str) -> dict:
    """Steers or reads the practice LMS ("state", "reset")."""
    with urllib.request.urlopen(f"{pair.platform}/control/{name}", timeout=10) as answer:  # noqa: S310 - the practice LMS on loopback
        return json.load(answer)
