"""The search as a person meets it: by eye, by keyboard alone, in a course, on paper, without script, and going back.

Set SCREENSHOTS to a folder to keep pictures for looking at.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import open_activity, sign_in
from tests.browser.test_pages import SIZES, complaints_of, examine

SEARCH = "/lessons/search/"
PAGES = {
    "search-all": SEARCH,
    "search-found": f"{SEARCH}?q=data",
    "search-narrowed": f"{SEARCH}?q=data&band=6-8&band=9-12&kind=lesson",
    "search-nothing": f"{SEARCH}?q=algoritm",
    "search-none-left": f"{SEARCH}?q=trace&band=TK-2",
    "search-cut": f"{SEARCH}?q={'data+' * 60}{'x' * 300}",
}


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_the_search(browse, pair, size):
    with browse(width=SIZES[size][0], height=SIZES[size][1]) as context:
        for name, path in PAGES.items():
            page = context.new_page()
            heard = complaints_of(page)
            page.goto(pair.tool + path)
            for facet in page.locator("details.facet").all():
                facet.evaluate("(each) => each.open = true")
            examine(page, name, size)
            assert not heard, heard


@pytest.mark.parametrize("width", [320, 640, 897])
def test_nothing_scrolls_sideways(browse, pair, width):
    with browse(width=width) as context:
        page = context.new_page()
        for path in PAGES.values():
            page.goto(pair.tool + path)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_by_keyboard_alone(browse, pair):
    """Ask, narrow, take back and open, with no pointer; the focus is always to be seen."""
    with browse() as context:
        page = context.new_page()
        page.goto(pair.tool + SEARCH)
        _tab_to(page, "#q")
        page.keyboard.type("claim")
        page.keyboard.press("Enter")
        expect(page.locator("#found")).to_contain_text("results for “claim”")
        _tab_to(page, "details.facet:nth-of-type(2) > summary")
        page.keyboard.press("Enter")
        _tab_to(page, "input[name=band][value='6-8']")
        assert "none" not in page.evaluate("getComputedStyle(document.activeElement).boxShadow")
        page.keyboard.press("Space")
        _tab_to(page, ".facets__send .btn")
        page.keyboard.press("Enter")
        expect(page.locator(".chip")).to_have_text(["Remove Grades: Grades 6-8"])
        assert "q=claim" in page.url
        _tab_to(page, ".chip")
        page.keyboard.press("Enter")
        expect(page.locator(".chip")).to_have_count(0)
        _tab_to(page, ".tile a")
        title = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(title)


def _tab_to(page, selector: str, most: int = 60) -> None:
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_without_script_and_back_again(browse, pair):
    with browse(script=False) as context:
        page = context.new_page()
        page.goto(pair.tool + SEARCH)
        page.get_by_label("Search lessons, units and competencies").fill("data")
        page.get_by_role("button", name="Search", exact=True).click()
        page.locator("summary", has_text="Kind").click()
        page.get_by_role("checkbox", name="Lessons").check()
        page.get_by_role("button", name="Show results").click()
        narrowed = page.url
        assert "q=data" in narrowed
        assert "kind=lesson" in narrowed
        first = page.locator(".tile a").first.text_content()
        page.locator(".tile a").first.click()
        expect(page.locator("h1")).to_have_text(first)
        page.go_back()
        assert page.url == narrowed
        expect(page.locator("#q")).to_have_value("data")
        expect(page.locator(".tile a").first).to_have_text(first)


def test_the_next_page_and_back(browse, pair):
    with browse() as context:
        page = context.new_page()
        page.goto(f"{pair.tool}{SEARCH}?kind=lesson&kind=unit")
        first = page.locator(".tile a").first.text_content()
        page.get_by_role("link", name="The next ones").click()
        expect(page.locator(".tile a").first).not_to_have_text(first)
        expect(page.locator(".chip")).to_have_count(2)
        page.go_back()
        expect(page.locator(".tile a").first).to_have_text(first)


@pytest.mark.parametrize("who", ["student-1", "teacher"])
def test_in_a_course(browse, pair, who):
    """From a lesson in its frame to the search and to another lesson, with third-party cookies blocked."""
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, who)
        frame = open_activity(page, pair)
        frame.get_by_role("link", name="Find another lesson").click()
        expect(frame.locator("h1")).to_have_text("Find a lesson")
        frame.locator("#q").fill("sorting machine")
        frame.locator("#q").press("Enter")
        expect(frame.locator("#found")).to_contain_text("for “sorting machine”")
        assert "/s/" in frame.url
        expect(frame.get_by_role("link", name="Find another lesson")).to_have_count(0)
        alone = context.new_page()
        alone.goto(frame.url)
        examine(alone, f"search-in-course-{who}", "desk")
        frame.get_by_role("link", name="Teach the Sorting Machine").click()
        expect(frame.locator("h1")).to_have_text("Teach the Sorting Machine")
        assert "/s/" in frame.url


def test_on_paper_there_are_only_results(browse, pair):
    with browse() as context:
        page = context.new_page()
        page.goto(f"{pair.tool}{SEARCH}?q=data&band=6-8")
        page.emulate_media(media="print")
        for hidden in ("#find", ".facets", ".chips", ".site-nav"):
            expect(page.locator(hidden)).to_be_hidden()
        expect(page.locator("#found")).to_be_visible()
        expect(page.locator(".tile").first).to_be_visible()
