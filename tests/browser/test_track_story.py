"""A teacher learns in a staff course with third-party cookies blocked: looks, joins, marks, sees their own, and takes it all away."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.steps import control, sign_in

pytestmark = pytest.mark.browser
# A course for staff, and nobody left of a story that broke off.
STAFF = """
from cms.models import User
from lti.models import Context, Deployment
User.objects.filter(came_by_joining=True).delete()
Context.objects.update_or_create(
    deployment=Deployment.objects.get(registration__client_id="practice-client", id_on_platform="dep-1"),
    id_on_platform="Staff-1",
    defaults={"title": "Staff learning", "audience": "staff"},
)
"""
PEOPLE = "from cms.models import User; print(User.objects.filter(username__startswith='learner-').count())"
TRACK, MODULE = "Feedback and Assessment", "AI-Assisted Feedback, Human-Approved"


def open_in_course(page, pair, title: str, course: str = "Staff-1"):
    page.goto(f"{pair.platform}/courses/{course}/")
    page.get_by_role("link", name=title, exact=True).click()
    inside = page.frame_locator("#tool-frame")
    expect(inside.locator("h1")).to_have_text(title)
    return inside


def join_in_course(page, pair):
    """Opens the track in the staff course and joins it."""
    inside = open_in_course(page, pair, TRACK)
    inside.get_by_role("button", name="Join this track").click()
    expect(inside.get_by_role("heading", name="You are in this track")).to_be_visible()


def people(pair) -> int:
    return int(pair.manage("shell", "-v", "0", "-c", PEOPLE).split()[-1])


def no_barriers(page) -> None:
    frame = next(frame for frame in page.frames if frame.name == "tool-frame")
    found = Axe().run(frame).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [1280, 375])
def test_look_join_mark_and_take_it_away(browse, pair, width):
    control(pair, "reset")
    pair.manage("shell", "-v", "0", "-c", STAFF)
    with browse(blocked="third-party", width=width) as context:
        page = sign_in(context, pair, "teacher")
        inside = open_in_course(page, pair, TRACK)
        expect(inside.get_by_role("heading", name="Before you decide: who sees what")).to_be_visible()
        assert people(pair) == 0, "looking makes nobody"
        no_barriers(page)
        inside.get_by_role("button", name="Join this track").press("Enter")
        expect(inside.get_by_role("heading", name="You are in this track")).to_be_visible()
        assert people(pair) == 1
        inside.get_by_role("link", name=MODULE).click()
        expect(inside.locator("h1")).to_have_text(MODULE)
        inside.get_by_label("Ignore the grade").check()
        inside.get_by_role("button", name="Check my answer").click()
        expect(inside.get_by_text("That’s it.")).to_be_visible()
        inside.get_by_role("button", name="I tried it").click()
        expect(inside.get_by_role("button", name="I tried it", pressed=True)).to_be_visible()
        inside.get_by_role("button", name="I am done with this module").click()
        expect(inside.get_by_role("button", name="I am done with this module", pressed=True)).to_be_visible()
        no_barriers(page)
        # Another day, by the other link
        inside = open_in_course(page, pair, MODULE)
        expect(inside.get_by_role("button", name="I am done with this module", pressed=True)).to_be_visible()
        inside = open_in_course(page, pair, TRACK)
        expect(inside.get_by_text("1 module of 4 is done, by your own word.")).to_be_visible()
        inside.get_by_role("link", name="All that is kept of you here").click()
        expect(inside.get_by_role("heading", name="Your learning")).to_be_visible()
        no_barriers(page)
        inside.get_by_role("link", name=re.compile("Leave or delete")).click()
        expect(inside.get_by_role("heading", name="Leave this track")).to_be_visible()
        no_barriers(page)
        inside.get_by_label("Delete it now.").check()
        inside.get_by_role("button", name="Leave", exact=True).click()
        expect(inside.get_by_text("It is deleted, now and whole.")).to_be_visible()
    assert people(pair) == 0


def test_in_a_course_for_students_the_picker_has_no_tracks(browse, pair):
    control(pair, "reset")
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        page.goto(f"{pair.platform}/courses/Period-3/add/")
        inside = page.frame_locator("#tool-frame")
        expect(inside.get_by_role("heading", name="Add to your course")).to_be_visible()
        expect(inside.get_by_role("button", name="Educator tracks")).to_have_count(0)


def test_a_facilitator_places_a_module_from_the_second_tab(browse, pair):
    control(pair, "reset")
    pair.manage("shell", "-v", "0", "-c", STAFF)
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "facilitator")
        page.goto(f"{pair.platform}/courses/Staff-1/")
        page.get_by_test_id("add-from-waymark").click()
        inside = page.frame_locator("#tool-frame")
        inside.get_by_role("button", name="Educator tracks").click()
        inside.get_by_role("button", name=re.compile("Lesson Design with AI")).click()
        inside.get_by_role("checkbox", name=re.compile("Purpose Before Tools")).check()
        expect(inside.get_by_label(re.compile("Tell the gradebook"))).to_have_count(0)
        no_barriers(page)
        inside.get_by_role("button", name="Add 1 item to your course").click()
        expect(inside.get_by_test_id("added")).to_contain_text("Purpose Before Tools")


@pytest.mark.parametrize("width", [1280, 375])
def test_the_public_pages_have_no_barriers(browse, pair, width):
    with browse(width=width) as context:
        page = context.new_page()
        for path in (
            "/educators/",
            "/educators/track-feedback-assessment/",
            "/educators/track-feedback-assessment/fa-human-approved/",
            "/learning/mine/",
        ):
            page.goto(pair.tool + path)
            found = Axe().run(page).response["violations"]
            assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
