"""The main job in a real browser: a course page, a frame from another site, and third-party cookies blocked."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_activity, reload_frame, sign_in, tool_frame

TEACHER_ONLY = ("Students name tone, numbers and a citation", "Invented for this lesson", "Pre-teach claim, support, contradict")
TITLE = "Trace the Claim"


@pytest.mark.parametrize("blocked", ["", "third-party"])
def test_teacher_and_student_open_the_same_lesson(browse, pair, blocked):
    with browse(blocked=blocked) as context:
        teacher = open_activity(sign_in(context, pair, "teacher"), pair)
        assert teacher.locator("h1").inner_text() == TITLE
        for text in TEACHER_ONLY:
            assert text in teacher.content()
    with browse(blocked=blocked) as context:
        student = open_activity(sign_in(context, pair, "student-1"), pair)
        assert student.locator("h1").inner_text() == TITLE
        for text in TEACHER_ONLY:
            assert text not in student.content()


def test_every_answer_a_student_gets_is_free_of_teacher_text(browse, pair):
    with browse(blocked="third-party") as context:
        bodies = []
        context.on("response", lambda response: bodies.append(response) if response.url.startswith(pair.tool) else None)
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair)
        frame.get_by_label("Leave the claim out, or find a real source that supports it.").check()
        frame.get_by_role("button", name="Check my answer").first.click()
        expect(page.frame_locator("#tool-frame").get_by_text("If you cannot trace it, you cannot defend it.")).to_be_visible()
        texts = [response.text() for response in bodies if response.status == 200]
        assert any(TITLE in text for text in texts)
        for text in TEACHER_ONLY:
            assert not [1 for body in texts if text in body]
        # One choice's feedback came, the others' stayed on the server.
        assert not [1 for body in texts if "Specific details can be invented" in body]


def test_next_lesson_reload_and_back_stay_in_the_launch(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair)
        first_address = frame.url
        inside = page.frame_locator("#tool-frame")
        inside.get_by_role("link", name=re.compile("Pause, Trace, Decide")).last.click()
        expect(inside.locator("h1")).to_have_text("Pause, Trace, Decide")
        prefix = re.match(r".*/s/[\w-]{43}/", first_address)[0]
        assert tool_frame(page).url.startswith(prefix)
        reload_frame(page)
        expect(inside.locator("h1")).to_have_text("Pause, Trace, Decide")
        page.evaluate("history.back()")  # what the back button does: one step of the joint history, here the frame's
        expect(inside.locator("h1")).to_have_text(TITLE)
        assert tool_frame(page).url == first_address


def test_two_people_in_one_browser_are_kept_apart(browse, pair):
    with browse(blocked="third-party") as context:
        first = sign_in(context, pair, "teacher")
        teacher = open_activity(first, pair)
        second = sign_in(context, pair, "student-2")
        student = open_activity(second, pair)
        assert teacher.url != student.url
        first.bring_to_front()
        reload_frame(first)
        expect(first.frame_locator("#tool-frame").get_by_text(TEACHER_ONLY[0])).to_be_visible()
        reload_frame(second)
        expect(second.frame_locator("#tool-frame").locator("h1")).to_have_text(TITLE)
        assert TEACHER_ONLY[0] not in tool_frame(second).content()


def test_without_any_cookie_in_the_frame_a_new_tab_asks_and_opens(browse, pair):
    with browse(blocked="frame") as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair)
        assert frame.locator("h1").inner_text() == "Let’s open this in its own tab"
        assert "/s/" not in frame.url
        with context.expect_page() as opened:
            frame.get_by_role("button", name="Open in a new tab").click()
        tab = opened.value
        expect(tab.get_by_text("AI literacy, period 3")).to_be_visible()
        expect(tab.get_by_text("Student", exact=True)).to_be_visible()
        tab.get_by_role("button", name="Continue").click()
        expect(tab.locator("h1")).to_have_text(TITLE)
        assert TEACHER_ONLY[0] not in tab.content()
        tab.reload()
        expect(tab.locator("h1")).to_have_text(TITLE)


def test_a_teacher_in_the_new_tab_sees_the_notes(browse, pair):
    with browse(blocked="frame") as context:
        frame = open_activity(sign_in(context, pair, "teacher"), pair)
        with context.expect_page() as opened:
            frame.get_by_role("button", name="Open in a new tab").click()
        tab = opened.value
        expect(tab.get_by_text("Teacher", exact=True)).to_be_visible()
        tab.get_by_role("button", name="Continue").click()
        expect(tab.get_by_text(TEACHER_ONLY[0])).to_be_visible()


def test_a_new_window_launch_opens_the_lesson(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        page.goto(f"{pair.platform}/courses/Period-3/")
        with context.expect_page() as opened:
            page.get_by_test_id("window-g68-trace-the-claim").click()
        expect(opened.value.locator("h1")).to_have_text(TITLE)


def test_a_copied_address_shows_a_stranger_at_most_the_student_lesson(browse, pair):
    with browse() as context:
        address = open_activity(sign_in(context, pair, "teacher"), pair).url
    with browse() as stranger:
        page = stranger.new_page()
        page.goto(address)
        expect(page.locator("h1")).to_have_text(TITLE)
        for text in TEACHER_ONLY:
            assert text not in page.content()
        assert "See the teacher notes" not in page.content()


def test_links_without_a_lesson_and_lost_links_are_answered(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        assert open_activity(page, pair, "waymark").locator("h1").inner_text() == "Choose a lesson"
        assert open_activity(page, pair, "gone").locator("h1").inner_text() == "This lesson is not here"
        assert open_activity(page, pair, "cartridge").locator("h1").inner_text() == TITLE


def test_no_launch_token_reaches_the_log(browse, pair):
    with browse() as context:
        address = open_activity(sign_in(context, pair, "student-1"), pair).url
    token = re.search(r"/s/([\w-]{43})/", address)[1]
    log = pair.log.read_text()
    assert "/s/[launch]/" in log
    assert token not in log
