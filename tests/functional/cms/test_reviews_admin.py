"""Recording reviews in the admin, and the report: who may, in one click, and what they are told."""

import csv
import datetime
import io

from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.urls import reverse

from wagtail import hooks
from wagtail.models import Revision
from wagtail.users.models import UserProfile

import openpyxl
import pytest
import time_machine

from cms.models import ReviewNote
from cms.models.reviews import key_of, months_later
from cms.reviews import Seen, ask_for_review, record_review
from cms.reviews.links import history_url, record_url
from curriculum.models import LessonPage
from tests.factories.curriculum import VettedToolFactory, publish_lesson
from tests.factories.reviews import again, in_days, make_person, set_clock

pytestmark = pytest.mark.usefixtures("_nothing_due")
REPORT = "/admin/reports/reviews/"


@pytest.fixture
def lesson() -> LessonPage:
    lesson = publish_lesson(title="Trace the Claim")
    set_clock(lesson, due_in=-2)
    return again(lesson)


@pytest.fixture
def tool():
    return VettedToolFactory(name="Reading Helper", reviewed_on=in_days(-80), review_due_on=in_days(10))


@pytest.fixture
def editor(lesson, client_https):
    """Signed in, and may edit the lesson."""
    user = make_person("erin", "change", page=lesson.unit)
    client_https.force_login(user)
    return user


def click(item) -> str:
    return record_url(*key_of(item).values(), Seen.of(item))


def said(response) -> str:
    return " ".join(" ".join(str(message) for message in get_messages(response.wsgi_request)).split())


def rows(client, **choices) -> list[str]:
    return [row.title for row in client.get(REPORT, choices).context["object_list"]]


def test_one_click_records_a_review_and_says_the_next_date(client_https, editor, lesson):
    response = client_https.post(click(lesson), {"next": REPORT})
    assert response.url == REPORT
    assert again(lesson).reviewed_on == in_days(0)
    assert "“Trace the Claim” is reviewed; next review: " in said(response)
    assert "Undo" in said(response)
    assert ReviewNote.objects.get().by == editor


def test_a_note_may_be_said_and_is_in_the_history(client_https, editor, lesson):
    response = client_https.post(click(lesson), {"note": "Checked with <b>two</b> classes."})
    assert response.url == history_url(lesson)
    page = client_https.get(response.url).content.decode()
    assert "Checked with &lt;b&gt;two&lt;/b&gt; classes." in page
    assert "Erin" in page


def test_only_addresses_of_ours_are_gone_back_to(client_https, editor, lesson):
    assert client_https.post(click(lesson), {"next": "https://elsewhere.example/"}).url == history_url(lesson)


def test_the_second_of_two_clicks_is_told_so(client_https, editor, lesson):
    url = click(lesson)
    record_review(item=lesson, by=make_person("otto"))
    response = client_https.post(url)
    assert "A review of this was recorded since you opened it, so yours was not needed. Nothing was recorded twice." in said(response)
    assert ReviewNote.objects.count() == 1


def test_a_double_click_is_one_review_and_is_thanked_for(client_https, editor, lesson):
    url = click(lesson)
    assert said(client_https.post(url)).count("is reviewed; next review:") == 1
    assert "so yours was not needed" not in said(client_https.post(url))
    assert "so yours was not needed" in said(client_https.post(url, {"note": "What I forgot to say"}))
    assert ReviewNote.objects.count() == 1


def test_what_was_asked_meanwhile_is_said(client_https, editor, lesson):
    url = click(lesson)
    ask_for_review(items=[lesson], reason="Clause 3 changed")
    assert "something new was asked: Clause 3 changed" in said(client_https.post(url))
    assert LessonPage.objects.waiting().exists()


def test_a_click_is_taken_back(client_https, editor, lesson):
    client_https.post(click(lesson))
    response = client_https.post(reverse("reviews:undo", args=[ReviewNote.objects.get().pk]))
    assert said(response).endswith("Taken back. “Trace the Claim” has the dates it had before.")
    assert (again(lesson).reviewed_on, again(lesson).review_due_on) == (None, in_days(-2))


