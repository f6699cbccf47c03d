"""The editor's own additions in a real browser: the live sum, the choices that follow the grade band, previews; by keyboard, and with axe."""

import contextlib
import re

import pytest
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from curriculum.starter import launch_key

NAME, PASSWORD = "edda", "a long password 42"
PREPARE = f"""
from cms.models import User
from curriculum.models import LessonPage
User.objects.filter(username="{NAME}").delete()
User.objects.create_superuser("{NAME}", "{NAME}@district.example", "{PASSWORD}")
lesson = LessonPage.objects.get(slug="g68-trace-the-claim", locale__language_code="en")
print("numbers", lesson.unit.pk, lesson.pk)
"""
HOW_MANY = "from curriculum.models import LessonPage; print(LessonPage.objects.filter(title='A lesson on a slow line').count())"
OURS = [[".editor-minutes"], [".editor-choices"], [".editor-read"], [".editor-columns"], ["section.teacher-only"], ["section.family-only"]]
OUR_PAGES = {
    "coverage": ("/admin/reports/coverage/", ".wm-coverage-form", "main table"),
    "lessons": ("/admin/reports/lessons/?problem=any", "#listing-results"),
    "competencies": ("/admin/reports/competencies/", "#listing-results"),
    "reviews": ("/admin/reports/reviews/", "#listing-results"),
    "summary": ("/admin/", "#curriculum-summary-section, #panel-curriculum-summary-section"),
    "versions": ("/lessons/{key}/versions/", "main"),
    "unpublish": ("/admin/pages/{lesson}/unpublish/", "main form"),
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


@pytest.fixture
def editor(browse, pair):
    """Opens the form of a new lesson, or that of a lesson that is there, signed in."""
    unit, lesson = re.search(r"numbers (\d+) (\d+)", pair.manage("shell", "-c", PREPARE)).groups()
    with browse() as context:
        page = context.new_page()
        page.goto(f"{pair.tool}/admin/")
        page.get_by_label("Username").fill(NAME)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Pages")).to_be_visible()

        def opened(*, is_new: bool = True):
            page.goto(f"{pair.tool}/admin/pages/{f'add/curriculum/lessonpage/{unit}' if is_new else f'{lesson}/edit'}/")
            expect(page.locator("[name='steps-0-value-minutes']")).to_be_visible()
            return page

        yield opened


def said(page):
    return page.locator("[data-minutes-said]")


def test_the_sum_follows_typing_adding_moving_and_deleting(editor):
    page = editor()
    expect(said(page)).to_have_text("Steps: 5 of 50 minutes — 45 left")
    assert said(page).get_attribute("role") == "status"
    page.locator("[name='steps-0-value-minutes']").fill("38")
    expect(said(page)).to_have_text("Steps: 38 of 50 minutes — 12 left")
    steps = page.locator("[data-contentpath='steps']")
    steps.get_by_role("button", name="Duplicate").first.click()
    expect(said(page)).to_have_text("Steps: 76 of 50 minutes — 26 too many")
    page.locator("[name='steps-1-value-minutes']").fill("12")
    expect(said(page)).to_have_text("Steps: 50 of 50 minutes — it adds up")
    steps.get_by_role("button", name="Move up").nth(1).click()
    expect(said(page)).to_have_text("Steps: 50 of 50 minutes — it adds up")
    steps.get_by_role("button", name="Delete").first.click()
    expect(said(page)).to_have_text("Steps: 38 of 50 minutes — 12 left")


def test_the_sum_becomes_the_lessons_minutes_with_the_keyboard_alone(editor):
    page = editor()
    page.locator("[name='steps-0-value-minutes']").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("38")
    use = page.get_by_role("button", name="Use 38")
    expect(use).to_be_visible()
    use.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='duration_minutes']")).to_have_value("38")
    expect(said(page)).to_have_text("Steps: 38 of 38 minutes — it adds up")
    expect(said(page)).to_be_focused()
    expect(use).to_be_hidden()
    page.locator("[name='duration_minutes']").fill("")
    expect(said(page)).to_have_text("Steps: 38 minutes together")


