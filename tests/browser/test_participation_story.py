"""A teacher lets a coach see how far they are, in a staff course with third-party cookies blocked; the coach looks and answers; whoever runs the
course and a leader see counts, and nobody's name."""

import csv
import io
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.steps import control, sign_in
from tests.browser.test_reflection_story import no_barriers_on
from tests.browser.test_track_story import STAFF, TRACK, join_in_course, no_barriers, open_in_course

pytestmark = pytest.mark.browser
ACCOUNTS = """
from django.contrib.auth.models import Group
from cms.groups import set_up_groups
from cms.models import User
set_up_groups()
for name, group in (("coach", "Coaches"), ("leader", "Leaders")):
    if not User.objects.filter(username=name).exists():
        User.objects.create_user(name, name + "@example.org", "a long enough password", first_name=name.title()).groups.add(Group.objects.get(name=group))
"""
EDUCATORS = "from tests.demo.people import make_demo_people; make_demo_people()"
# Whoever joined by hand, in a story before.
BY_HAND = """
from cms.models import User
from lti.models import PlatformUser
User.objects.filter(pk__in=PlatformUser.objects.exclude(sub__startswith="fictional").exclude(person=None).values("person")).delete()
"""
NOBODY = "from pd_tracks.models import Publication; from cms.models import User; Publication.objects.all().delete(); User.objects.filter(came_by_joining=True).delete()"


@pytest.fixture(scope="module")
def district(pair):
    """Fictional educators of four schools and of the staff course, over twelve weeks."""
    control(pair, "reset")
    for script in (STAFF, ACCOUNTS, EDUCATORS):
        pair.manage("shell", "-v", "0", "-c", script)
    yield pair
    pair.manage("shell", "-v", "0", "-c", NOBODY)


def signed_in(page, pair, who: str, path: str) -> None:
    if page.url == "about:blank":
        page.goto(f"{pair.tool}{path}")
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").click()


def picture(page, name: str) -> None:
    if folder := os.environ.get("WAYMARK_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def printed(page, tmp_path: Path) -> str:
    """What stands on paper."""
    page.pdf(path=tmp_path / "page.pdf")
    return re.sub(r"\s+", " ", " ".join(each.extract_text() for each in PdfReader(tmp_path / "page.pdf").pages))


@pytest.mark.parametrize("width", [1280, 375])
def test_a_coach(browse, district, width, tmp_path):
    district.manage("shell", "-v", "0", "-c", BY_HAND)
    with browse(blocked="third-party", width=width) as context:
        page = sign_in(context, district, "teacher")
        join_in_course(page, district)
        inside = page.frame_locator("#tool-frame")
        inside.get_by_role("link", name="Choose a coach").click()
        expect(inside.get_by_text("Nothing you write goes along")).to_be_visible()
        no_barriers(page)
        inside.get_by_role("radio", name="Coach").check()
        inside.get_by_label("How the coach shall call you").fill(f"Ms. Real, {width}")
        inside.get_by_role("button", name="Let this coach see it").click()
        expect(inside.get_by_text("Coach sees until")).to_be_visible()
        # The coach, from the same course: a tab of the site
        with context.expect_page() as opened:
            inside.get_by_role("link", name=re.compile("For coaches")).click()
        tab = opened.value
        signed_in(tab, district, "coach", "")
        expect(tab.get_by_role("heading", name="People who turned to you")).to_be_visible()
        row = tab.get_by_role("row").filter(has_text=f"Ms. Real, {width}")
        expect(row).to_contain_text("0 of 4")
        expect(row).to_contain_text("Staff learning")
        no_barriers_on(tab)
        picture(tab, f"coach-{width}")
        # Narrowed, kept in the address, and back
        tab.get_by_label("Who", exact=True).select_option("asked")
        tab.get_by_role("button", name="Show", exact=True).click()
        expect(tab).to_have_url(re.compile("what=asked"))
        expect(tab.get_by_role("row").filter(has_text="Ms. Real")).to_have_count(0)
        tab.go_back()
        expect(tab.get_by_role("row").filter(has_text=f"Ms. Real, {width}")).to_have_count(1)
        with tab.expect_download() as download:
            tab.get_by_role("link", name="Download CSV").click()
        assert f"Ms. Real, {width}" in Path(download.value.path()).read_text(encoding="utf-8-sig")
        # On paper the numbers stand beside the drawings, in words and without colour
        paper = printed(tab, tmp_path)
        for words in (f"Ms. Real, {width}", "Done with each module", "Joined, week by week", "not shown"):
            assert words in paper
        # Answered in place
        tab.get_by_role("link", name="Mr. A., grades 3–5").first.click()
        expect(tab.get_by_role("heading", level=1)).to_contain_text("Mr. A.")
        no_barriers_on(tab)
        # The teacher takes it back: gone, as if it had never been
        inside = open_in_course(page, district, TRACK)
        inside.get_by_role("button", name="Take it back").click()
        expect(inside.get_by_role("link", name="Choose a coach")).to_be_visible()
        inside.get_by_role("link", name="All that is kept of you here").click()
        expect(inside.get_by_text("Coach looked at this").first).to_be_visible()
        tab.goto(f"{district.tool}/learning/coach/")
        expect(tab.get_by_text("Ms. Real")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 375])
