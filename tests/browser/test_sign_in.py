"""Signing in as a person does it: keyboard, phone, a second browser. The pages are axe-clean and ask nobody else for anything."""

import base64
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import pytest
import requests
from django_otp.oath import totp
from playwright.sync_api import expect

PASSWORD = "river-stone-lantern-42"
GIVE_PHONE = """
from cms.models import User
from tests.factories.people import give_phone
User.objects.filter(username="{name}").delete()
print(give_phone(User.objects.create_superuser("{name}", "{name}@example.org", "{password}")).secret.hex())
"""
MAKE = """
from cms.models import User
User.objects.filter(username="{name}").delete()
User.objects.create_superuser("{name}", "{name}@example.org", "{password}")
"""


@pytest.fixture
def lead(pair) -> str:
    pair.manage("shell", "-c", MAKE.format(name="second-factor-lead", password=PASSWORD))
    return "second-factor-lead"


def type_password(page, pair, name: str) -> None:
    """With the keyboard alone: the name has the focus when the page opens."""
    page.goto(f"{pair.tool}/admin/login/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def problems(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  (only where browser tests run)

    page.locator("h1").first.wait_for(state="attached")  # a busy computer may still be on its way to the page
    return [f"{page.url}: {found['id']}" for found in Axe().run(page).response["violations"]]


def test_a_phone_is_set_up_lost_and_signed_out_elsewhere(browse, pair, lead):
    found, hosts = [], set()
    with browse() as context, browse(width=375) as other:
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.goto(f"{pair.tool}/admin/login/")
        found += problems(page)
        type_password(page, pair, lead)
        expect(page).to_have_url(f"{pair.tool}/admin/")

        page.goto(f"{pair.tool}/admin/account/#tab-signing-in")
        page.get_by_role("link", name="Set it up").click()
        found += problems(page)
        page.get_by_text("I cannot scan it").click()
        secret = base64.b32decode(page.locator(".sign-in__secret").inner_text().replace(" ", ""))
        page.get_by_label("Code that the app shows").fill("000000")
        page.keyboard.press("Enter")
        expect(page.get_by_text("That code is not right.")).to_be_visible()
        found += problems(page)
        page.get_by_label("Code that the app shows").fill(f"{totp(secret):06d}")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
        codes = page.locator(".sign-in__codes code").all_inner_texts()
        assert len(codes) == 10
        found += problems(page)

        phone_page = other.new_page()
        type_password(phone_page, pair, lead)
        expect(phone_page.get_by_role("heading", name="Enter your code")).to_be_visible()
        found += problems(phone_page)
        assert phone_page.evaluate("document.documentElement.scrollWidth") <= 375
        expect(phone_page.get_by_label("Code")).to_be_focused()
        phone_page.keyboard.type("999999")
        phone_page.keyboard.press("Enter")
        expect(phone_page.get_by_text("That code is not right.")).to_be_visible()
        time.sleep(1.1)  # a wrong code makes the next one wait a second
        phone_page.get_by_label("Code").fill(codes[0])
        phone_page.keyboard.press("Enter")
        expect(phone_page.get_by_text("You have 9 left.")).to_be_visible()

        page.goto(f"{pair.tool}/admin/account/#tab-signing-in")
        expect(page.get_by_text("This device")).to_have_count(1)
        found += problems(page)
        page.get_by_role("link", name="Sign out there: Chrome").click()
        found += problems(page)
        page.get_by_role("button", name="Sign out").click()
        phone_page.goto(f"{pair.tool}/admin/")
        expect(phone_page).to_have_url(f"{pair.tool}/admin/login/?next=/admin/")
    assert found == []
    assert hosts == {urlsplit(pair.tool).netloc}


def test_of_several_browsers_with_the_same_code_one_gets_in(pair):
    """At the same moment, on real workers. The lock is the database's."""
    secret = bytes.fromhex(pair.manage("shell", "-c", GIVE_PHONE.format(name="raced", password=PASSWORD)).split()[-1])
    browsers = [requests.Session() for _number in range(6)]
    for browser in browsers:
        send(browser, f"{pair.tool}/admin/login/", username="raced", password=PASSWORD)
    address, code, start = f"{pair.tool}/admin/sign-in/code/", f"{totp(secret):06d}", Barrier(len(browsers), timeout=60)

    def race(browser) -> int:
        return send(browser, address, before=start.wait, code=code).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert sorted(pool.map(race, browsers)) == [200] * 5 + [302]


def send(browser, address: str, *, before=lambda: None, **data):
    """Opens a form and sends it, as a browser does."""
    browser.trust_env = False
    browser.get(address, timeout=20)
    before()
    return browser.post(address, {**data, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}, allow_redirects=False, timeout=20)
