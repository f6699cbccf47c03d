"""Every page of this release, small and large: no accessibility violation, no sideways scroll, nothing the browser complains about.

Set SCREENSHOTS to a folder to keep pictures for looking at.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from curriculum.starter import launch_key
from tests.browser.steps import open_activity, sign_in

SIZES = {"phone": (375, 800), "desk": (1280, 900)}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
PUBLIC = {
    "home": "/",
    "curriculum": "/curriculum/",
    "unit": "/curriculum/g68-can-i-trust-this/",
    "lesson-public": "/curriculum/g68-can-i-trust-this/g68-trace-the-claim/",
    "lesson-public-tk2": "/curriculum/tk2-smart-helpers/tk2-oops-pip/",
    "lesson-public-35": "/curriculum/g35-a-fair-helper/g35-ask-check-credit/",
    "lesson-public-912": "/curriculum/g912-direct-document-defend/g912-brief-draft-verify/",
    "families": f"/lessons/{launch_key('lesson', 'g68-trace-the-claim')}/families/",
    "families-es": f"/es/lessons/{launch_key('lesson', 'g68-trace-the-claim')}/families/",
    "home-es": "/es/",
    "map-es": "/es/curriculum/",
    "unit-es": "/es/curriculum/tk2-smart-helpers/",
    "lesson-es": "/es/curriculum/tk2-smart-helpers/tk2-oops-pip/",
    "competency-es": "/es/lessons/competencies/HOW-TK2/",
    "policies": "/policies/",
    "policy": "/policies/sample-student-use-emerging-technologies/",
    "policy-version": "/policies/sample-student-use-emerging-technologies/versions/1/",
    "policies-es": "/es/policies/",
    "policy-es": "/es/policies/sample-family-letter/",
    "tools": "/lessons/tools/",
    "tools-es": "/es/lessons/tools/?band=6-8",
    "lesson-with-a-tool": "/curriculum/g35-patterns-predictions/g35-what-is-in-the-training-set/",
    "not-found": "/no-such-page/",
}
LAUNCHED = {
    "lesson-student": ("student-1", "g68-trace-the-claim"),
    "lesson-teacher": ("teacher", "g68-trace-the-claim"),
    "lesson-table": ("teacher", "g68-threshold-dilemma"),
    "lesson-tk2": ("student-1", "tk2-alive-tool-or-guessing-machine"),
    "course-home-teacher": ("teacher", "waymark"),
    "course-home-student": ("student-1", "waymark"),
    "tombstone": ("student-1", "gone"),
}


def examine(page, name: str, size: str) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  (only where browser tests run)

    page.wait_for_load_state("networkidle")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"{name} scrolls sideways"
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


def complaints_of(page) -> list[str]:
    """What the console says about this page's own content, such as a blocked inline style; the status of the page itself is not one."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in {"error", "warning"} else None)
    return heard


@pytest.mark.parametrize("size", SIZES)
def test_public_pages(browse, pair, size):
    with browse(width=SIZES[size][0], height=SIZES[size][1], bypass_csp=False) as context:
        for name, path in PUBLIC.items():
            page = context.new_page()
            heard = complaints_of(page)
            page.goto(pair.tool + path)
            examine(page, name, size)
            assert not [text for text in heard if "status of 404" not in text], heard


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_a_launch(browse, pair, size):
    for name, (who, activity) in LAUNCHED.items():
        with browse(width=SIZES[size][0], height=SIZES[size][1]) as context:
            page = sign_in(context, pair, who)
            page.goto(f"{pair.platform}/courses/Period-3/")
            with context.expect_page() as opened:
                page.get_by_test_id(f"window-{activity}").click()
            tab = opened.value
            heard = complaints_of(tab)
            tab.wait_for_url(re.compile(re.escape(pair.tool) + "/s/"))
            expect(tab.locator("h1")).to_be_visible()
            tab.reload()
            examine(tab, name, size)
            assert not [text for text in heard if "status of 410" not in text], heard


@pytest.mark.parametrize("size", SIZES)
def test_refusals_and_the_way_by_a_new_tab(browse, pair, size):
    width, height = SIZES[size]
    with browse(width=width, height=height) as context:
        page = sign_in(context, pair, "student-1")
        for name, bad in {"refusal-setup": "no_kid", "refusal-reopen": "wrong_nonce"}.items():
            page.goto(f"{pair.platform}/courses/Period-3/activities/g68-trace-the-claim/start/?target=window&bad={bad}")
            expect(page.get_by_text(re.compile(r"WM-[A-Z0-9]{4}-[A-Z0-9]{4}"))).to_be_visible()
            examine(page, name, size)
    with browse(blocked="frame", width=width, height=height) as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"new-tab-in-frame-{size}.png")
        with context.expect_page() as opened:
            frame.get_by_role("button", name="Open in a new tab").click()
        expect(opened.value.get_by_role("button", name="Continue")).to_be_visible()
        examine(opened.value, "continue", size)


def test_a_lesson_in_the_platforms_page(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        open_activity(page, pair)
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / "lesson-in-course.png")


def test_the_lesson_is_usable_by_keyboard_alone(browse, pair):
    with browse() as context:
        page = context.new_page()
        page.goto(pair.tool + PUBLIC["lesson-public"])
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        right = page.get_by_label("Leave the claim out, or find a real source that supports it.")
        right.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Check my answer").first).to_be_focused()
        page.keyboard.press("Enter")
        reply = page.get_by_text("If you cannot trace it, you cannot defend it.")
        expect(reply).to_be_visible()
        expect(page.locator(":focus")).to_contain_text("If you cannot trace it")


def test_the_lesson_works_without_script(browse, pair):
    with browse(script=False) as context:
        page = context.new_page()
        page.goto(pair.tool + PUBLIC["lesson-public"])
        page.get_by_label("Leave the claim out, or find a real source that supports it.").check()
        page.get_by_role("button", name="Check my answer").first.click()
        expect(page.get_by_text("If you cannot trace it, you cannot defend it.")).to_be_visible()
        assert page.get_by_text("Specific details can be invented.").count() == 0
