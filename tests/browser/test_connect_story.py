"""An administrator connects a platform by one address, tests it, switches it on, and a student opens a lesson through it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import control, open_activity, sign_in, until
from tests.browser.test_pages import WCAG

pytestmark = pytest.mark.browser
MAKE_ADMIN = "from cms.models import User; User.objects.create_superuser('ada', 'ada@example.org', 'a long enough password')"


@pytest.fixture
def _as_before(pair):
    """The practice LMS goes back to the client id that the other tests know."""
    yield
    control(pair, "reset")


@pytest.fixture
def admin(browse, pair):
    pair.manage("shell", "-c", MAKE_ADMIN)
    with browse() as context:
        page = context.new_page()
        page.goto(f"{pair.tool}/admin/login/?next=/lti/connect/")
        page.locator("#id_username").fill("ada")
        page.locator("#id_password").fill("a long enough password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Connect Waymark to your platform")).to_be_visible()
        yield page


@pytest.mark.usefixtures("_as_before")
def test_one_address_connects_a_platform(browse, pair, admin):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  (only where browser tests run)

    admin.get_by_label("Name").fill("Practice LMS, by invitation")
    admin.get_by_role("button", name="Make an invitation").click()
    address = admin.get_by_text(re.compile(f"^{re.escape(pair.tool)}/lti/register/")).first.inner_text()
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        page.goto(f"{pair.platform}/connect/")
        page.get_by_test_id("address").fill(address)
        page.get_by_role("button", name="Connect").click()
        expect(page.get_by_text("The tool is connected.")).to_be_visible()
        # The address works once.
        page.goto(f"{pair.platform}/connect/")
        page.get_by_test_id("address").fill(address)
        page.get_by_role("button", name="Connect").click()
        again = page.frame_locator("[data-testid=registration]")
        expect(again.get_by_role("heading", name="Your platform was not connected")).to_be_visible()
        client_id = control(pair, "state")["client_id"]
        assert client_id.startswith("connected-client-")
        # Nothing opens until an administrator of Waymark has looked.
        page.goto(f"{pair.platform}/courses/Period-3/activities/g68-trace-the-claim/")
        expect(page.frame_locator("#tool-frame").get_by_role("heading", name="You do not have access to this")).to_be_visible()
    admin.goto(f"{pair.tool}/lti/connect/")
    admin.get_by_role("link", name="Practice LMS, by invitation").click()
    expect(admin.get_by_text(client_id)).to_be_visible()
    admin.get_by_role("button", name="Activate").click()
    expect(admin.get_by_role("button", name="Activate")).to_have_count(0)
    with browse(blocked="third-party") as context:
        frame = open_activity(sign_in(context, pair, "student-1"), pair)
        assert frame.locator("h1").inner_text() == "Trace the Claim"
    admin.reload()
    expect(admin.locator(".test[hx-get]")).to_have_count(0)
    assert admin.locator(".test").count() >= 7
    expect(admin.get_by_text("Not right")).to_have_count(0)
    assert Axe().run(admin, options=WCAG).violations_count == 0


def test_a_copy_is_told_before_anybody_opens_it(browse, pair):
    with browse(blocked="third-party") as context:
        page = sign_in(context, pair, "teacher")
        open_activity(page, pair)  # the launch says where to ask for notices
        pair.manage("send_scores")
        page.goto(f"{pair.platform}/courses/Period-3/")
        before = len(control(pair, "state")["notices_sent"])
        page.get_by_test_id("copy-course").click()
        expect(page.get_by_role("heading", name=re.compile("copy"))).to_be_visible()
        copied = page.url.rstrip("/").rsplit("/", 1)[1]
        until(page, lambda: len(control(pair, "state")["notices_sent"]) > before)
    assert control(pair, "state")["notices_sent"][-1]["status"] == 204
    known = pair.manage("shell", "-c", f"from lti.models import Context; print(Context.objects.get(id_on_platform='{copied}').origin_ids)")
    assert "Period-3" in known
