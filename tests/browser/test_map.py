"""The progression map as a person meets it: by eye, by keyboard, in a course, on paper, and without script.

Set SCREENSHOTS to a folder to keep pictures for looking at.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_activity, sign_in, until
from tests.browser.test_pages import SIZES, WCAG, complaints_of, examine

MAP = "/curriculum/"
COMPETENCY = "/lessons/competencies/EVL-68/"
PAGES = {"map": MAP, "map-list": f"{MAP}?view=list#EVL-68", "competency": COMPETENCY, "competency-many": "/lessons/competencies/SOC-912/"}


def opened(context, pair, path: str = MAP):
    page = context.new_page()
    page.goto(pair.tool + path)
    page.wait_for_load_state("networkidle")
    return page


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_the_progression(browse, pair, size):
    with browse(width=SIZES[size][0], height=SIZES[size][1]) as context:
        for name, path in PAGES.items():
            page = context.new_page()
            heard = complaints_of(page)
            page.goto(pair.tool + path)
            examine(page, name, size)
            assert not heard, heard


@pytest.mark.parametrize("width", [320, 375, 897, 1024])
def test_nothing_scrolls_sideways(browse, pair, width):
    with browse(width=width) as context:
        for path in (*PAGES.values(), "/", "/curriculum/g912-1-ai-at-work/"):
            page = opened(context, pair, path)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_a_cell_shows_what_it_builds_on_and_leads_to(browse, pair):
    """By pointer and by keyboard alike, in words and not in colour alone."""
    with browse() as context:
        page = opened(context, pair)
        cell = page.locator("#map-EVL-68")
        ties = "[...document.querySelectorAll('.cell[data-tie]')].map((each) => `${each.dataset.tie} ${each.dataset.code}`)"
        expected = ["builds on HOW-35", "leads to USE-912", "builds on EVL-35", "leads to EVL-912", "leads to ETH-912"]
        assert page.evaluate(ties) == []
        cell.focus()
        assert page.evaluate(ties) == expected
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / "map-lit-desk.png")
        page.evaluate("document.activeElement.blur()")
        assert page.evaluate(ties) == []
        cell.hover()
        assert page.evaluate(ties) == expected


def test_threads_join_the_cells_they_belong_to(browse, pair):
    with browse() as context:
        page = opened(context, pair)
        ends = """() => {
            const box = document.querySelector('.map').getBoundingClientRect();
            const inside = (x, y, cell) => { const b = cell.getBoundingClientRect(); return y > b.top && y < b.bottom && Math.abs(x - b.left) < 6; };
            const wanted = [...document.querySelectorAll('.cell[data-from]')].flatMap((cell) => cell.dataset.from.split(' ').filter(Boolean).map(() => cell));
            const circles = [...document.querySelectorAll('.threads circle')];
            return [circles.length, wanted.length, circles.every((circle, at) => inside(+circle.getAttribute('cx') + box.left, +circle.getAttribute('cy') + box.top, wanted[at]))];
        }"""
        for width in (1280, 960):
            page.set_viewport_size({"width": width, "height": 900})
            until(page, lambda: page.evaluate(ends)[2])
            count, wanted, _meet = page.evaluate(ends)
            assert count == wanted > 24
        assert page.locator(".threads").get_attribute("aria-hidden") == "true"


def test_the_map_by_keyboard_alone(browse, pair):
    with browse() as context:
        page = opened(context, pair)
        for _ in range(30):
            press(page, "Tab")
            if page.evaluate("document.activeElement.classList.contains('cell')"):
                break
        focused = page.locator(":focus")
        expect(focused).to_have_attribute("data-code", "HOW-TK2")
        assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"
        press(page, "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown")
        expect(focused).to_have_attribute("data-code", "EVL-68")
        press(page, "Home")
        expect(focused).to_have_attribute("data-code", "EVL-TK2")
        press(page, "ArrowLeft", "End", "ArrowRight")
        expect(focused).to_have_attribute("data-code", "EVL-912")
        press(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
        expect(focused).to_have_attribute("data-code", "SOC-912")
        where = page.evaluate("scrollY")
        press(page, "Enter")
        page.wait_for_url("**/competencies/SOC-912/")
        expect(page.locator("h1")).to_have_text("Work, community and civic voice")
        page.go_back()  # headless Chromium has no Alt+Left; it is the same button
        page.wait_for_url("**/curriculum/#SOC-912")
        expect(page.locator("#map-SOC-912")).to_be_focused()
        assert abs(page.evaluate("scrollY") - where) < 300
        expect(page.locator("#map-SOC-912")).to_be_in_viewport()


def test_the_switch_without_a_mouse_and_the_way_back(browse, pair):
    with browse() as context:
        page = opened(context, pair)
        page.get_by_role("button", name="Map").focus()
        press(page, "Tab", "Enter")
        expect(page.get_by_role("button", name="List")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("table")).to_be_hidden()
        assert page.url.endswith("?view=list")
        page.locator("#EVL-68 summary").focus()
        press(page, "Enter")
        expect(page.get_by_text("Applies a pause-trace-decide routine before sharing media.")).to_be_visible()
        page.reload()
        expect(page.get_by_role("table")).to_be_hidden()
        page.go_back()
        expect(page.get_by_role("table")).to_be_visible()
        expect(page.get_by_role("button", name="Map")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#EVL-68")).to_be_hidden()


def test_small_screens_get_the_list_and_open_the_competency_asked_for(browse, pair):
    with browse(width=375, height=800) as context:
        page = opened(context, pair, f"{MAP}#EVL-68")
        expect(page.get_by_role("table")).to_be_hidden()
        expect(page.get_by_role("button", name="List")).to_be_hidden()
        expect(page.locator("#EVL-68").get_by_text("I can trace a claim")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "there"), [(1280, True), (375, False)])
def test_without_script(browse, pair, width, there):
    with browse(width=width, script=False) as context:
        page = opened(context, pair)
        expect(page.get_by_role("button", name="List")).to_be_hidden()
        expect(page.locator("#map-EVL-68")).to_be_visible(visible=there)
        page.locator("#EVL-68 summary").click()
        page.locator("#EVL-68").get_by_role("link", name=re.compile(r"^See its \d+ lessons$")).click()
        expect(page.locator("h1")).to_have_text("Trace claims and media")
        page.get_by_role("link", name="Check the answer, check the data").click()
        page.wait_for_url("**/competencies/EVL-35/")


def test_on_paper(browse, pair, tmp_path):
    with browse() as context:
        page = opened(context, pair, f"{MAP}?view=list")
        page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True)
        page.emulate_media(media="print")
        expect(page.get_by_role("table")).to_be_visible()
        expect(page.locator("#EVL-68")).to_be_hidden()
        expect(page.locator(".site-head, .site-foot, .switch").first).to_be_hidden()
        expect(page.get_by_text("Students may not").first).to_be_visible()
        assert (tmp_path / "map.pdf").stat().st_size > 10_000


def test_map_and_competencies_inside_a_course(browse, pair):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  (only where browser tests run)

    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "student-1")
        frame = open_activity(page, pair)
        frame.get_by_role("link", name="Can I Trust This?").first.click()
        expect(frame.locator("h1")).to_have_text("Can I Trust This?")
        frame.get_by_role("link", name="Curriculum map").click()
        expect(frame.locator("h1")).to_contain_text("What students learn about AI")
        for path in ("", "?view=list"):
            if path:
                frame.goto(frame.url.split("#")[0].split("?")[0] + path)
            assert Axe().run(frame, options=WCAG).violations_count == 0
        expect(frame.locator(".site-head, .site-foot")).to_have_count(0)
        assert frame.evaluate(
            "[...document.querySelectorAll('body *')].every((each) => !['sticky', 'fixed'].includes(getComputedStyle(each).position))"
        )
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / "map-in-course.png", full_page=True)
        frame.locator("#EVL-68 summary").click()
        frame.locator("#EVL-68").get_by_role("link", name=re.compile(r"^See its \d+ lessons$")).click()
        expect(frame.locator("h1")).to_have_text("Trace claims and media")
        assert "/s/" in frame.url
        assert Axe().run(frame, options=WCAG).violations_count == 0
        frame.get_by_role("link", name="Trace the Claim").click()
        expect(frame.locator("h1")).to_have_text("Trace the Claim")