def test_a_leader(browse, district, width, tmp_path):
    with browse(width=width) as context:
        page = context.new_page()
        signed_in(page, district, "leader", "/learning/participation/")
        expect(page.get_by_role("heading", name="Participation", level=1)).to_be_visible()
        no_barriers_on(page)
        picture(page, f"leader-{width}")
        assert "Dogwood" not in page.content(), "a small school is not even named"
        page.get_by_role("link", name="Feedback and Assessment").click()
        expect(page.get_by_role("heading", name="Feedback and Assessment")).to_be_visible()
        page.get_by_text("Show as a table").first.click()
        no_barriers_on(page)
        table = page.get_by_role("region", name="By school or course")
        lines = [[cell.inner_text() for cell in row.locator("th, td").all()] for row in table.get_by_role("row").all()]
        with page.expect_download() as download:
            page.get_by_role("link", name="Download CSV").click()
        rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
        at = next(number for number, row in enumerate(rows) if row[:1] == ["School or course"])
        assert [[" ".join(cell.split()) for cell in line] for line in lines] == rows[at:]
        assert len(rows[at:]) == 5, "three schools and the course"
        paper = printed(page, tmp_path)
        assert "Alder Middle School" in paper
        assert "Counted once a week and rounded down" in paper
        page.get_by_label("School or course", exact=True).select_option(label="Cedar High School (fictional)")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(table.get_by_role("row")).to_have_count(2)
        page.goto(f"{district.tool}/learning/coach/")
        expect(page.get_by_role("heading", name="This page is for coaches")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 375])
def test_whoever_runs_the_course_and_whoever_takes_part(browse, district, width):
    with browse(blocked="third-party", width=width) as context:
        page = sign_in(context, district, "facilitator")
        inside = open_in_course(page, district, TRACK)
        inside.get_by_role("link", name="Participation in this course").click()
        expect(inside.get_by_role("heading", name="Participation", level=1)).to_be_visible()
        expect(inside.get_by_role("row").filter(has_text="Staff learning")).to_have_count(1)
        expect(inside.get_by_text("Alder")).to_have_count(0)
        no_barriers(page)
        picture(page, f"facilitator-{width}")
    with browse(blocked="third-party", width=width) as context:
        page = sign_in(context, district, "teacher")
        inside = open_in_course(page, district, TRACK)
        expect(inside.get_by_role("link", name=re.compile("For coaches"))).to_be_visible()
        expect(inside.get_by_role("link", name="Participation in this course")).to_have_count(0)
