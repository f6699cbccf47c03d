"""A teacher writes for themselves in a staff course with third-party cookies blocked, loses the connection, uses two windows, shares one text
with a coach and takes it back. The coach reads on the site itself."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.steps import control, sign_in
from tests.browser.test_track_story import MODULE, STAFF, TRACK, join_in_course, no_barriers, open_in_course

pytestmark = pytest.mark.browser
NEXT_WEEK = (datetime.now(UTC) + timedelta(days=7)).strftime("%Y-%m-%dT15:30")
COACH = """
from django.contrib.auth.models import Group
from cms.groups import COACHES
from cms.models import User
made = User.objects.filter(username="noor").first() or User.objects.create_user("noor", "noor@example.org", "a long enough password", first_name="Noor", last_name="Haddad")
made.groups.add(Group.objects.get_or_create(name=COACHES)[0])
"""
TEXTS = "from pd_tracks.models import Reflection; print([each.text() for each in Reflection.objects.select_related('enrolment').order_by('pk')])"


def kept(pair) -> str:
    return pair.manage("shell", "-v", "0", "-c", TEXTS).strip().splitlines()[-1]


def picture(page, name: str, width: int) -> None:
    """Kept where somebody wants to look at it (WAYMARK_PICTURES names a folder)."""
    if folder := os.environ.get("WAYMARK_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def sign_in_as_a_coach(context, pair):
    page = context.new_page()
    page.goto(f"{pair.tool}/learning/coach/")
    page.get_by_label("Username").fill("noor")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="People who turned to you")).to_be_visible()
    return page


def no_barriers_on(page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1280, 375])
def test_write_share_and_take_back(browse, pair, width):
    control(pair, "reset")
    pair.manage("shell", "-v", "0", "-c", STAFF + COACH)
    with browse(blocked="third-party", width=width) as context:
        page = sign_in(context, pair, "teacher")
        join_in_course(page, pair)
        inside = open_in_course(page, pair, MODULE)
        inside.get_by_role("button", name="I read it").click()
        expect(inside.get_by_role("button", name="I read it", pressed=True)).to_be_visible()
        expect(inside.get_by_role("link", name=re.compile("Try it.*you are here"))).to_be_visible()
        # Saved while writing
        box = inside.get_by_role("textbox").first
        note = inside.locator(".reflection").first
        expect(note.get_by_role("link", name="Share it with a coach …")).to_be_hidden()
        box.fill("The smooth answer fooled me.")
        expect(note.get_by_role("status")).to_have_text("Saved", timeout=10_000)
        assert kept(pair) == "['The smooth answer fooled me.']"
        no_barriers(page)
        picture(page, "writing", width)
        # The connection is lost, and comes back
        context.set_offline(True)
        box.press_sequentially(" Twice.")
        expect(note.get_by_role("status")).to_contain_text("Not saved yet", timeout=10_000)
        context.set_offline(False)
        expect(note.get_by_role("status")).to_have_text("Saved", timeout=20_000)
        assert kept(pair) == "['The smooth answer fooled me. Twice.']"
        # Two windows
        second = context.new_page()
        there = open_in_course(second, pair, MODULE)
        there.get_by_role("textbox").first.fill("From the other window.")
        expect(there.locator(".reflection").first.get_by_role("status")).to_have_text("Saved", timeout=10_000)
        box.press_sequentially(" And again.")
        expect(note.get_by_role("status")).to_contain_text("another window", timeout=10_000)
        note.get_by_role("button", name="Save").click()
        expect(inside.locator("blockquote")).to_have_text("From the other window.")
        expect(inside.get_by_role("textbox").first).to_be_in_viewport()
        box = inside.get_by_role("textbox").first
        expect(box).to_have_value("The smooth answer fooled me. Twice. And again.")
        no_barriers(page)
        picture(page, "two-windows", width)
        box.fill("Both together.")
        note = inside.locator(".reflection").first
        expect(note.get_by_role("status")).to_have_text("Saved", timeout=10_000)
        second.close()
        # Sharing
        note.get_by_role("link", name="Share it with a coach …").click()
        expect(inside.get_by_role("heading", name="Share with a coach")).to_be_visible()
        no_barriers(page)
        inside.get_by_role("button", name="Share it").click()
        expect(inside.get_by_text("Choose a coach.")).to_be_visible()
        no_barriers(page)
        picture(page, "share", width)
        inside.get_by_label("Noor Haddad").check()
        inside.get_by_label("How the coach shall call you").fill("Ms. R.")
        inside.get_by_role("button", name="Share it").click()
        expect(inside.get_by_text(re.compile("Noor Haddad can read this until"))).to_be_visible()
        # Asking
        # By keyboard: just after a page came, its frame takes its height, and between a mouse's down and up the link moves away.
        inside.get_by_role("link", name="Ask for a conversation …").press("Enter")
        expect(inside.get_by_role("heading", name="Ask for a conversation")).to_be_visible()
        expect(inside.get_by_label("How the coach shall call you")).to_have_value("Ms. R.")
        no_barriers(page)
        picture(page, "ask", width)
        inside.get_by_label("Noor Haddad").check()
        inside.get_by_label("What about?").fill("Feedback that is mine")
        inside.get_by_label("When does it suit you?").fill("Tuesdays after school")
        inside.get_by_role("button", name="Ask", exact=True).click()
        expect(inside.get_by_text("waiting for an answer")).to_be_visible()
        no_barriers(page)
        picture(page, "mine", width)
        # The coach, on the site
        desk = sign_in_as_a_coach(context, pair)
        no_barriers_on(desk)
        picture(desk, "coach", width)
        desk.get_by_role("link", name=MODULE).click()
        expect(desk.get_by_text("Both together.")).to_be_visible()
        no_barriers_on(desk)
        picture(desk, "shared", width)
        desk.get_by_role("link", name="For you as a coach").click()
        desk.get_by_role("link", name="Ms. R.").first.click()
        expect(desk.get_by_role("heading", name="Offer a time")).to_be_visible()
        no_barriers_on(desk)
        desk.get_by_role("button", name="Send this time").click()
        expect(desk.get_by_text("Choose a day and a time.")).to_be_visible()
        no_barriers_on(desk)
        picture(desk, "conversation", width)
        desk.get_by_label("Day and time").fill(NEXT_WEEK)
        desk.get_by_label("Where, and a word to go with it").fill("Room 12")
        desk.get_by_role("button", name="Send this time").click()
        expect(desk.get_by_text("a time is agreed")).to_be_visible()
        # Back at the teacher's
        inside = open_in_course(page, pair, MODULE)
        expect(inside.get_by_text(re.compile("Noor Haddad looked at this")).first).to_be_visible()
        expect(inside.get_by_text("Room 12")).to_be_visible()
        no_barriers(page)
        picture(page, "shared-with", width)
        inside.get_by_role("button", name="Take it back").click()
        expect(inside.get_by_role("link", name="Share it with a coach …").first).to_be_visible()
        desk.goto(f"{pair.tool}/learning/coach/")
        expect(desk.get_by_text("0 texts are shared with you")).to_be_visible()
        expect(desk.get_by_role("link", name=MODULE)).to_have_count(0)
        desk.go_back()
        # All of it away
        inside.get_by_role("button", name="Withdraw").click()
        expect(inside.get_by_role("heading", name="Your learning")).to_be_visible()
        with page.expect_download() as download:
            inside.get_by_role("link", name="Download all of it (zip)").click()
        assert download.value.suggested_filename == "my-waymark-learning.zip"
        inside.get_by_label("Yes, all of it.").check()
        inside.get_by_role("button", name="Delete all of it").click()
        expect(inside.get_by_text("It is deleted, now and whole.")).to_be_visible()
    assert kept(pair) == "[]"


def opened_by_hand(page, pair, title: str):
    """Without a script the pages between are sent on by their buttons."""
    page.goto(f"{pair.platform}/courses/Staff-1/")
    page.get_by_role("link", name=title, exact=True).click()
    inside = page.frame_locator("#tool-frame")
    heading = inside.locator("h1")
    expect(heading).to_be_visible()
    for _ in range(3):
        if heading.inner_text() == title:
            break
        inside.get_by_role("button").first.click()
        page.wait_for_timeout(1_000)
    expect(heading).to_have_text(title)
    return inside


def test_without_a_script_the_button_saves(browse, pair):
    control(pair, "reset")
    pair.manage("shell", "-v", "0", "-c", STAFF)
    with browse(blocked="third-party", script=False) as context:
        page = sign_in(context, pair, "teacher")
        inside = opened_by_hand(page, pair, TRACK)
        inside.get_by_role("button", name="Join this track").click()
        expect(inside.get_by_role("heading", name="You are in this track")).to_be_visible()
        inside = opened_by_hand(page, pair, MODULE)
        inside.get_by_role("textbox").first.fill("Without a script.")
        inside.locator(".reflection").first.get_by_role("button", name="Save").click()
        expect(inside.get_by_role("textbox").first).to_have_value("Without a script.")
        assert "Without a script." in kept(pair)
        inside = opened_by_hand(page, pair, TRACK)
        inside.get_by_role("link", name="Leave …").click()
        inside.get_by_label("Delete it now.").check()
        inside.get_by_role("button", name="Leave", exact=True).click()
        expect(inside.get_by_text("It is deleted, now and whole.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_hours_certificate_and_code(browse, pair, width):
    control(pair, "reset")
    pair.manage("shell", "-v", "0", "-c", STAFF)
    with browse(blocked="third-party", width=width) as context:
        page = sign_in(context, pair, "teacher")
        join_in_course(page, pair)
        inside = open_in_course(page, pair, MODULE)
        inside.get_by_role("button", name="I am done with this module").click()
        expect(inside.get_by_role("button", name="I am done with this module", pressed=True)).to_be_visible()
        inside = open_in_course(page, pair, TRACK)
        inside.get_by_role("link", name="Your certificate …").click()
        expect(inside.get_by_role("heading", name="Your certificate")).to_be_visible()
        no_barriers(page)
        picture(page, "claim", width)
        inside.get_by_label("The name on it").fill("Rosa Ruiz")
        inside.get_by_role("button", name="Make the certificate").click()
        expect(inside.get_by_role("heading", name="Your certificates")).to_be_visible()
        no_barriers(page)
        picture(page, "hours", width)
        address = inside.get_by_role("link", name=re.compile("Look at it")).get_attribute("href")
        shown = context.new_page()
        shown.goto(pair.tool + "/" + address.split("/", 3)[3])
        expect(shown.get_by_text("This site issued this certificate")).to_be_visible()
        no_barriers_on(shown)
        picture(shown, "certificate", width)
        # A code
        inside.get_by_role("link", name="Set a code").click()
        expect(inside.get_by_role("heading", name="Your code")).to_be_visible()
        no_barriers(page)
        picture(page, "code", width)
        inside.get_by_label("A code of your own").fill("seven blue herons")
        inside.get_by_label("The same once more").fill("seven blue herons")
        inside.get_by_role("button", name="Set this code").click()
        expect(inside.get_by_role("heading", name="Your learning")).to_be_visible()
        inside = open_in_course(page, pair, MODULE)
        expect(inside.get_by_text("What you wrote is closed until you give your code.")).to_be_visible()
        no_barriers(page)
        inside.get_by_role("link", name="Give your code").click()
        inside.get_by_label("Your code").fill("seven blue herons")
        inside.get_by_role("button", name="Open my texts").click()
        expect(inside.get_by_text("What you wrote is closed")).to_have_count(0)
        inside.get_by_label("Yes, all of it.").check()
        inside.get_by_role("button", name="Delete all of it").click()
        expect(inside.get_by_text("It is deleted, now and whole.")).to_be_visible()
        shown.reload()
        expect(shown.get_by_text("This site issued this certificate")).to_have_count(0)