def test_the_sum_counts_steps_that_are_folded_away(editor):
    page = editor(is_new=False)
    expect(said(page)).to_have_text("Steps: 50 of 50 minutes — it adds up")
    page.get_by_role("button", name="Collapse all").click()
    expect(page.locator("[name='steps-0-value-minutes']")).to_be_hidden()
    page.locator("[name='duration_minutes']").evaluate(
        "input => { input.value = 40; input.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    expect(said(page)).to_have_text("Steps: 50 of 40 minutes — 10 too many")


def test_choices_follow_the_grade_band_and_lose_nothing(editor):
    page = editor()
    level = page.get_by_role("radio", name=re.compile("^4 "))
    level.check()
    page.get_by_role("checkbox", name=re.compile("^EVL-68")).check()
    expect(page.get_by_role("checkbox", name=re.compile("^EVL-K|^EVL-TK2"))).to_be_hidden()
    page.locator("select[name=band]").select_option(label="TK-Grade 2")
    expect(page.get_by_role("checkbox", name=re.compile("^EVL-TK2"))).to_be_visible()
    expect(page.get_by_role("checkbox", name=re.compile("^EVL-68"))).to_be_checked()
    expect(page.get_by_role("checkbox", name=re.compile("^EVL-68"))).to_be_visible()
    expect(level).to_be_checked()
    expect(page.get_by_text("This grade band does not allow it. Choose another level.").locator("visible=true")).to_have_count(1)
    expect(page.get_by_role("radio", name=re.compile("^5 "))).to_be_hidden()
    expect(page.get_by_text("What TK-Grade 2 says about AI")).to_be_visible()
    page.locator("select[name=band]").select_option(label="Grades 6-8")
    expect(page.get_by_text("This grade band does not allow it. Choose another level.").locator("visible=true")).to_have_count(0)


def test_what_we_added_is_accessible(editor):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  (only where browser tests run)

    page = editor()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, context={"include": OURS}, options=RULES)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


@pytest.mark.parametrize("name", OUR_PAGES)
def test_our_pages_in_the_admin_are_accessible(editor, pair, name):
    """What Wagtail draws around them is Wagtail's; a filter's drop-down too."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  (only where browser tests run)

    page = editor(is_new=False)
    lesson = re.search(r"/pages/(\d+)/", page.url)[1]
    address, *parts = OUR_PAGES[name]
    page.goto(pair.tool + address.format(lesson=lesson, key=launch_key("lesson", "g68-trace-the-claim")))
    page.wait_for_load_state("networkidle")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for part in parts:
            expect(page.locator(part).first).to_be_visible()
        found = Axe().run(page, context={"include": [[part] for part in parts]}, options=RULES)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def test_the_panel_previews_as_each_reader(editor):
    page = editor(is_new=False)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    page.get_by_role("button", name="Toggle preview").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", name="What we will do")).to_be_visible()
    for mode, heading in {"teacher": "Checks, with the key", "family": "What your child can say afterwards"}.items():
        page.get_by_label("Preview mode").select_option(mode)
        expect(frame.get_by_role("heading", name=heading)).to_be_visible()
    assert complaints == []


def begin_to_save(page) -> None:
    """Types until Wagtail saves by itself: what is there before it has looked at the form for the first time is no change to it."""
    for question in ("Who was first?", "Who was second?", "Who was third?", "Who was fourth?"):
        page.locator("#id_essential_question").fill(question)
        with contextlib.suppress(NotInTime):
            page.locator(".w-autosave-indicator__state--saving").wait_for(timeout=3_000)
            return
    raise AssertionError("nothing was saved by itself")


def test_a_button_pressed_while_a_new_page_saves_itself_makes_one_page(editor, pair):
    """On a slow line the answer to the first autosave is not there yet: sent again, it would be a second page with the same address."""
    page = editor()
    sent = []

    def slow(route):
        sent.append(route.request.method)
        answer = route.fetch()
        page.wait_for_timeout(1_500)
        route.fulfill(response=answer)

    page.route("**/pages/add/**", slow)
    page.locator("#id_title").fill("A lesson on a slow line")
    begin_to_save(page)
    page.locator("footer button.action-save").first.click()
    expect(page.locator(".messages")).to_contain_text("A lesson on a slow line")
    expect(page.get_by_text("could not be")).to_have_count(0)
    assert page.url.endswith("/edit/")
    expect(page.locator("#id_title")).to_have_value("A lesson on a slow line")
    assert sent == ["POST"]
    assert pair.manage("shell", "-v", "0", "-c", HOW_MANY).split()[-1] == "1"
