"""The same on the public site, by keyboard where it matters: an account signs in, joins, writes, counts hours, and takes it all away."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_reflection_story import no_barriers_on
from tests.browser.test_track_story import MODULE

pytestmark = pytest.mark.browser
PAT = """
from cms.models import User
User.objects.filter(username="pat").delete()
User.objects.create_user("pat", "pat@example.org", "a long enough password", first_name="Pat")
"""
LEFT = "from pd_tracks.models import *; print(Enrolment.objects.count(), Reflection.objects.count(), HoursEntry.objects.count(), Credential.objects.count())"


@pytest.mark.parametrize("width", [1280, 375])
def test_the_whole_story_with_an_account(browse, pair, width):
    pair.manage("shell", "-v", "0", "-c", PAT)
    with browse(width=width) as context:
        page = context.new_page()
        page.goto(f"{pair.tool}/educators/track-feedback-assessment/")
        page.get_by_role("link", name="Sign in").click()
        page.get_by_label("Username").fill("pat")
        page.get_by_label("Password").fill("a long enough password")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Join this track").press("Enter")
        expect(page.get_by_role("heading", name="You are in this track")).to_be_visible()
        page.get_by_role("link", name=MODULE).click()
        box = page.get_by_role("textbox").first
        box.focus()
        page.keyboard.type("On the site.")
        expect(page.locator(".reflection").first.get_by_role("status")).to_have_text("Saved", timeout=10_000)
        page.get_by_role("button", name="I am done with this module").press("Enter")
        expect(page.get_by_role("button", name="I am done with this module", pressed=True)).to_be_visible()
        expect(page.get_by_role("textbox").first).to_have_value("On the site.")
        no_barriers_on(page)
        # Back, and forth again: nothing old is shown
        page.get_by_role("textbox").first.fill("Changed.")
        expect(page.locator(".reflection").first.get_by_role("status")).to_have_text("Saved", timeout=10_000)
        page.goto(f"{pair.tool}/learning/mine/")
        expect(page.get_by_text("Changed.")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("textbox").first).to_have_value("Changed.")
        # Putting together: the page, and a code
        page.goto(f"{pair.tool}/learning/mine/together/")
        page.get_by_role("button", name="Show a code here").click()
        expect(page.locator("code")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))
        no_barriers_on(page)
        page.goto(f"{pair.tool}/learning/mine/")
        no_barriers_on(page)
        page.get_by_label("Yes, all of it.").check()
        page.get_by_role("button", name="Delete all of it").click()
        expect(page.get_by_text("It is deleted, now and whole.")).to_be_visible()
    assert pair.manage("shell", "-v", "0", "-c", LEFT).split()[-4:] == ["0", "0", "0", "0"]