def test_what_somebody_else_recorded_is_not_taken_back(client_https, editor, lesson):
    review = record_review(item=lesson, by=make_person("otto"))
    assert "This review can no longer be taken back" in said(client_https.post(reverse("reviews:undo", args=[review.pk])))
    assert ReviewNote.objects.exists()


def test_looking_records_nothing(client_https, editor, lesson):
    assert client_https.get(click(lesson)).status_code == 405
    assert client_https.get(history_url(lesson)).status_code == 200
    assert not ReviewNote.objects.exists()


@pytest.mark.parametrize(
    ("permission", "own", "may"),
    [("change", False, True), ("publish", False, True), ("add", False, False), ("add", True, True), ("lock", False, False)],
)
def test_who_may_edit_or_publish_a_lesson_may_review_it(client_https, lesson, permission, own, may):
    user = make_person("pat", permission, page=lesson.unit)
    if own:
        LessonPage.objects.filter(pk=lesson.pk).update(owner=user)
    client_https.force_login(user)
    client_https.post(click(lesson))
    assert (client_https.get(history_url(lesson)).status_code == 200) is may
    assert ReviewNote.objects.exists() is may
    assert (client_https.get(REPORT).status_code == 200) is (may or permission == "add")


def test_who_may_change_tools_may_review_them_and_no_lessons(client_https, lesson, tool):
    client_https.force_login(make_person("tam", "change_vettedtool"))
    client_https.post(click(tool))
    client_https.post(click(lesson))
    assert [note.item for note in ReviewNote.objects.all()] == [tool]
    assert again(tool).review_due_on == months_later(in_days(0), 3)


def test_nobody_reviews_without_signing_in(client_https, lesson):
    for response in (client_https.post(click(lesson)), client_https.get(REPORT), client_https.get(history_url(lesson))):
        assert response.url.startswith("/admin/login/")
    assert not ReviewNote.objects.exists()


@pytest.mark.parametrize("address", ["999999/1/", "{page}/1/", "{lesson}/999999/"])
def test_what_has_no_clock_is_not_found(client_https, admin_user, lesson, address):
    client_https.force_login(admin_user)
    kinds = {"page": key_of(lesson.unit)["content_type_id"], "lesson": lesson.content_type_id}
    assert client_https.get(f"/admin/reviews/{address.format(**kinds)}").status_code == 404


def test_who_may_publish_hands_a_page_over_and_no_draft_takes_it_back(client_https, lesson):
    draft = lesson.save_revision()
    ana = make_person("ana", "add", page=lesson.unit)
    client_https.force_login(make_person("lena", "publish", page=lesson.unit))
    assert "Ana" in client_https.get(history_url(lesson)).content.decode()
    response = client_https.post(f"{history_url(lesson)}owner/", {"owner": ana.pk})
    assert "The e-mail about reviews of “Trace the Claim” goes there from now on." in said(response)
    Revision.objects.get(pk=draft.pk).publish()
    assert again(lesson).owner == ana
    client_https.post(f"{history_url(lesson)}owner/", {"owner": ""})
    assert again(lesson).owner is None


def test_nobody_else_hands_a_page_over_and_nobody_gets_one_they_cannot_open(client_https, editor, lesson, tool):
    response = client_https.post(f"{history_url(lesson)}owner/", {"owner": editor.pk})
    assert again(lesson).owner is None
    client_https.force_login(make_person("lena", "publish", page=lesson.unit))
    response = client_https.post(f"{history_url(lesson)}owner/", {"owner": make_person("stranger").pk})
    assert "Select a valid choice." in said(response)
    assert again(lesson).owner is None
    client_https.force_login(make_person("tam", "change_vettedtool"))
    assert client_https.get(history_url(tool)).context["owner_form"] is None


def test_the_editor_has_the_button_and_what_was_asked(client_https, editor, lesson):
    ask_for_review(items=[lesson], reason="Clause 3 of “Student Use” changed")
    page = client_https.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert page.count("Reviewed, no change") == 2  # in the panel, and in the menu beside the title
    assert page.count(click(lesson).replace("&", "&amp;")) == 2
    assert "Clause 3 of “Student Use” changed" in page


def test_the_editor_of_a_tool_has_the_button(client_https, tool):
    client_https.force_login(make_person("tam", "change_vettedtool"))
    page = client_https.get(reverse("wagtailsnippets_curriculum_vettedtool:edit", args=[tool.pk])).content.decode()
    assert page.count("Reviewed, no change") == 1


def test_the_button_is_not_shown_for_a_draft(client_https, editor, lesson):
    lesson.unpublish()
    page = client_https.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert "Reviewed, no change" not in page


@pytest.mark.parametrize(
    ("reason", "due_in", "told"),
    [
        (
            "Clause 3 changed",
            9,
            "A review was asked for (Clause 3 changed). If “Trace the Claim” is right now, say that you have reviewed it.",
        ),
        ("", -2, "A review of “Trace the Claim” is overdue. If you have read it as a whole, say that you have reviewed it."),
        ("", 9, ""),
    ],
)
def test_publishing_says_what_is_still_to_be_reviewed(rf, editor, lesson, reason, due_in, told):
    set_clock(lesson, due_in=due_in)
    if reason:
        ask_for_review(items=[lesson], reason=reason)
    request = rf.get("/")
    request.user, request.session = editor, {}
    request._messages = FallbackStorage(request)
    for hook in hooks.get_hooks("after_publish_page"):
        hook(request, again(lesson))
    messages = " ".join(" ".join(str(message) for message in request._messages).split())
    assert messages.startswith(told)
    assert (history_url(lesson) in messages) is bool(told)


def test_the_report_lists_what_is_overdue_asked_for_and_due_soon_in_this_order(client_https, admin_user, lesson, tool):
    asked = publish_lesson(lesson.unit, title="Where Is the Line?", slug="where")
    publish_lesson(lesson.unit, title="Long Ahead", slug="ahead")
    ask_for_review(items=[asked], reason="Clause 3 of “Student Use” changed", source="3")
    ask_for_review(items=[asked], reason="Clause 5 of “Student Use” changed", source="5")
    client_https.force_login(admin_user)
    assert rows(client_https) == ["Trace the Claim", "Where Is the Line?", "Reading Helper"]
    page = client_https.get(REPORT).content.decode()
    assert "Clause 5 of “Student Use” changed" in page
    assert "and 1 more reason" in page
    assert reverse("wagtailadmin_pages:edit", args=[asked.pk]) in page
    assert 'aria-label="Reviewed, no change: Reading Helper"' in page
    assert "3 items" in page


@pytest.mark.parametrize(
    ("choices", "titles"),
    [
        ({"state": "overdue"}, ["Trace the Claim"]),
        ({"state": "soon"}, ["Reading Helper"]),
        ({"state": "asked"}, ["Long Ahead"]),
        ({"state": "all"}, ["Trace the Claim", "Long Ahead", "Reading Helper"]),
        ({"kind": "curriculum.VettedTool"}, ["Reading Helper"]),
        ({"kind": "curriculum.LessonPage", "state": "all"}, ["Trace the Claim", "Long Ahead"]),
        ({"band": "{band}"}, ["Trace the Claim", "Long Ahead"]),
        ({"language": "es"}, []),
        ({"owner": "{owner}"}, ["Trace the Claim"]),
        ({"owner": "none"}, ["Long Ahead", "Reading Helper"]),
        ({"owner": "no such", "state": "nor this"}, ["Trace the Claim", "Long Ahead", "Reading Helper"]),
    ],
)
def test_the_report_is_narrowed(client_https, admin_user, lesson, tool, choices, titles):
    LessonPage.objects.filter(pk=lesson.pk).update(owner=admin_user)
    ask_for_review(items=[publish_lesson(lesson.unit, title="Long Ahead", slug="ahead")], reason="Clause 3 changed")
    client_https.force_login(admin_user)
    names = {"band": lesson.band.key, "owner": admin_user.pk}
    assert rows(client_https, **{name: value.format(**names) for name, value in choices.items()}) == titles


def test_the_report_has_only_what_one_may_review(client_https, editor, lesson, tool):
    assert rows(client_https) == ["Trace the Claim"]


def test_the_report_is_in_the_menu_of_who_may_review_something(client_https, lesson):
    client_https.force_login(make_person("erin", "change", page=lesson.unit))
    assert REPORT in client_https.get("/admin/").content.decode()
    client_https.force_login(make_person("coach"))
    assert REPORT not in client_https.get("/admin/").content.decode()
    assert client_https.get(REPORT).status_code == 302


def test_an_empty_report_says_that_nothing_is_due(client_https, admin_user):
    client_https.force_login(admin_user)
    assert "Nothing here needs a look" in client_https.get(REPORT).content.decode()


def test_the_report_is_downloaded(client_https, admin_user, lesson, tool):
    ask_for_review(items=[lesson], reason="=Clause 3 changed")
    client_https.force_login(admin_user)
    text = b"".join(client_https.get(REPORT, {"export": "csv"}).streaming_content).decode()
    found = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Title"], row["Kind"], row["Why"]) for row in found] == [
        ("Trace the Claim", "lesson", "Overdue, Asked for"),
        ("Reading Helper", "vetted tool", "Due in 30 days"),
    ]
    book = b"".join(client_https.get(REPORT, {"export": "xlsx"}).streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[1]][:3] == ["Title", "Kind", "Language"]
    assert sheet["F2"].value == "=Clause 3 changed"
    assert sheet["F2"].data_type != "f"


def test_a_note_that_is_too_long_is_asked_for_again_and_nothing_is_recorded(client_https, editor, lesson):
    response = client_https.post(click(lesson), {"note": "y" * 2_001})
    assert response.status_code == 422
    assert "y" * 2_001 in response.content.decode()
    assert not ReviewNote.objects.about(lesson).exists()


def test_a_line_break_counts_once_as_in_the_browser(client_https, editor, lesson):
    note = "\r\n".join(["x" * 198] * 10 + ["y"])
    client_https.post(click(lesson), {"note": note})
    assert ReviewNote.objects.about(lesson).get().note == note.replace("\r\n", "\n")


@pytest.mark.parametrize("number", ["9" * 18, "9" * 30, "9" * 5_000, "2147483648", "999999999", "-1", "x", ""])
def test_a_number_that_nobody_was_given_gets_past_nothing(client_https, editor, lesson, number):
    record_review(item=lesson, by=editor)
    before = ReviewNote.objects.about(lesson).get()
    address = click(lesson).partition("?")[0]
    assert client_https.post(f"{address}?number={number}&request={number}").status_code == 302
    assert set(ReviewNote.objects.about(lesson).values_list("number", flat=True)) <= {before.number, before.number + 1}


@pytest.mark.parametrize("key", ["9" * 30, "9" * 19])
def test_an_item_that_no_database_could_have_is_not_found(client_https, editor, lesson, key):
    kind = key_of(lesson)["content_type_id"]
    assert client_https.get(f"/admin/reviews/{kind}/{key}/").status_code == 404
    assert client_https.post(f"/admin/reviews/{key}/undo/").status_code == 404


def test_the_day_is_the_districts_wherever_the_person_is(client_https, editor, lesson):
    UserProfile.objects.update_or_create(user=editor, defaults={"current_time_zone": "Pacific/Auckland"})
    with time_machine.travel(datetime.datetime(2026, 11, 26, 20, 0, tzinfo=datetime.UTC)):
        client_https.force_login(editor)
        client_https.post(click(lesson))
    assert ReviewNote.objects.about(lesson).get().reviewed_on == datetime.date(2026, 11, 26)
